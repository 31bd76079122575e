// The report of Inspect as JSON text.
#ifndef JACKDAW_CODEC_API_JSON_H_
#define JACKDAW_CODEC_API_JSON_H_

#include <string>

#include "jackdaw/jackdaw.h"

namespace jackdaw {

// Members are named as in FileInfo; bytes of names that are not UTF-8 become U+FFFD.
std::string InfoToJson(const FileInfo& info);

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_API_JSON_H_
