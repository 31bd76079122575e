// Parts of Exif and XMP that can be left out on their own: the place where a picture was taken, the
// thumbnail, and all but the orientation.
#ifndef JACKDAW_CODEC_JPEG_ENC_EXIF_STRIP_H_
#define JACKDAW_CODEC_JPEG_ENC_EXIF_STRIP_H_

#include <cstdint>

#include "base/bytes.h"

namespace jackdaw::jpeg {

// segment: of Exif or XMP, marker and length included. All leave what makes no sense alone.

// The orientation, 1..8; 0 where there is none.
uint32_t ExifOrientation(ByteSpan exif_segment);
// A segment that holds the orientation alone.
Bytes OrientationSegment(uint32_t orientation);

// Takes the orientation out; says whether there was one. The size stays.
bool ClearExifOrientation(Bytes* exif_segment);
// Takes the directory of the place out; says whether there was one. The size stays.
bool ClearExifGps(Bytes* exif_segment);
// Takes IFD1 out, with the thumbnail; says whether there was one.
bool RemoveExifThumbnail(Bytes* exif_segment);
// Overwrites what XMP says of the place with spaces; says whether it said anything. The size stays.
bool BlankXmpGps(Bytes* xmp_segment);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ENC_EXIF_STRIP_H_
