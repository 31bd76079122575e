// Decisions with adaptive contexts: several contexts mixed, or the slot of one alone.
#ifndef JACKDAW_CODEC_COEFF_DECISIONS_H_
#define JACKDAW_CODEC_COEFF_DECISIONS_H_

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "base/compiler.h"
#include "entropy/adaptive_bit.h"
#include "entropy/mixer.h"

namespace jackdaw {

// For training the start state: no output, but every decision is counted by slot.
class TrainOps {
 public:
  static constexpr bool kDecodes = false;
  struct Counts {
    uint32_t total = 0, ones = 0;
  };
  // counts: one per BitSlot-sized piece of `states`. Both must outlive this.
  template <class States>
  TrainOps(const States& states, std::vector<Counts>& counts)
      : base_(reinterpret_cast<const BitSlot*>(&states)), counts_(counts) {}
  int Bit(int bit, uint32_t) { return bit; }
  void Observe(const BitSlot* slot, int bit) {
    Counts& counts = counts_[static_cast<size_t>(slot - base_)];
    ++counts.total;
    counts.ones += static_cast<uint32_t>(bit);
  }

 private:
  const BitSlot* base_;
  std::vector<Counts>& counts_;
};

// Learning rate of the mixers: w += error_q15 * x >> kMixerRateShift.
inline constexpr int kMixerRateShift = 2;

// Codes a decision of table row `set` with one context number per context, each < kEntries.
template <class Coder, class Table>
JACKDAW_ALWAYS_INLINE int CodeMixed(Coder& coder, Table& table, size_t set,
                                    const uint32_t (&contexts)[Table::kContexts], int bit) {
  constexpr int kN = Table::kContexts;
  BitSlot* const slots = table.slots.data() + set * Table::kSlotsPerSet;
  BitSlot* slot[kN];
  int x[Table::kInputs] = {};
  for (int i = 0; i < kN; ++i) {
    slot[i] = slots + static_cast<size_t>(i) * Table::kEntries + contexts[i];
    x[i] = Stretch12(SlotP12(*slot[i]));
  }
  const MixerInputs<Table::kInputs> inputs(x);
  auto& weights = table.weights[set];
  const uint32_t p = Squash(inputs.Dot(weights) >> kMixerDotShift);
  bit = coder.Bit(bit, p);
  if constexpr (std::is_same_v<Coder, TrainOps>) {
    for (int i = 0; i < kN; ++i) coder.Observe(slot[i], bit);
  }
  inputs.Update(MixerError(bit, p), kMixerRateShift, &weights);
  if constexpr (kN == 4) {
    UpdateFourSlots(slot, bit);
  } else {
    for (int i = 0; i < kN; ++i) *slot[i] = UpdatedSlot(*slot[i], bit);
  }
  return bit;
}

// Codes a decision with the slot of the first context alone.
template <class Coder, class Table>
JACKDAW_ALWAYS_INLINE int CodeSingle(Coder& coder, Table& table, size_t set, uint32_t context,
                                     int bit) {
  BitSlot& slot = table.slots[set * Table::kSlotsPerSet + context];
  bit = coder.Bit(bit, SlotP16(slot));
  if constexpr (std::is_same_v<Coder, TrainOps>) coder.Observe(&slot, bit);
  slot = UpdatedSlot(slot, bit);
  return bit;
}

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_DECISIONS_H_
