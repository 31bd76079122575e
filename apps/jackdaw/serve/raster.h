// Pictures as samples in memory: scaling and turning.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_RASTER_H_
#define JACKDAW_APPS_JACKDAW_SERVE_RASTER_H_

#include <cstdint>
#include <vector>

namespace jackdaw::serve {

struct Raster {
  uint32_t width_px = 0, height_px = 0;
  int num_channels = 0;          // 1: grey, 3: RGB
  std::vector<uint8_t> samples;  // [height_px][width_px][num_channels]
};

// The picture with its longer side at most `side_px`, each sample the mean of the area that it
// stands for; never enlarged. Both sides are at least 1. REQUIRES: side_px >= 1.
Raster ScaleToFit(const Raster& picture, uint32_t side_px);

// The picture turned and mirrored so that it stands upright. orientation: 1..8 as in Exif.
Raster TurnUpright(Raster picture, int orientation);

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_RASTER_H_
