// JPEG files to lossy .jkd files (docs/design/lossy.md).
#ifndef JACKDAW_CODEC_LOSSY_ENC_LOSSY_FILE_H_
#define JACKDAW_CODEC_LOSSY_ENC_LOSSY_FILE_H_

#include "base/bytes.h"
#include "codec/coeff/slices/tools.h"
#include "codec/jpeg/enc_metadata.h"
#include "codec/lossy/enc_loss_picture.h"
#include "jackdaw/lossy.h"
#include "jackdaw/result.h"

namespace jackdaw::lossy {

// As CompressLossy, for a target at which something may be lost. May throw std::bad_alloc.
// REQUIRES: options are valid.
// tools: whoever cancels gets an error or rubbish.
Result<LossyResult> MakeLossyFile(ByteSpan jpeg, const LossyOptions& options,
                                  const coeff::Tools& tools);

// The same for the coefficients of pixels. metadata: of the JPEG that the .jkd gives.
Result<LossyResult> EncodeJkd(const LossPicture& picture, const jpeg::Metadata& metadata,
                              const LossyOptions& options, const coeff::Tools& tools);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_LOSSY_FILE_H_
