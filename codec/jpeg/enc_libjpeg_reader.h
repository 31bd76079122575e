// Coefficient planes from whole JPEG files, through libjpeg-turbo's coefficient API.
//
// 8-bit samples only, as libjpeg-turbo 2.1 is built.
#ifndef JACKDAW_CODEC_JPEG_ENC_LIBJPEG_READER_H_
#define JACKDAW_CODEC_JPEG_ENC_LIBJPEG_READER_H_

#include <vector>

#include "base/bytes.h"
#include "codec/jpeg/jpeg_data.h"
#include "jackdaw/result.h"

namespace jackdaw::jpeg {

// Coefficients of a whole file into planes of the frame's padded sizes. Errors: kUnsupported when
// libjpeg refuses the file or sees another frame.
Status ReadLibjpegPlanes(ByteSpan file, const Frame& frame, std::vector<CoeffPlane>* planes);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ENC_LIBJPEG_READER_H_
