// The files that decompress --pixels writes.
#ifndef JACKDAW_APPS_JACKDAW_PIXEL_FORMAT_H_
#define JACKDAW_APPS_JACKDAW_PIXEL_FORMAT_H_

#include <cstdint>
#include <span>
#include <vector>

#include "apps/jackdaw/flags/pixel_target.h"
#include "apps/jackdaw/picture_metadata.h"
#include "jackdaw/pixels.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

// The bytes of the file. A PPM file has three channels always, and a WebP file is lossless. PNG and
// WebP files hold the colour profile, if it is one for the picture's channels, and the orientation;
// the others have no place for them. kUnsupported for colours in a PGM, and see EncodeWebp.
Result<std::vector<uint8_t>> EncodePixels(Pixels pixels, const PictureMetadata& metadata,
                                          PixelFormat format);

// Whether bytes begin like a file of a picture: of these formats, a JPEG, a .jkd or one of other
// programs (GIF, TIFF, WebP, AVIF, JPEG XL).
bool LooksLikePicture(std::span<const uint8_t> bytes);

// Whether a file of these formats, or a JPEG, shows `pixels`, as far as a loss allows: grey in
// three channels is grey. False for any other file, for one
// that takes more than max_bytes to read, and for WebP in a build that cannot read it.
bool ShowsPixels(std::span<const uint8_t> file, const Pixels& pixels, uint64_t max_bytes);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_PIXEL_FORMAT_H_
