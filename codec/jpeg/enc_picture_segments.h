// The segments in front of a new JPEG: JFIF, Exif, ICC profile.
#ifndef JACKDAW_CODEC_JPEG_ENC_PICTURE_SEGMENTS_H_
#define JACKDAW_CODEC_JPEG_ENC_PICTURE_SEGMENTS_H_

#include "base/bytes.h"

namespace jackdaw::jpeg {

// Limits of what a segment, and a profile in 255 of them, can hold.
inline constexpr size_t kMaxExifSegmentBytes = 65527;
inline constexpr size_t kIccBytesPerSegment = 65519;

// APP0 (JFIF 1.01, no density), APP1 (Exif) and APP2 (ICC.1 annex B.4), with their markers. Empty:
// no such segment. REQUIRES: exif has at most kMaxExifSegmentBytes, icc 255 times
// kIccBytesPerSegment.
Bytes PictureSegments(ByteSpan icc, ByteSpan exif);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ENC_PICTURE_SEGMENTS_H_
