// Pixels to plain JPEG and lossy .jkd files (docs/design/encode.md).
#ifndef JACKDAW_CODEC_LOSSY_ENC_ENCODE_H_
#define JACKDAW_CODEC_LOSSY_ENC_ENCODE_H_

#include "codec/coeff/slices/tools.h"
#include "jackdaw/encode.h"
#include "jackdaw/result.h"

namespace jackdaw::lossy {

// As Encode. May throw std::bad_alloc. REQUIRES: view and options are valid.
// tools: whoever cancels gets an error or rubbish.
Result<EncodeResult> EncodePixels(const PixelView& view, const EncodeOptions& options,
                                  const coeff::Tools& tools);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_ENCODE_H_
