// Binary PGM and PPM (P5, P6), 8 bits a sample: what the external encoders and decoders share.
#ifndef JACKDAW_APPS_SWEEP_PICTURES_PNM_PIXELS_H_
#define JACKDAW_APPS_SWEEP_PICTURES_PNM_PIXELS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "apps/sweep/pictures/image.h"
#include "jackdaw/result.h"

namespace jackdaw::sweep {

// A maximum other than 255 is kUnsupported.
Result<Image> DecodePnm(std::span<const uint8_t> pnm);

std::vector<uint8_t> EncodePnm(const Image& image);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_PICTURES_PNM_PIXELS_H_
