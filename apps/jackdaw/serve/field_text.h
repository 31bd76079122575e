// Texts of header fields: names and lists (RFC 9110, section 5).
#ifndef JACKDAW_APPS_JACKDAW_SERVE_FIELD_TEXT_H_
#define JACKDAW_APPS_JACKDAW_SERVE_FIELD_TEXT_H_

#include <string_view>
#include <vector>

namespace jackdaw::serve {

// Whether two names of fields, or other words without regard to case, are the same. ASCII only.
bool EqualNames(std::string_view a, std::string_view b);

// Without blanks and tabs at both ends.
std::string_view Trim(std::string_view text);

// The elements between commas, trimmed; a comma within double quotes separates nothing. Elements
// may be empty. They point into `text`.
std::vector<std::string_view> SplitList(std::string_view text);

// Whether `text` is a token: at least one character, no blank, no control, no separator.
bool IsToken(std::string_view text);

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_FIELD_TEXT_H_
