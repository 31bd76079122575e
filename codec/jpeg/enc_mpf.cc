#include "codec/jpeg/enc_mpf.h"

#include <limits>
#include <optional>

#include "codec/jpeg/segments.h"

namespace jackdaw {
namespace {

constexpr uint8_t kApp2 = 0xE2;
constexpr std::string_view kMpf("MPF\0", 4);
constexpr uint32_t kEntryTag = 0xB002;
constexpr size_t kEntrySize = 16, kEntrySizeField = 4, kEntryOffsetField = 8;

// Where the TIFF structure of the index lies in a file.
struct Place {
  size_t begin = 0, size = 0;
};

std::optional<Place> FindIndex(ByteSpan file) {
  SegmentWalk walk(file);
  SegmentView segment;
  while (walk.Next(&segment) && segment.marker != kSosMarker && segment.marker != kEoiMarker) {
    if (segment.marker != kApp2 || !StartsWith(segment.payload, kMpf)) continue;
    const size_t size = segment.payload.size() - kMpf.size();
    return Place{walk.position() - size, size};
  }
  return std::nullopt;
}

// Integers of a TIFF structure in either byte order. Reads outside it give 0.
class Tiff {
 public:
  explicit Tiff(std::span<uint8_t> data)
      : data_(data), big_endian_(data.size() > 1 && data[0] == 'M') {}

  uint32_t U16(size_t pos) const { return Get(pos, 2); }
  uint32_t U32(size_t pos) const { return Get(pos, 4); }
  bool Fits(size_t pos, size_t size) const {
    return pos <= data_.size() && size <= data_.size() - pos;
  }
  // REQUIRES: Fits(pos, 4).
  void SetU32(size_t pos, uint32_t value) {
    for (size_t i = 0; i < 4; ++i) {
      data_[pos + i] = static_cast<uint8_t>(value >> (8 * (big_endian_ ? 3 - i : i)));
    }
  }

 private:
  uint32_t Get(size_t pos, size_t num_bytes) const {
    if (!Fits(pos, num_bytes)) return 0;
    uint32_t value = 0;
    for (size_t i = 0; i < num_bytes; ++i) {
      value = value << 8 | data_[pos + (big_endian_ ? i : num_bytes - 1 - i)];
    }
    return value;
  }

  std::span<uint8_t> data_;
  bool big_endian_;
};

// The table of pictures, inside the structure; size 0 when there is none.
Place FindEntries(const Tiff& tiff) {
  const size_t ifd = tiff.U32(4);
  const size_t num_fields = tiff.U16(ifd);
  for (size_t i = 0; i < num_fields; ++i) {
    const size_t field = ifd + 2 + 12 * i;
    if (tiff.U16(field) != kEntryTag) continue;
    const Place place{tiff.U32(field + 8), tiff.U32(field + 4)};
    return tiff.Fits(place.begin, place.size) ? place : Place{};
  }
  return {};
}

// Adds to a field of 32 bits; leaves it where the sum does not fit.
void AddTo(size_t pos, int64_t delta, Tiff* tiff) {
  const int64_t sum = int64_t{tiff->U32(pos)} + delta;
  if (sum < 0 || sum > std::numeric_limits<uint32_t>::max()) return;
  tiff->SetU32(pos, static_cast<uint32_t>(sum));
}

}  // namespace

void MoveMpfIndex(ByteSpan input, size_t tail_size, Bytes* output) {
  const std::optional<Place> before = FindIndex(input), after = FindIndex(*output);
  if (!before || !after || before->size != after->size) return;
  Tiff tiff(std::span<uint8_t>(*output).subspan(after->begin, after->size));
  const Place entries = FindEntries(tiff);
  const int64_t grown = static_cast<int64_t>(output->size()) - static_cast<int64_t>(input.size());
  // Offsets count from the structure.
  const int64_t moved =
      grown + static_cast<int64_t>(before->begin) - static_cast<int64_t>(after->begin);
  for (size_t i = 0; i + kEntrySize <= entries.size; i += kEntrySize) {
    const size_t entry = entries.begin + i;
    const size_t offset = tiff.U32(entry + kEntryOffsetField);
    if (offset == 0) {  // the first picture
      AddTo(entry + kEntrySizeField, grown, &tiff);
    } else if (before->begin + offset >= input.size() - tail_size) {
      AddTo(entry + kEntryOffsetField, moved, &tiff);
    }
  }
}

}  // namespace jackdaw
