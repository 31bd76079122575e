#include "apps/sweep/pictures/image.h"

#include <algorithm>

namespace jackdaw::sweep {

Result<Image> MakeImage(uint64_t width_px, uint64_t height_px, uint32_t num_channels) {
  if (width_px == 0 || height_px == 0) return Error{ErrorCode::kCorrupt, 0, "has no pixels"};
  if (width_px > kMaxPixels / height_px) {
    return Error{ErrorCode::kLimitExceeded, 0, "has more pixels than a sweep takes (2^28)"};
  }
  Image image;
  image.width_px = static_cast<uint32_t>(width_px);
  image.height_px = static_cast<uint32_t>(height_px);
  image.num_channels = num_channels;
  image.samples.resize(image.num_pixels() * num_channels);
  return image;
}

Image ToRgb(Image image) {
  if (image.num_channels == 3) return image;
  std::vector<uint8_t> rgb;
  rgb.reserve(image.samples.size() * 3);
  for (const uint8_t sample : image.samples) rgb.insert(rgb.end(), 3, sample);
  image.samples = std::move(rgb);
  image.num_channels = 3;
  return image;
}

Image CropImage(const Image& image, const Region& region) {
  Image crop;
  crop.width_px = region.width_px;
  crop.height_px = region.height_px;
  crop.num_channels = image.num_channels;
  const size_t row = size_t{region.width_px} * image.num_channels;
  crop.samples.resize(row * region.height_px);
  for (uint32_t y = 0; y < region.height_px; ++y) {
    const size_t from =
        (size_t{region.y_px + y} * image.width_px + region.x_px) * image.num_channels;
    std::copy_n(image.samples.begin() + static_cast<std::ptrdiff_t>(from), row,
                crop.samples.begin() + static_cast<std::ptrdiff_t>(y * row));
  }
  return crop;
}

}  // namespace jackdaw::sweep
