// FileInfo as text for a person.
#ifndef JACKDAW_APPS_JACKDAW_INFO_FORMAT_H_
#define JACKDAW_APPS_JACKDAW_INFO_FORMAT_H_

#include <string>

#include "jackdaw/jackdaw.h"

namespace jackdaw::app {

// Several lines, the first with the path.
std::string InfoText(const std::string& path, const FileInfo& info);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_INFO_FORMAT_H_
