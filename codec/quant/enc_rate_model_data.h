// The bytes of models/weights/tables.bin, embedded at build time.
#ifndef JACKDAW_CODEC_QUANT_ENC_RATE_MODEL_DATA_H_
#define JACKDAW_CODEC_QUANT_ENC_RATE_MODEL_DATA_H_

#include <cstddef>
#include <cstdint>

namespace jackdaw {

extern const uint8_t kRateModelFile[];
extern const size_t kRateModelFileSize;

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_QUANT_ENC_RATE_MODEL_DATA_H_
