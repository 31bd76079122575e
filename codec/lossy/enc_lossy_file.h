// JPEG files to lossy .jkd files (docs/design/lossy.md).
#ifndef JACKDAW_CODEC_LOSSY_ENC_LOSSY_FILE_H_
#define JACKDAW_CODEC_LOSSY_ENC_LOSSY_FILE_H_

#include "base/bytes.h"
#include "jackdaw/lossy.h"
#include "jackdaw/result.h"

namespace jackdaw::lossy {

// As CompressLossy, for a target at which something may be lost. May throw std::bad_alloc.
// REQUIRES: options are valid.
Result<LossyResult> MakeLossyFile(ByteSpan jpeg, const LossyOptions& options);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_LOSSY_FILE_H_
