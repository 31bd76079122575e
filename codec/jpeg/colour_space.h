// What the components of a frame stand for, as decoders guess it: a JPEG does not say so by itself.
//
// The rules of libjpeg: of three components, JFIF means YCbCr; else an Adobe segment tells; else
// the ids 'R', 'G', 'B' mean RGB and all others YCbCr, or RGB in a lossless JPEG. Of four, Adobe
// tells YCCK; else CMYK.
#ifndef JACKDAW_CODEC_JPEG_COLOUR_SPACE_H_
#define JACKDAW_CODEC_JPEG_COLOUR_SPACE_H_

#include "base/bytes.h"
#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::jpeg {

enum class ColourSpace { kGrey, kYcc, kRgb, kCmyk, kYcck, kUnknown };

// jpeg: the file, or its skeleton (codec/jpeg/jpeg_codec.h); only segments before the first scan
// count. kUnknown for two components. Never fails.
ColourSpace FindColourSpace(const Frame& frame, ByteSpan jpeg);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_COLOUR_SPACE_H_
