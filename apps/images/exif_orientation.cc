#include "apps/images/exif_orientation.h"

#include <cstddef>

namespace jackdaw::images {
namespace {

constexpr uint32_t kOrientationTag = 0x0112, kShort = 3;
constexpr size_t kEntryBytes = 12;

// A number of `size` bytes; 0 where it is missing.
uint64_t Number(ByteSpan tiff, uint64_t at, size_t size, bool is_little) {
  if (at > tiff.size() || size > tiff.size() - at) return 0;
  uint64_t value = 0;
  for (size_t i = 0; i < size; ++i) {
    value = value << 8 | tiff[at + (is_little ? size - 1 - i : i)];
  }
  return value;
}

}  // namespace

uint32_t ExifOrientation(ByteSpan tiff) {
  if (tiff.size() < 8 || tiff[0] != tiff[1] || (tiff[0] != 'I' && tiff[0] != 'M')) return 0;
  const bool is_little = tiff[0] == 'I';
  const uint64_t directory = Number(tiff, 4, 4, is_little);
  const uint64_t count = Number(tiff, directory, 2, is_little);
  for (uint64_t i = 0; i < count; ++i) {
    const uint64_t entry = directory + 2 + i * kEntryBytes;
    if (Number(tiff, entry, 2, is_little) != kOrientationTag) continue;
    const uint64_t value = Number(tiff, entry + 8, 2, is_little);
    const bool is_known = Number(tiff, entry + 2, 2, is_little) == kShort && value <= 8;
    return is_known ? static_cast<uint32_t>(value) : 0;
  }
  return 0;
}

Bytes OrientationExif(uint32_t orientation) {
  const auto value = static_cast<uint8_t>(orientation);
  // One directory, behind the header, of one SHORT.
  return {'M', 'M', 0, 42, 0, 0, 0,     8, 0, 1, 0x01, 0x12, 0,
          3,   0,   0, 0,  1, 0, value, 0, 0, 0, 0,    0,    0};
}

}  // namespace jackdaw::images
