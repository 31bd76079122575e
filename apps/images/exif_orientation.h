// How a picture is to be turned, in Exif data without the signature of a segment (TIFF 6.0).
#ifndef JACKDAW_APPS_IMAGES_EXIF_ORIENTATION_H_
#define JACKDAW_APPS_IMAGES_EXIF_ORIENTATION_H_

#include <cstdint>

#include "base/bytes.h"

namespace jackdaw::images {

// 1..8, as Exif counts; 0 where the data do not say.
uint32_t ExifOrientation(ByteSpan tiff);
// Exif data that say nothing else. orientation: 1..8.
Bytes OrientationExif(uint32_t orientation);

}  // namespace jackdaw::images

#endif  // JACKDAW_APPS_IMAGES_EXIF_ORIENTATION_H_
