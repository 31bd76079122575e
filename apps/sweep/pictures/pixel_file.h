// Any picture file that the sweep reads, by its first bytes: JPEG, PNG, PGM, PPM.
#ifndef JACKDAW_APPS_SWEEP_PICTURES_PIXEL_FILE_H_
#define JACKDAW_APPS_SWEEP_PICTURES_PIXEL_FILE_H_

#include <cstdint>
#include <span>

#include "apps/sweep/pictures/image.h"
#include "jackdaw/result.h"

namespace jackdaw::sweep {

bool LooksLikeJpeg(std::span<const uint8_t> bytes);

// kUnsupported for any other kind of file.
Result<Image> DecodePixels(std::span<const uint8_t> bytes);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_PICTURES_PIXEL_FILE_H_
