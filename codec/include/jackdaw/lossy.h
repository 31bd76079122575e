// The pixels of a .jkd or JPEG file, at full precision.
//
// Thread-safe; never throws, prints or exits. What is done is told in docs/lossy.md.
#ifndef JACKDAW_LOSSY_H_
#define JACKDAW_LOSSY_H_

#include <cstdint>
#include <span>
#include <vector>

#include "jackdaw/jackdaw.h"
#include "jackdaw/result.h"

namespace jackdaw {

struct Pixels {
  uint32_t width = 0, height = 0;  // pixels
  int channels = 0;                // 1: grey, 3: RGB
  std::vector<uint8_t> samples;    // [height][width][channels]
};

// The pixels of the main image. Coefficients of a lossy .jkd are put where its record says; samples
// are rounded to 8 bits once, after upsampling and conversion to RGB. Neither the orientation of
// Exif nor a colour profile is applied.
// Errors: as Decompress; kUnsupported for what no pixels can be made of: CMYK, YCCK, two
// components, 12-bit samples, sampling factors without an integer ratio, damaged scans, no JPEG.
Result<Pixels> DecompressPixels(std::span<const uint8_t> jkd_or_jpeg,
                                const DecompressOptions& options = {});

}  // namespace jackdaw

#endif  // JACKDAW_LOSSY_H_
