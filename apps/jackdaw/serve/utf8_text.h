// Names of files as text that is valid UTF-8.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_UTF8_TEXT_H_
#define JACKDAW_APPS_JACKDAW_SERVE_UTF8_TEXT_H_

#include <string>
#include <string_view>

namespace jackdaw::serve {

// The text with U+FFFD for each byte that is not part of valid UTF-8, and for control characters.
std::string ValidUtf8(std::string_view text);

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_UTF8_TEXT_H_
