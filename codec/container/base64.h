// Base64 as text inside other bytes, shared by both sides (docs/format.md §7.3).
//
// The text is that of RFC 4648 §4. Its layout is all that the content does not determine: padding,
// line breaks, and the places where other bytes of the file stand between its characters (the
// segment headers of extended XMP).
#ifndef JACKDAW_CODEC_CONTAINER_BASE64_H_
#define JACKDAW_CODEC_CONTAINER_BASE64_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace jackdaw::container {

// Line separators by number; 0: there are no lines.
inline constexpr std::array<std::string_view, 6> kBase64Separators = {
    "", "\n", "\r\n", "&#xA;", "&#10;", "&#xD;&#xA;"};
inline constexpr uint64_t kMaxBase64LineChars = 65535;

struct Base64Layout {
  // Other bytes stand behind so many bytes of the text, counted from the break before.
  struct Break {
    uint64_t text_bytes = 0;
    uint64_t gap_bytes = 0;
  };

  bool padded = true;       // with '=' to a multiple of four characters
  uint8_t separator = 0;    // index into kBase64Separators
  uint64_t line_chars = 0;  // between two separators; 0 without separators. None ends the text
  std::vector<Break> breaks;
};

// Bytes of the text of this content, separators included. REQUIRES: num_bytes <= 2^48.
uint64_t Base64TextBytes(uint64_t num_bytes, const Base64Layout& layout);

// Appends the text, without what stands in its breaks.
void AppendBase64(ByteSpan content, const Base64Layout& layout, Bytes* out);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_BASE64_H_
