// The record of a lossy .jkd: where dequantized coefficients lie between their levels.
#ifndef JACKDAW_CODEC_QUANT_LOSSY_RECORD_H_
#define JACKDAW_CODEC_QUANT_LOSSY_RECORD_H_

#include <vector>

#include "base/bytes.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/quant/requantize.h"
#include "jackdaw/result.h"

namespace jackdaw {

// The offsets of a .jkd, one per component of its main image; empty when it has none (lossless).
// frame: of that image.
inline Result<std::vector<CentroidOffsets>> ReadLossyRecord(ByteSpan /*jkd*/,
                                                            const Frame& /*frame*/) {
  return std::vector<CentroidOffsets>();
}

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_QUANT_LOSSY_RECORD_H_
