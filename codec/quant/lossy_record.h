// What a lossy .jkd tells beside its JPEG: where between the steps the coefficients of the input
// lie (docs/format.md §9).
//
// Levels of the JPEG times its tables is what any decoder shows; with the offsets of the record the
// pixels come nearer to those of the input.
#ifndef JACKDAW_CODEC_QUANT_LOSSY_RECORD_H_
#define JACKDAW_CODEC_QUANT_LOSSY_RECORD_H_

#include <vector>

#include "base/bytes.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/quant/requantize.h"
#include "jackdaw/result.h"

namespace jackdaw::quant {

// Offsets are multiples of this, within +-kMaxOffsetUnits of it.
inline constexpr int kOffsetUnitQ8 = 8;
inline constexpr int kMaxOffsetUnits = 15;

struct LossyRecord {
  uint32_t lambda_q4 = 0;                // of the encoder, in 1/16; for people only
  std::vector<CentroidOffsets> offsets;  // per component; the same within a class; none for DC
};

// frame: of the JPEG inside the .jkd. REQUIRES: one entry of offsets per component, as above.
Bytes WriteLossyRecord(const LossyRecord& record, const jpeg::Frame& frame);

// Errors: kCorrupt, kTruncated.
Result<LossyRecord> ParseLossyRecord(ByteSpan payload, const jpeg::Frame& frame);

}  // namespace jackdaw::quant

#endif  // JACKDAW_CODEC_QUANT_LOSSY_RECORD_H_
