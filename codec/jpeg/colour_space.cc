#include "codec/jpeg/colour_space.h"

#include <optional>
#include <string_view>

#include "codec/jpeg/segments.h"

namespace jackdaw::jpeg {
namespace {

constexpr uint8_t kApp0 = 0xE0, kApp14 = 0xEE, kLosslessSof = 0xC3;
// Shorter segments do not count for libjpeg.
constexpr size_t kMinJfifSize = 14;
constexpr size_t kAdobeTransformOffset = 11;

struct ColourMarkers {
  bool jfif = false;
  std::optional<uint8_t> adobe_transform;  // of the last Adobe segment
};

ColourMarkers FindMarkers(ByteSpan jpeg) {
  ColourMarkers found;
  SegmentWalk walk(jpeg);
  SegmentView segment;
  while (walk.Next(&segment) && segment.marker != kSosMarker && segment.marker != kEoiMarker) {
    const ByteSpan payload = segment.payload;
    if (segment.marker == kApp0 && payload.size() >= kMinJfifSize &&
        StartsWith(payload, std::string_view("JFIF\0", 5))) {
      found.jfif = true;
    }
    if (segment.marker == kApp14 && payload.size() > kAdobeTransformOffset &&
        StartsWith(payload, "Adobe")) {
      found.adobe_transform = payload[kAdobeTransformOffset];
    }
  }
  return found;
}

bool IsRgb(const Frame& frame, const ColourMarkers& markers) {
  if (markers.jfif) return false;
  if (markers.adobe_transform.has_value()) return *markers.adobe_transform == 0;
  if (frame.sof_marker == kLosslessSof) return true;
  return frame.components[0].id == 'R' && frame.components[1].id == 'G' &&
         frame.components[2].id == 'B';
}

}  // namespace

ColourSpace FindColourSpace(const Frame& frame, ByteSpan jpeg) {
  switch (frame.components.size()) {
    case 1:
      return ColourSpace::kGrey;
    case 3:
      return IsRgb(frame, FindMarkers(jpeg)) ? ColourSpace::kRgb : ColourSpace::kYcc;
    case 4:
      return FindMarkers(jpeg).adobe_transform.value_or(0) == 2 ? ColourSpace::kYcck
                                                                : ColourSpace::kCmyk;
    default:
      return ColourSpace::kUnknown;
  }
}

}  // namespace jackdaw::jpeg
