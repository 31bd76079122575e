// The bytes of models/weights/fast.bin, embedded at build time.
#ifndef JACKDAW_CODEC_COEFF_TRAINED_START_DATA_H_
#define JACKDAW_CODEC_COEFF_TRAINED_START_DATA_H_

#include <cstddef>
#include <cstdint>

namespace jackdaw {

extern const uint8_t kTrainedStartFile[];
extern const size_t kTrainedStartFileSize;

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_TRAINED_START_DATA_H_
