#include "codec/jpeg/enc_metadata.h"

#include <string_view>

#include "codec/jpeg/segments.h"

namespace jackdaw {
namespace {

constexpr size_t kMinAdobeSize = 12;  // of the payload; shorter ones do not count for decoders

bool IsMetadata(uint8_t marker) { return (marker & 0xF0) == 0xE0 || marker == kComMarker; }

bool IsJfif(const SegmentView& segment) {
  return segment.marker == 0xE0 && StartsWith(segment.payload, std::string_view("JFIF\0", 5));
}
bool IsAdobe(const SegmentView& segment) {
  return segment.marker == 0xEE && StartsWith(segment.payload, "Adobe") &&
         segment.payload.size() >= kMinAdobeSize;
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
  while (walk.Next(&segment) && segment.marker != kEoiMarker) {
    if (!IsMetadata(segment.marker)) continue;
    if (!strip || SurvivesStrip(segment)) Append(segment.bytes, &metadata.segments);
  }
  if (segment.marker == kEoiMarker && !strip) {
    Append(skeleton.subspan(walk.position()), &metadata.tail);
  }
  return metadata;
}

Bytes StripHead(ByteSpan jpeg) {
  Bytes out;
  SegmentWalk walk(jpeg);
  SegmentView segment;
  size_t copied = 0;
  while (walk.Next(&segment) && segment.marker != kSosMarker && segment.marker != kEoiMarker) {
    const size_t begin = walk.position() - segment.bytes.size();
    if (SurvivesStrip(segment)) continue;
    Append(jpeg.subspan(copied, begin - copied), &out);
    copied = walk.position();
  }
  Append(jpeg.subspan(copied), &out);
  return out;
}

}  // namespace jackdaw
