#include "codec/quant/enc_metadata.h"

#include <algorithm>
#include <string_view>

namespace jackdaw {
namespace {

constexpr uint8_t kEoi = 0xD9, kSos = 0xDA, kCom = 0xFE, kTem = 0x01;
constexpr size_t kAdobeTransformOffset = 11;  // in the payload of APP14

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
      const bool alone = code == kTem || (code >= 0xD0 && code <= kEoi);
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

bool StartsWith(ByteSpan payload, std::string_view name) {
  return payload.size() >= name.size() &&
         std::equal(name.begin(), name.end(), payload.begin(),
                    [](char a, uint8_t b) { return static_cast<uint8_t>(a) == b; });
}

bool IsMetadata(uint8_t marker) { return (marker & 0xF0) == 0xE0 || marker == kCom; }

bool IsJfif(const SegmentView& segment) {
  return segment.marker == 0xE0 && StartsWith(segment.payload, std::string_view("JFIF\0", 5));
}
bool IsAdobe(const SegmentView& segment) {
  return segment.marker == 0xEE && StartsWith(segment.payload, "Adobe") &&
         segment.payload.size() > kAdobeTransformOffset;
}
bool IsIcc(const SegmentView& segment) {
  return segment.marker == 0xE2 &&
         StartsWith(segment.payload, std::string_view("ICC_PROFILE\0", 12));
}

bool SurvivesStrip(const SegmentView& segment) {
  return !IsMetadata(segment.marker) || IsJfif(segment) || IsAdobe(segment) || IsIcc(segment);
}

void Append(ByteSpan bytes, Bytes* out) { out->insert(out->end(), bytes.begin(), bytes.end()); }

}  // namespace

Metadata CollectMetadata(ByteSpan skeleton, bool strip) {
  Metadata metadata;
  SegmentWalk walk(skeleton);
  SegmentView segment;
  while (walk.Next(&segment) && segment.marker != kEoi) {
    if (!IsMetadata(segment.marker)) continue;
    metadata.jfif = metadata.jfif || IsJfif(segment);
    if (IsAdobe(segment)) metadata.adobe_transform = segment.payload[kAdobeTransformOffset];
    if (!strip || SurvivesStrip(segment)) Append(segment.bytes, &metadata.segments);
  }
  if (segment.marker == kEoi && !strip) {
    Append(skeleton.subspan(walk.position()), &metadata.tail);
  }
  return metadata;
}

Bytes StripHead(ByteSpan jpeg) {
  Bytes out;
  SegmentWalk walk(jpeg);
  SegmentView segment;
  size_t copied = 0;
  while (walk.Next(&segment) && segment.marker != kSos && segment.marker != kEoi) {
    const size_t begin = walk.position() - segment.bytes.size();
    if (SurvivesStrip(segment)) continue;
    Append(jpeg.subspan(copied, begin - copied), &out);
    copied = walk.position();
  }
  Append(jpeg.subspan(copied), &out);
  return out;
}

}  // namespace jackdaw
