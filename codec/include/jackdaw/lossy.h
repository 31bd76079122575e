// Lossy .jkd files: a JPEG whose coefficients are requantized and coded by the learned prior, at
// any rate below that of the lossless .jkd.
//
// Decompress gives a standard JPEG, DecompressPixels what comes nearest to the input's pixels. What
// is lost is told in docs/design/lossy.md. Thread-safe; never throws, prints or exits.
#ifndef JACKDAW_LOSSY_H_
#define JACKDAW_LOSSY_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "jackdaw/jackdaw.h"
#include "jackdaw/pixels.h"
#include "jackdaw/result.h"
#include "jackdaw/transcode.h"

namespace jackdaw {

struct LossyOptions {
  LossTarget target = LossTarget::kQuality;
  double value = 100;
  Tune tune = Tune::kVisual;
  AttentionOptions attention = {};
  int refine = 0;  // as in TranscodeOptions
  // preset must be kDefault. verify: the result is decoded and compared with the JPEG that it is to
  // give; a mismatch (a bug) is kInternal.
  CompressOptions compress = {};
};

struct LossyResult {
  std::vector<uint8_t> bytes;  // the .jkd file; never larger than that of Compress
  // Nothing was lost: the .jkd of Compress, which gives the very bytes of the input.
  bool lossless = false;
  double lambda = 0;  // that gave the result
  // By DecompressPixels, as those of TranscodeResult; infinite where that is the input's picture.
  double psnr_db = 0;
  double psnr_luma_db = 0;
  std::vector<std::string> warnings = {};  // as in TranscodeResult
};

// Errors: kUnsupported for what a lossy result cannot be made of (damaged or truncated scans,
// 12-bit samples, tables with zeros, no JPEG at all); kInvalidArgument for options that make no
// sense and targets that cannot be reached (the message tells what can); kLimitExceeded.
Result<LossyResult> CompressLossy(std::span<const uint8_t> jpeg, const LossyOptions& options);

}  // namespace jackdaw

#endif  // JACKDAW_LOSSY_H_
