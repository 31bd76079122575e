// Lossless WebP files.
#ifndef JACKDAW_APPS_JACKDAW_WEBP_FILE_H_
#define JACKDAW_APPS_JACKDAW_WEBP_FILE_H_

#include <cstdint>
#include <vector>

#include "apps/jackdaw/picture_metadata.h"
#include "jackdaw/pixels.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

// Errors: kUnsupported for sides above 16,383 pixels, and where the program was built without
// libwebp; kLimitExceeded without memory.
Result<std::vector<uint8_t>> EncodeWebp(const Pixels& pixels, const PictureMetadata& metadata);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_WEBP_FILE_H_
