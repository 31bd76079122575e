// What making a file with a loss takes of memory, before anything of it is taken.
#ifndef JACKDAW_CODEC_LOSSY_ENC_LOSS_MEMORY_H_
#define JACKDAW_CODEC_LOSSY_ENC_LOSS_MEMORY_H_

#include <cstdint>

#include "base/bytes.h"
#include "jackdaw/result.h"

namespace jackdaw::lossy {

// What is held at a time, measured as peaks of processes (docs/measured/speed.md).
struct LossMemory {
  double planes = 0;       // times the coefficient planes of the picture
  double input_files = 0;  // times the input file
};

// One candidate has levels at a time; with a PSNR, the best one so far, too, and samples of the
// input; mixing levels for a target takes a candidate more. Weights of errors take half of the
// planes.
inline constexpr LossMemory kTranscodeMemory = {.planes = 2.8, .input_files = 4};
inline constexpr LossMemory kTranscodeSizeMemory = {.planes = 3.8, .input_files = 5};
inline constexpr LossMemory kTranscodePsnrMemory = {.planes = 4.8, .input_files = 4};
// The same for .jkd files, with what the coder keeps.
inline constexpr LossMemory kLossyMemory = {.planes = 3.1, .input_files = 5};
inline constexpr LossMemory kLossyPsnrMemory = {.planes = 4.3, .input_files = 5};

// kLimitExceeded, with the amount, where a JPEG takes more than `limit`. OK for what has no frame
// header, or a height that follows the first scan: SplitJpeg finds those.
Status CheckLossMemory(ByteSpan jpeg, const LossMemory& memory, uint64_t limit);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_LOSS_MEMORY_H_
