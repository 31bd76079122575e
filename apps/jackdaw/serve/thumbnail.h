// Small pictures of JPEG files.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_THUMBNAIL_H_
#define JACKDAW_APPS_JACKDAW_SERVE_THUMBNAIL_H_

#include <cstdint>
#include <span>
#include <vector>

#include "apps/jackdaw/serve/jpeg_picture.h"
#include "jackdaw/result.h"

namespace jackdaw::serve {

// A JPEG file of the picture in `jpeg`, upright, with its longer side at most `side_px`, or shorter
// where the picture is. It comes from the thumbnail in Exif when that is large enough and shows as
// much; else from the picture itself, decoded at a fraction of its size. A small colour profile is
// kept. Errors: as DecodeScaled.
Result<std::vector<uint8_t>> MakeThumbnail(std::span<const uint8_t> jpeg, uint32_t side_px,
                                           const JpegLimits& limits);

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_THUMBNAIL_H_
