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

Plane ColourPlane(const Image& image, ColourDifference which) {
  Plane plane{image.width_px, image.height_px, {}};
  plane.samples.assign(image.num_pixels(), 128);
  if (image.num_channels == 1) return plane;
  // Twice what the other channels of white weigh, so that differences are within -128..128.
  const bool is_blue = which == ColourDifference::kBlue;
  const double range = is_blue ? 1.772 : 1.402;
  const uint8_t* rgb = image.samples.data();
  for (double& sample : plane.samples) {
    const double channel = is_blue ? rgb[2] : rgb[0];
    sample += (channel - Luma(rgb[0], rgb[1], rgb[2])) / range;
    rgb += 3;
  }
  return plane;
}

}  // namespace jackdaw::sweep
