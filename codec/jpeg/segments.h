// Walks the marker segments of a JPEG file, or of one without its scan data.
#ifndef JACKDAW_CODEC_JPEG_SEGMENTS_H_
#define JACKDAW_CODEC_JPEG_SEGMENTS_H_

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/bytes.h"

namespace jackdaw {

inline constexpr uint8_t kTemMarker = 0x01, kEoiMarker = 0xD9, kSosMarker = 0xDA, kComMarker = 0xFE;

struct SegmentView {
  uint8_t marker = 0;
  ByteSpan bytes;    // marker, length, payload
  ByteSpan payload;  // empty for markers without one
};

// Finds segments one after the other; bytes between them (fill bytes, garbage) are passed over.
class SegmentWalk {
 public:
  explicit SegmentWalk(ByteSpan data) : data_(data) {}

  // False at the end, or where a segment runs past it.
  bool Next(SegmentView* out) {
    while (data_.size() - pos_ >= 2) {
      const uint8_t code = data_[pos_ + 1];
      if (data_[pos_] != 0xFF || code == 0x00 || code == 0xFF) {
        ++pos_;
        continue;
      }
      size_t size = 2;
      const bool alone = code == kTemMarker || (code >= 0xD0 && code <= kEoiMarker);
      if (!alone) {
        if (data_.size() - pos_ < 4) return false;
        const size_t length = (size_t{data_[pos_ + 2]} << 8) | data_[pos_ + 3];
        if (length < 2 || length > data_.size() - pos_ - 2) return false;
        size += length;
      }
      const ByteSpan bytes = data_.subspan(pos_, size);
      *out = {code, bytes, alone ? ByteSpan() : bytes.subspan(4)};
      pos_ += size;
      return true;
    }
    return false;
  }
  size_t position() const { return pos_; }

 private:
  ByteSpan data_;
  size_t pos_ = 0;
};

inline bool StartsWith(ByteSpan payload, std::string_view name) {
  return payload.size() >= name.size() &&
         std::equal(name.begin(), name.end(), payload.begin(),
                    [](char a, uint8_t b) { return static_cast<uint8_t>(a) == b; });
}

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_JPEG_SEGMENTS_H_
