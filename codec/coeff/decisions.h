// Decisions with adaptive contexts: several contexts mixed, or the slot of one alone.
#ifndef JACKDAW_CODEC_COEFF_DECISIONS_H_
#define JACKDAW_CODEC_COEFF_DECISIONS_H_

#include <cstddef>
#include <cstdint>

#include "base/compiler.h"
#include "entropy/adaptive_bit.h"
#include "entropy/mixer.h"

namespace jackdaw::coeff {

// Whether a coder wants to see what is decided in which slot: Observe(table, slot, bit), `slot` an
// index of table.slots. Those that write or read streams do not.
template <class Coder, class Table>
inline constexpr bool kObserves = requires(Coder& coder, const Table& table) {
  coder.Observe(table, size_t{}, int{});
};

// Learning rate of the mixers: w += error_q15 * x >> kMixerRateShift.
inline constexpr int kMixerRateShift = 2;

// Codes a decision of table row `set` with one context number per context, each < kEntries.
template <class Coder, class Table>
JACKDAW_ALWAYS_INLINE int CodeMixed(Coder& coder, Table& table, size_t set,
                                    const uint32_t (&contexts)[Table::kContexts], int bit) {
  constexpr int kN = Table::kContexts;
  entropy::BitSlot* const slots = table.slots.data() + set * Table::kSlotsPerSet;
  entropy::BitSlot* slot[kN];
  int x[Table::kInputs] = {};
  for (int i = 0; i < kN; ++i) {
    slot[i] = slots + static_cast<size_t>(i) * Table::kEntries + contexts[i];
    x[i] = entropy::Stretch12(entropy::SlotP12(*slot[i]));
  }
  const entropy::MixerInputs<Table::kInputs> inputs(x);
  auto& weights = table.weights[set];
  const uint32_t p = entropy::Squash(inputs.Dot(weights) >> entropy::kMixerDotShift);
  bit = coder.Bit(bit, p);
  if constexpr (kObserves<Coder, Table>) {
    for (int i = 0; i < kN; ++i) {
      const size_t at = static_cast<size_t>(i) * Table::kEntries + contexts[i];
      coder.Observe(table, set * Table::kSlotsPerSet + at, bit);
    }
  }
  inputs.Update(entropy::MixerError(bit, p), kMixerRateShift, &weights);
  if constexpr (kN == 4) {
    entropy::UpdateFourSlots(slot, bit);
  } else {
    for (int i = 0; i < kN; ++i) *slot[i] = entropy::UpdatedSlot(*slot[i], bit);
  }
  return bit;
}

// Codes a decision with the slot of the first context alone. kRandom: as good as random, so that
// nothing may branch on it.
template <bool kRandom, class Coder, class Table>
JACKDAW_ALWAYS_INLINE int CodeInSlot(Coder& coder, Table& table, size_t set, uint32_t context,
                                     int bit) {
  const size_t at = set * Table::kSlotsPerSet + context;
  entropy::BitSlot& slot = table.slots[at];
  const entropy::BitSlot before = slot;
  const uint32_t p = entropy::LoneSlotP16(before);
  if constexpr (kRandom) {
    bit = coder.RandomBit(bit, p);
  } else {
    bit = coder.Bit(bit, p);
  }
  if constexpr (kObserves<Coder, Table>) coder.Observe(table, at, bit);
  slot = kRandom ? entropy::UpdatedRandomSlot(before, bit) : entropy::UpdatedLoneSlot(before, bit);
  return bit;
}

template <class Coder, class Table>
JACKDAW_ALWAYS_INLINE int CodeSingle(Coder& coder, Table& table, size_t set, uint32_t context,
                                     int bit) {
  return CodeInSlot<false>(coder, table, set, context, bit);
}
template <class Coder, class Table>
JACKDAW_ALWAYS_INLINE int CodeSingleRandom(Coder& coder, Table& table, size_t set, uint32_t context,
                                           int bit) {
  return CodeInSlot<true>(coder, table, set, context, bit);
}

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_DECISIONS_H_
