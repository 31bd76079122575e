// Pixels to binary PGM and PPM files (P5, P6), 8 bits a sample, which all external encoders read.
#ifndef JACKDAW_APPS_SWEEP_PICTURES_PNM_PIXELS_H_
#define JACKDAW_APPS_SWEEP_PICTURES_PNM_PIXELS_H_

#include <cstdint>
#include <vector>

#include "apps/sweep/pictures/image.h"

namespace jackdaw::sweep {

std::vector<uint8_t> EncodePnm(const Image& image);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_PICTURES_PNM_PIXELS_H_
