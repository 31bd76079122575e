// The bytes of models/weights/default_start.bin, embedded at build time.
#ifndef JACKDAW_CODEC_COEFF_DEFAULT_START_DATA_H_
#define JACKDAW_CODEC_COEFF_DEFAULT_START_DATA_H_

#include <cstddef>
#include <cstdint>

namespace jackdaw {

extern const uint8_t kDefaultStartFile[];
extern const size_t kDefaultStartFileSize;

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_DEFAULT_START_DATA_H_
