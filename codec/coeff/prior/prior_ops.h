// One binary decision that a learned prior has an opinion on: the prior's prediction, the contexts
// and what the prior's prediction has meant so far are mixed. Shared by both directions.
//
// Where the prior is good, its weight stays near 1 and the rest corrects it; where it is wrong
// (drawings), the mixer's high first learning rates turn to the contexts within a few dozen
// decisions. Format: docs/format_coeff.md §8.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_PRIOR_OPS_H_
#define JACKDAW_CODEC_COEFF_PRIOR_PRIOR_OPS_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "base/compiler.h"
#include "codec/coeff/decisions.h"
#include "codec/coeff/prior/prior_state.h"
#include "entropy/adaptive_bit.h"
#include "entropy/mixer.h"

namespace jackdaw::coeff {

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
template <Predictable kPredictable = Predictable::kYes, class Coder, class Table>
JACKDAW_ALWAYS_INLINE int CodeWithPrior(Coder& coder, Table& table, size_t set,
                                        const uint32_t (&contexts)[kPriorContexts], int32_t prior,
                                        int bit) {
  entropy::BitSlot* const slots = table.slots.data() + set * Table::kSlotsPerSet;
  const uint32_t bucket = PriorBucket(prior);
  entropy::BitSlot* const slot[4] = {slots + contexts[0], slots + Table::kEntries + contexts[1],
                                     slots + size_t{2} * Table::kEntries + contexts[2],
                                     slots + Table::kBucketsAt + bucket};
  int x[Table::kInputs] = {};
  for (size_t i = 0; i < 4; ++i) x[i] = entropy::Stretch12(entropy::SlotP12(*slot[i]));
  const int centre = PriorBucketCentre(static_cast<int>(bucket));
  x[kBucketInput] -= std::clamp(centre, -kMaxBucketCentre, kMaxBucketCentre);
  x[kPriorInput] = prior;
  x[kBiasInput] = kBiasQ8;
  const entropy::MixerInputs<Table::kInputs> inputs(x);
  auto& weights = table.weights[set];
  const uint32_t p = entropy::Squash(inputs.Dot(weights) >> entropy::kMixerDotShift);
  bit = CodeBit<kPredictable>(coder, bit, p);
  if constexpr (kObserves<Coder, Table>) {
    const size_t first = set * Table::kSlotsPerSet;
    for (size_t i = 0; i < kPriorContexts; ++i) {
      coder.Observe(table, first + i * Table::kEntries + contexts[i], bit);
    }
    coder.Observe(table, first + Table::kBucketsAt + bucket, bit);
  }
  uint16_t& seen = table.seen[set];
  const MixerRate rate = kMixerRates[static_cast<size_t>(std::bit_width(seen))];
  if (seen < kMaxSeen) ++seen;
  inputs.Update(entropy::MixerError(bit, p) * rate.times >> 3, rate.shift, &weights);
  entropy::UpdateFourSlots(slot, bit);
  return bit;
}

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_PRIOR_OPS_H_
