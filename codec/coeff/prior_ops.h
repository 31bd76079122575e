// One binary decision that a learned prior has an opinion on: the prior's prediction, the contexts
// and what the prior's prediction has meant so far are mixed. Shared by both directions.
//
// Where the prior is good, its weight stays near 1 and the rest corrects it; where it is wrong
// (drawings), the mixer's high first learning rates turn to the contexts within a few dozen
// decisions. Format: docs/format_coeff.md §8.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_OPS_H_
#define JACKDAW_CODEC_COEFF_PRIOR_OPS_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <type_traits>

#include "base/compiler.h"
#include "codec/coeff/bit_ops.h"
#include "codec/coeff/prior_state.h"
#include "entropy/adaptive_bit.h"
#include "entropy/mixer.h"

namespace jackdaw {

// Learning rates of a mixer set by how many decisions it has seen: the error (Q15) is multiplied by
// an eighth of `times`, and shift ends the product.
struct MixerRate {
  uint8_t times, shift;
};
inline constexpr std::array<MixerRate, 11> kMixerRates = {{
    {8, 1},  // seen 0
    {8, 1},  // 1
    {8, 1},  // 2, 3
    {8, 1},  // 4 .. 7
    {6, 1},
    {8, 2},
    {6, 2},
    {8, 3},  // 64 .. 127
    {6, 3},
    {8, 4},
    {6, 4},  // 512 and more
}};

// What the slots of a prior's buckets start from, as they are read: no correction.
inline constexpr int kMaxBucketCentre = 2307;

// Codes a decision of table row `set`. prior: the prior's prediction, stretched, within
// +-kStretchMax.
template <class Coder, class Table>
JACKDAW_ALWAYS_INLINE int CodeWithPrior(Coder& coder, Table& table, size_t set,
                                        const uint32_t (&contexts)[Table::kContexts], int32_t prior,
                                        int bit) {
  constexpr int kN = Table::kContexts;
  BitSlot* const slots = table.slots.data() + set * Table::kSlotsPerSet;
  BitSlot* slot[kN];
  int x[Table::kInputs] = {};
  for (int i = 0; i < kN; ++i) {
    slot[i] = slots + static_cast<size_t>(i) * Table::kEntries + contexts[i];
    x[i] = Stretch12(SlotP12(*slot[i]));
  }
  const uint32_t bucket = PriorBucket(prior);
  BitSlot& bucket_slot = slots[Table::kBucketsAt + bucket];
  const int centre = PriorBucketCentre(static_cast<int>(bucket));
  x[kPriorInput] = prior;
  x[kBucketInput] =
      Stretch12(SlotP12(bucket_slot)) - std::clamp(centre, -kMaxBucketCentre, kMaxBucketCentre);
  x[kBiasInput] = kBiasQ8;
  const MixerInputs<Table::kInputs> inputs(x);
  auto& weights = table.weights[set];
  const uint32_t p = Squash(inputs.Dot(weights) >> kMixerDotShift);
  bit = coder.Bit(bit, p);
  if constexpr (std::is_same_v<Coder, TrainOps>) {
    for (const BitSlot* s : slot) coder.Observe(s, bit);
    coder.Observe(&bucket_slot, bit);
  }
  uint16_t& seen = table.seen[set];
  const MixerRate rate = kMixerRates[static_cast<size_t>(std::bit_width(seen))];
  if (seen < kMaxSeen) ++seen;
  inputs.Update(MixerError(bit, p) * rate.times >> 3, rate.shift, &weights);
  if constexpr (kN == 4) {
    UpdateFourSlots(slot, bit);
  } else {
    for (BitSlot* s : slot) *s = UpdatedSlot(*s, bit);
  }
  bucket_slot = UpdatedSlot(bucket_slot, bit);
  return bit;
}

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_PRIOR_OPS_H_
