#include "apps/images/exif_orientation.h"

#include <optional>

#include "base/tiff.h"

namespace jackdaw::images {

uint32_t ExifOrientation(ByteSpan bytes) {
  const Tiff tiff(bytes);
  const std::optional<uint32_t> first = tiff.First();
  const uint32_t orientation = first ? tiff.Find(*first, kTiffOrientation).value_or(0) : 0;
  return orientation <= 8 ? orientation : 0;
}

Bytes OrientationExif(uint32_t orientation) {
  const auto value = static_cast<uint8_t>(orientation);
  // One directory, behind the header, of one SHORT.
  return {'M', 'M', 0, 42, 0, 0, 0,     8, 0, 1, 0x01, 0x12, 0,
          3,   0,   0, 0,  1, 0, value, 0, 0, 0, 0,    0,    0};
}

}  // namespace jackdaw::images
