// Pixels to PNG files, by libpng. Its longjmp stays inside png_pixels.cc.
#ifndef JACKDAW_APPS_SWEEP_PICTURES_PNG_PIXELS_H_
#define JACKDAW_APPS_SWEEP_PICTURES_PNG_PIXELS_H_

#include <cstdint>
#include <vector>

#include "apps/sweep/pictures/image.h"
#include "jackdaw/result.h"

namespace jackdaw::sweep {

// For files that live for one run of an encoder, and crops, which are small.
inline constexpr int kFastZlibLevel = 3;

// What a PNG file may hold beside its pixels; empty: nothing.
struct PngMetadata {
  std::vector<uint8_t> icc_profile = {};
  std::vector<uint8_t> exif = {};  // from its TIFF header on
};

// zlib_level: 0..9. kInternal also for an invalid profile.
Result<std::vector<uint8_t>> EncodePng(const Image& image, int zlib_level = kFastZlibLevel,
                                       const PngMetadata& metadata = {});

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_PICTURES_PNG_PIXELS_H_
