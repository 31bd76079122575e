// JPEG files to small pictures and back, by libjpeg-turbo.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_JPEG_PICTURE_H_
#define JACKDAW_APPS_JACKDAW_SERVE_JPEG_PICTURE_H_

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "apps/jackdaw/serve/raster.h"
#include "jackdaw/result.h"

namespace jackdaw::serve {

struct JpegLimits {
  uint64_t max_memory = uint64_t{256} << 20;  // of what decoding one file needs
  int max_scans = 200;                        // a small file of many scans would take minutes
  std::function<bool()> cancelled = {};       // true: give up; asked now and then
};

struct JpegPicture {
  Raster picture;
  uint32_t full_width_px = 0, full_height_px = 0;  // before scaling
  std::vector<uint8_t> icc_profile;                // empty: none
};

// The picture at n/8 of its size, with the smallest n in 1 to 8 that leaves its longer side at
// least `side_px` long, or at its full size. At 1/8 that is the DC coefficients alone. Warnings of
// the decoder are overlooked: what can be seen of a damaged file is shown. Orientation is not
// applied.
//
// Errors: kUnsupported for what is no JPEG file or cannot be decoded, kLimitExceeded, kCancelled.
Result<JpegPicture> DecodeScaled(std::span<const uint8_t> jpeg, uint32_t side_px,
                                 const JpegLimits& limits);

// Width and height in pixels of a JPEG file, from its header. Errors as above.
struct JpegSize {
  uint32_t width_px = 0, height_px = 0;
};
Result<JpegSize> ReadJpegSize(std::span<const uint8_t> jpeg);

// A baseline JPEG file, 4:2:0, with the colour profile if there is one. quality: 1 to 100.
// kLimitExceeded when out of memory. REQUIRES: both sides are 1 to 65535, and icc_profile is
// smaller than 16 MiB.
Result<std::vector<uint8_t>> EncodeJpeg(const Raster& picture, int quality,
                                        std::span<const uint8_t> icc_profile);

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_JPEG_PICTURE_H_
