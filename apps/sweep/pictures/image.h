// Pixels as the sweep compares them: 8 bits a sample, grey or RGB.
#ifndef JACKDAW_APPS_SWEEP_PICTURES_IMAGE_H_
#define JACKDAW_APPS_SWEEP_PICTURES_IMAGE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "jackdaw/result.h"

namespace jackdaw::sweep {

// What one image may have; 768 MiB of RGB.
inline constexpr uint64_t kMaxPixels = uint64_t{1} << 28;

struct Image {
  uint32_t width_px = 0, height_px = 0;
  uint32_t num_channels = 0;     // 1: grey, 3: RGB
  std::vector<uint8_t> samples;  // [height_px][width_px][num_channels]

  size_t num_pixels() const { return size_t{width_px} * height_px; }
};

// An image of zeros. kCorrupt without pixels, kLimitExceeded above kMaxPixels.
// REQUIRES: num_channels is 1 or 3.
Result<Image> MakeImage(uint64_t width_px, uint64_t height_px, uint32_t num_channels);

// Grey becomes RGB with three equal channels; RGB stays.
Image ToRgb(Image image);

struct Region {
  uint32_t x_px = 0, y_px = 0, width_px = 0, height_px = 0;
};
// REQUIRES: the region lies within the image.
Image CropImage(const Image& image, const Region& region);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_PICTURES_IMAGE_H_
