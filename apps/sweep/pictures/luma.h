// Luma of an image as a plane of doubles, ITU-R BT.601 at full range, as JFIF defines it.
#ifndef JACKDAW_APPS_SWEEP_PICTURES_LUMA_H_
#define JACKDAW_APPS_SWEEP_PICTURES_LUMA_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "apps/sweep/pictures/image.h"

namespace jackdaw::sweep {

struct Plane {
  size_t width_px = 0, height_px = 0;
  std::vector<double> samples;  // [height_px][width_px]
};

// BT.601 clause 2.5.1; not rounded.
inline double Luma(uint8_t r, uint8_t g, uint8_t b) { return 0.299 * r + 0.587 * g + 0.114 * b; }

// 0..255. A grey image is its own luma.
Plane LumaPlane(const Image& image);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_PICTURES_LUMA_H_
