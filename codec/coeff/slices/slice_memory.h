// How many slices may be coded at once within a memory limit.
#ifndef JACKDAW_CODEC_COEFF_SLICES_SLICE_MEMORY_H_
#define JACKDAW_CODEC_COEFF_SLICES_SLICE_MEMORY_H_

#include "codec/coeff/slices/coeff_codec.h"
#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::coeff {

// Threads of options.num_threads that options.max_state_bytes has room for; 0: not even one. Preset
// parallel takes the same for all numbers of them.
int AffordableThreads(const jpeg::Frame& frame, const CoeffOptions& options);

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_SLICES_SLICE_MEMORY_H_
