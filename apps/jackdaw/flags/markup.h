// The markup of help and manual texts: `words to type`, *placeholders, file names and titles*,
// paragraphs with an empty line between, and lines indented by four spaces that stay as they are.
// Line breaks within a paragraph mean nothing.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_MARKUP_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_MARKUP_H_

#include <string>
#include <string_view>
#include <vector>

namespace jackdaw::app {

// The words of a text, without marks, in lines of at most `width` characters (longer only where a
// word is).
std::vector<std::string> WrapText(std::string_view text, size_t width);

// The text as the source of a manual page (man(7)). Ends with a line break; begins with no macro.
std::string RoffText(std::string_view text);

// One line of marked-up text in roff, without a line break: for use inside macros.
std::string RoffLine(std::string_view text);

// Escapes text for roff; nothing in it is a mark.
std::string RoffEscape(std::string_view text);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_MARKUP_H_
