#include "apps/sweep/pictures/luma.h"

namespace jackdaw::sweep {

Plane LumaPlane(const Image& image) {
  Plane plane{image.width_px, image.height_px, {}};
  if (image.num_channels == 1) {
    plane.samples.assign(image.samples.begin(), image.samples.end());
    return plane;
  }
  plane.samples.resize(image.num_pixels());
  const uint8_t* rgb = image.samples.data();
  for (double& sample : plane.samples) {
    sample = Luma(rgb[0], rgb[1], rgb[2]);
    rgb += 3;
  }
  return plane;
}

}  // namespace jackdaw::sweep
