// Luma and colour differences of an image as planes of doubles, ITU-R BT.601 at full range, as JFIF
// defines them.
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

enum class ColourDifference { kBlue, kRed };
// Cb or Cr with 128 added, 0..256, not rounded. Of a grey image all 128.
Plane ColourPlane(const Image& image, ColourDifference which);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_PICTURES_LUMA_H_
