#include "apps/sweep/pictures/crop_region.h"

#include <algorithm>
#include <cmath>

#include "apps/sweep/pictures/luma.h"

namespace jackdaw::sweep {
namespace {

double Detail(const Plane& luma, const Region& region) {
  double sum = 0;
  for (size_t y = region.y_px; y + 1 < size_t{region.y_px} + region.height_px; ++y) {
    for (size_t x = region.x_px; x + 1 < size_t{region.x_px} + region.width_px; ++x) {
      const double* at = &luma.samples[y * luma.width_px + x];
      sum += std::abs(at[1] - at[0]) + std::abs(at[luma.width_px] - at[0]);
    }
  }
  return sum;
}

}  // namespace

Region ChooseCrop(const Image& image) {
  const Plane luma = LumaPlane(image);
  Region best{0, 0, std::min(kCropSide, image.width_px), std::min(kCropSide, image.height_px)};
  double most = -1;
  Region region = best;
  for (region.y_px = 0; region.y_px + region.height_px <= image.height_px;
       region.y_px += kCropSide / 2) {
    for (region.x_px = 0; region.x_px + region.width_px <= image.width_px;
         region.x_px += kCropSide / 2) {
      const double detail = Detail(luma, region);
      if (detail <= most) continue;
      most = detail;
      best = region;
    }
  }
  return best;
}

}  // namespace jackdaw::sweep
