// JPEG files to smaller plain JPEG files (docs/design/lossy.md).
#ifndef JACKDAW_CODEC_LOSSY_ENC_TRANSCODE_H_
#define JACKDAW_CODEC_LOSSY_ENC_TRANSCODE_H_

#include "base/bytes.h"
#include "base/work_monitor.h"
#include "codec/jpeg/enc_metadata.h"
#include "codec/lossy/enc_loss_picture.h"
#include "jackdaw/result.h"
#include "jackdaw/transcode.h"

namespace jackdaw::lossy {

// As Transcode. May throw std::bad_alloc. REQUIRES: options are valid.
// monitor: may be null; whoever cancels gets an error or rubbish.
Result<TranscodeResult> TranscodeFile(ByteSpan jpeg, const TranscodeOptions& options,
                                      WorkMonitor* monitor);

// The same for the coefficients of pixels, whose result is never a copy. metadata: of the JPEG.
Result<TranscodeResult> EncodeJpeg(const LossPicture& picture, const jpeg::Metadata& metadata,
                                   const TranscodeOptions& options, WorkMonitor* monitor);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_TRANSCODE_H_
