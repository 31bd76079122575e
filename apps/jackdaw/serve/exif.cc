#include "apps/jackdaw/serve/exif.h"

#include <algorithm>
#include <array>
#include <optional>

namespace jackdaw::serve {
namespace {

using Bytes = std::span<const uint8_t>;

constexpr uint16_t kOrientation = 0x0112;
constexpr uint16_t kThumbnailOffset = 0x0201;  // JPEGInterchangeFormat
constexpr uint16_t kThumbnailLength = 0x0202;
constexpr uint16_t kShort = 3, kLong = 4;
constexpr size_t kEntryBytes = 12;

// The TIFF structure. Offsets count from its start; what lies outside reads as nothing.
class Tiff {
 public:
  explicit Tiff(Bytes bytes) : bytes_(bytes), is_little_(!bytes.empty() && bytes[0] == 'I') {}

  std::optional<uint32_t> Read(size_t offset, size_t num_bytes) const {
    if (offset > bytes_.size() || num_bytes > bytes_.size() - offset) return std::nullopt;
    uint32_t value = 0;
    for (size_t i = 0; i < num_bytes; ++i) {
      const size_t at = is_little_ ? num_bytes - 1 - i : i;
      value = value << 8 | bytes_[offset + at];
    }
    return value;
  }

  // The value of the first entry with this tag in the directory at `offset`, if it is one number.
  std::optional<uint32_t> Find(size_t offset, uint16_t tag) const {
    const std::optional<uint32_t> num_entries = Read(offset, 2);
    for (size_t i = 0; num_entries && i < *num_entries; ++i) {
      const size_t entry = offset + 2 + i * kEntryBytes;
      const std::optional<uint32_t> type = Read(entry + 2, 2), count = Read(entry + 4, 4);
      if (!type || !count) return std::nullopt;
      if (Read(entry, 2) != tag || *count != 1) continue;
      if (*type == kShort) return Read(entry + 8, 2);
      if (*type == kLong) return Read(entry + 8, 4);
    }
    return std::nullopt;
  }

  // Where the directory after the one at `offset` is.
  std::optional<uint32_t> Next(size_t offset) const {
    const std::optional<uint32_t> num_entries = Read(offset, 2);
    if (!num_entries) return std::nullopt;
    const std::optional<uint32_t> next = Read(offset + 2 + *num_entries * kEntryBytes, 4);
    return next && *next != 0 ? next : std::nullopt;
  }

  Bytes Part(uint32_t offset, uint32_t length) const {
    if (offset > bytes_.size() || length > bytes_.size() - offset) return {};
    return bytes_.subspan(offset, length);
  }

 private:
  Bytes bytes_;
  bool is_little_;
};

ExifFacts ReadTiff(const Tiff& tiff) {
  ExifFacts facts;
  if (tiff.Read(2, 2) != 42u) return facts;
  const std::optional<uint32_t> first = tiff.Read(4, 4);
  if (!first) return facts;
  const uint32_t orientation = tiff.Find(*first, kOrientation).value_or(1);
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
