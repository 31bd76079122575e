// Levels to a plain JPEG stream: scan scripts, and the smallest of what they give.
#ifndef JACKDAW_CODEC_QUANT_ENC_JPEG_OUTPUT_H_
#define JACKDAW_CODEC_QUANT_ENC_JPEG_OUTPUT_H_

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/jpeg/libjpeg_coefficients.h"
#include "codec/quant/enc_lossy_image.h"
#include "jackdaw/result.h"
#include "jackdaw/transcode.h"

namespace jackdaw {

// Scripts for sequential and for progressive output, the usually better ones first.
std::vector<std::vector<ScriptScan>> SequentialScripts(const Frame& frame);
std::vector<std::vector<ScriptScan>> ProgressiveScripts(const Frame& frame);

struct JpegOutput {
  Bytes bytes;  // SOI to EOI, without application segments
  bool progressive = false;
};

// The smallest JPEG of these levels among the scripts that `scans` allows. Errors: kUnsupported,
// kLimitExceeded beyond max_bytes.
Result<JpegOutput> WriteSmallest(const Frame& frame, const LossyLevels& coded, ScanChoice scans,
                                 uint64_t max_bytes);

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_QUANT_ENC_JPEG_OUTPUT_H_
