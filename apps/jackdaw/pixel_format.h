// The files that decompress --pixels writes.
#ifndef JACKDAW_APPS_JACKDAW_PIXEL_FORMAT_H_
#define JACKDAW_APPS_JACKDAW_PIXEL_FORMAT_H_

#include <cstdint>
#include <vector>

#include "apps/jackdaw/flags/pixel_target.h"
#include "apps/jackdaw/picture_metadata.h"
#include "jackdaw/pixels.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

// The bytes of the file. A PPM file has three channels always; only PNG files hold metadata.
// kUnsupported for colours in a PGM.
Result<std::vector<uint8_t>> EncodePixels(Pixels pixels, PixelFormat format,
                                          const PictureMetadata& metadata);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_PIXEL_FORMAT_H_
