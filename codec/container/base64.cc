#include "codec/container/base64.h"

#include <algorithm>

namespace jackdaw::container {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

uint64_t NumChars(uint64_t num_bytes, bool padded) {
  const uint64_t rest = num_bytes % 3;
  const uint64_t tail = rest == 0 ? 0 : (padded ? 4 : rest + 1);
  return num_bytes / 3 * 4 + tail;
}

// Puts characters and a separator between lines.
class TextWriter {
 public:
  TextWriter(const Base64Layout& layout, Bytes* out)
      : separator_(kBase64Separators[layout.separator]),
        line_chars_(layout.separator == 0 ? 0 : layout.line_chars),
        out_(out) {}

  void Put(char c) {
    if (line_chars_ != 0 && in_line_ == line_chars_) {
      out_->insert(out_->end(), separator_.begin(), separator_.end());
      in_line_ = 0;
    }
    out_->push_back(static_cast<uint8_t>(c));
    ++in_line_;
  }

 private:
  std::string_view separator_;
  uint64_t line_chars_;
  Bytes* out_;
  uint64_t in_line_ = 0;
};

}  // namespace

uint64_t Base64TextBytes(uint64_t num_bytes, const Base64Layout& layout) {
  const uint64_t num_chars = NumChars(num_bytes, layout.padded);
  if (layout.separator == 0 || num_chars == 0) return num_chars;
  const uint64_t num_separators = (num_chars - 1) / layout.line_chars;
  return num_chars + num_separators * kBase64Separators[layout.separator].size();
}

void AppendBase64(ByteSpan content, const Base64Layout& layout, Bytes* out) {
  TextWriter writer(layout, out);
  for (size_t i = 0; i < content.size(); i += 3) {
    const size_t n = std::min<size_t>(3, content.size() - i);
    uint32_t bits = 0;
    for (size_t j = 0; j < 3; ++j) bits = bits << 8 | (j < n ? content[i + j] : 0u);
    for (size_t j = 0; j < 4; ++j) {
      if (j <= n) {
        writer.Put(kAlphabet[bits >> (18 - 6 * j) & 63]);
      } else if (layout.padded) {
        writer.Put('=');
      }
    }
  }
}

}  // namespace jackdaw::container
