// Work of coding a block, in units of WorkMeter, by preset (docs/format.md §8).
//
// Measured on hostile streams, whose decisions cost next to no bytes, and rounded up: the dearest
// block has 64 large levels.
#ifndef JACKDAW_CODEC_COEFF_BLOCK_WORK_H_
#define JACKDAW_CODEC_COEFF_BLOCK_WORK_H_

#include <cstdint>

namespace jackdaw::coeff {

struct BlockWork {
  uint64_t copied = 0;   // a block that repeats an earlier one; and 1 for each level not 0
  uint64_t coded = 0;    // any other
  uint64_t nonzero = 0;  // more for each level other than 0 of a coded block
};

inline constexpr BlockWork kWorkOfContexts = {.copied = 16, .coded = 50, .nonzero = 20};
// The prior is evaluated for whole waves, blocks that repeat included.
inline constexpr BlockWork kWorkOfPrior = {.copied = 300, .coded = 500, .nonzero = 110};
// Of a component of a slice that is coded in passes, before its first block: its adaptive state is
// alive together with that of all other slices.
inline constexpr uint64_t kWorkOfLatticeSlice = 40000;

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_BLOCK_WORK_H_
