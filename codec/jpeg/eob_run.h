// The rule by which EOB runs of progressive AC scans are broken, shared by readers and writers.
//
// T.81 G.1.2.2 lets a block that adds nothing but an EOB join the run of the blocks before it, but
// does not demand it. The default is what libjpeg does (jcphuff.c); the blocks where a scan differs
// are in its facts.
#ifndef JACKDAW_CODEC_JPEG_EOB_RUN_H_
#define JACKDAW_CODEC_JPEG_EOB_RUN_H_

#include <cstdint>

namespace jackdaw::jpeg {

inline constexpr uint32_t kMaxEobRun = 0x7FFF;  // the largest that EOB14 can say
// libjpeg ends a run when its buffer of 1000 correction bits could overflow in the next block:
// when it holds more than 1000 - 64 + 1 bits.
inline constexpr uint32_t kMaxPendingCorrectionBits = 937;

// Whether a pending run (num_blocks > 0) ends before the next block by default.
// always: ScanFacts::break_eob_runs.
inline bool BreaksEobRun(uint32_t num_blocks, uint64_t num_correction_bits, bool always) {
  return always || num_blocks >= kMaxEobRun || num_correction_bits > kMaxPendingCorrectionBits;
}

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_EOB_RUN_H_
