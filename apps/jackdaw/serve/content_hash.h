// Hashes as text, for entity tags.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_CONTENT_HASH_H_
#define JACKDAW_APPS_JACKDAW_SERVE_CONTENT_HASH_H_

#include <string>
#include <string_view>

#include "archive/content_hash.h"

namespace jackdaw::serve {

// 32 hexadecimal digits, as `jackdaw info` shows them.
std::string HexOf(const archive::ContentHash& hash);

// The hash of a text, of the same form.
std::string TextHash(std::string_view text);

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_CONTENT_HASH_H_
