#include "apps/jackdaw/serve/utf8_text.h"

#include <cstddef>
#include <cstdint>

namespace jackdaw::serve {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";

uint32_t ByteAt(std::string_view text, size_t i) { return static_cast<unsigned char>(text[i]); }

// The length of the character at the start of `text`; 0 when there is no valid one. Overlong forms,
// surrogates and values above U+10FFFF are not valid (RFC 3629).
size_t CharacterLength(std::string_view text) {
  const uint32_t first = ByteAt(text, 0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  uint32_t value = first & (0x7fu >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((ByteAt(text, i) & 0xc0) != 0x80) return 0;
    value = value << 6 | (ByteAt(text, i) & 0x3f);
  }
  if (length == 3 && (value < 0x800 || (value >= 0xd800 && value < 0xe000))) return 0;
  if (length == 4 && (value < 0x10000 || value > 0x10ffff)) return 0;
  return length;
}

}  // namespace

std::string ValidUtf8(std::string_view text) {
  std::string valid;
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    const bool is_control = ByteAt(text, 0) < 0x20 || ByteAt(text, 0) == 0x7f;
    valid += length == 0 || is_control ? kReplacement : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return valid;
}

}  // namespace jackdaw::serve
