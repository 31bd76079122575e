#include "codec/jpeg/enc_exif.h"

#include "codec/jpeg/segments.h"

namespace jackdaw::jpeg {

std::optional<Place> FindExif(ByteSpan file) {
  constexpr size_t kMinTiffBytes = 8;
  SegmentWalk walk(file);
  SegmentView segment;
  while (walk.Next(&segment) && segment.marker != kSosMarker && segment.marker != kEoiMarker) {
    if (segment.marker != kExifMarker || !StartsWith(segment.payload, kExifName)) continue;
    const size_t size = segment.payload.size() - kExifName.size();
    if (size < kMinTiffBytes) continue;
    return Place{walk.position() - size, size};
  }
  return std::nullopt;
}

}  // namespace jackdaw::jpeg
