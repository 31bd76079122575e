// JPEG files with Exif, for tests.
#ifndef JACKDAW_TESTS_SERVE_TEST_EXIF_H_
#define JACKDAW_TESTS_SERVE_TEST_EXIF_H_

#include <cstdint>
#include <vector>

#include "apps/jackdaw/serve/raster.h"

namespace jackdaw::serve {

using Bytes = std::vector<uint8_t>;

// A picture of four plain quarters: red and green above blue and white.
Raster FourColours(uint32_t width_px, uint32_t height_px);

Bytes JpegOf(const Raster& picture, int quality = 95);

// `jpeg` with Exif of this orientation and thumbnail (empty: none) after its first marker.
Bytes WithExif(const Bytes& jpeg, int orientation, const Bytes& thumbnail, bool is_little);

// The part of WithExif behind the length field, "Exif" first.
Bytes ExifContent(int orientation, const Bytes& thumbnail, bool is_little);

}  // namespace jackdaw::serve

#endif  // JACKDAW_TESTS_SERVE_TEST_EXIF_H_
