#include "apps/jackdaw/serve/exif.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/tiff.h"

namespace jackdaw::serve {
namespace {

using Bytes = std::span<const uint8_t>;

constexpr uint16_t kThumbnailOffset = 0x0201;  // JPEGInterchangeFormat
constexpr uint16_t kThumbnailLength = 0x0202;

ExifFacts ReadTiff(const Tiff& tiff) {
  ExifFacts facts;
  const std::optional<uint32_t> first = tiff.First();
  if (!first) return facts;
  const uint32_t orientation = tiff.Find(*first, kTiffOrientation).value_or(1);
  if (orientation >= 1 && orientation <= 8) facts.orientation = static_cast<int>(orientation);
  const std::optional<uint32_t> second = tiff.Next(*first);
  if (!second) return facts;
  const std::optional<uint32_t> offset = tiff.Find(*second, kThumbnailOffset);
  const std::optional<uint32_t> length = tiff.Find(*second, kThumbnailLength);
  if (offset && length) facts.thumbnail = tiff.Part(*offset, *length);
  return facts;
}

// Cuts the next marker segment off `jpeg`: the marker's second byte, and the segment's content.
struct Segment {
  uint8_t marker = 0;
  Bytes content;
};
std::optional<Segment> TakeSegment(Bytes* jpeg) {
  while (jpeg->size() >= 2 && (*jpeg)[0] == 0xff && (*jpeg)[1] == 0xff) *jpeg = jpeg->subspan(1);
  if (jpeg->size() < 4 || (*jpeg)[0] != 0xff) return std::nullopt;
  const size_t length = static_cast<size_t>((*jpeg)[2]) << 8 | (*jpeg)[3];
  if (length < 2 || length > jpeg->size() - 2) return std::nullopt;
  const Segment segment{(*jpeg)[1], jpeg->subspan(4, length - 2)};
  *jpeg = jpeg->subspan(2 + length);
  return segment;
}

}  // namespace

ExifFacts FindExif(Bytes jpeg) {
  constexpr std::array<uint8_t, 6> kSignature = {'E', 'x', 'i', 'f', 0, 0};
  constexpr uint8_t kApp1 = 0xe1, kStartOfScan = 0xda;
  if (jpeg.size() < 2 || jpeg[0] != 0xff || jpeg[1] != 0xd8) return {};
  jpeg = jpeg.subspan(2);
  while (const std::optional<Segment> segment = TakeSegment(&jpeg)) {
    if (segment->marker == kStartOfScan) break;
    const Bytes content = segment->content;
    if (segment->marker == kApp1 && content.size() >= kSignature.size() &&
        std::equal(kSignature.begin(), kSignature.end(), content.begin())) {
      return ReadTiff(Tiff(content.subspan(kSignature.size())));
    }
  }
  return {};
}

}  // namespace jackdaw::serve
