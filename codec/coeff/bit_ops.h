// One binary decision, coded or decoded: the seam between model and range coder.
//
// Both sides call the same model code with a Coder: EncodeOps writes the given bit, DecodeOps
// ignores it and returns the one read. ChooseOps also says what may become of the levels.
#ifndef JACKDAW_CODEC_COEFF_BIT_OPS_H_
#define JACKDAW_CODEC_COEFF_BIT_OPS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "base/compiler.h"
#include "codec/coeff/fast/adaptive_state.h"
#include "codec/coeff/prior/level_choice.h"
#include "entropy/adaptive_bit.h"
#include "entropy/mixer.h"
#include "entropy/range_coder.h"

namespace jackdaw {

class EncodeOps {
 public:
  static constexpr bool kDecodes = false;
  static constexpr bool kChooses = false;
  int Bit(int bit, uint32_t p1_q16) {
    coder_.EncodeBit(bit, p1_q16);
    return bit;
  }
  Bytes Finish() { return coder_.Finish(); }

 private:
  RangeEncoder coder_;
};

// Encodes levels that are chosen on the way.
class ChooseOps : public EncodeOps {
 public:
  static constexpr bool kChooses = true;
  // choices: per component; they must outlive this.
  explicit ChooseOps(std::span<const LevelChoice> choices) : choices_(choices) {}
  const LevelChoice& Choice(size_t component) const { return choices_[component]; }

 private:
  std::span<const LevelChoice> choices_;
};

class DecodeOps {
 public:
  static constexpr bool kDecodes = true;
  static constexpr bool kChooses = false;
  explicit DecodeOps(ByteSpan data) : coder_(data) {}
  int Bit(int, uint32_t p1_q16) { return coder_.DecodeBit(p1_q16); }
  bool Finish() const { return coder_.Finish(); }
  bool Exhausted() const { return coder_.Exhausted(); }

 private:
  RangeDecoder coder_;
};

// For training the start state: no output, but every decision is counted by slot.
class TrainOps {
 public:
  static constexpr bool kDecodes = false;
  static constexpr bool kChooses = false;
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

template <class Coder>
inline int CodeTwoRate(Coder& coder, TwoRateBit& model, int bit) {
  bit = coder.Bit(bit, model.p1_q16());
  model.Update(bit);
  return bit;
}

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_BIT_OPS_H_
