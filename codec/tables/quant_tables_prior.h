// Start of the probabilities of quant_tables.h, trained (docs/format.md §4.5).
#ifndef JACKDAW_CODEC_TABLES_QUANT_TABLES_PRIOR_H_
#define JACKDAW_CODEC_TABLES_QUANT_TABLES_PRIOR_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "entropy/adaptive_bit.h"
#include "entropy/logistic.h"
#include "entropy/mixer.h"

namespace jackdaw {

// Three sets of slots: is it the base's step; is it this step, above that of the base; is it this
// step, without a base.
inline constexpr size_t kNumQuantSets = 3;
inline constexpr size_t kNumQuantContexts = 6;
inline constexpr std::array<size_t, kNumQuantContexts> kQuantContextBegin = {
    0, 18, 18 + 324, 18 + 324 + 144, 18 + 324 + 144 + 384, 18 + 324 + 144 + 384 + 32};
inline constexpr size_t kQuantSlotsPerSet = 18 + 324 + 144 + 384 + 32 + 49 * 8;
inline constexpr size_t kNumQuantSlots = kNumQuantSets * kQuantSlotsPerSet;
inline constexpr size_t kQuantMixerClasses = 12;
// [set][first table or a later one][class]
inline constexpr size_t kNumQuantMixers = kNumQuantSets * 2 * kQuantMixerClasses;
inline constexpr int kQuantMixerRateShift = 3;

struct QuantTableState {
  std::array<BitSlot, kNumQuantSlots> slots;
  std::array<MixerWeights<8>, kNumQuantMixers> weights;  // inputs past the contexts are 0
};

// Learning rates that a slot can start from (entropy/adaptive_bit.h).
inline constexpr std::array<uint16_t, 12> kQuantSlotRates = {682, 409, 256, 170, 113, 78,
                                                             54,  36,  23,  13,  8,   4};
// A stored slot is (s + 128) * 16 + r: stretched probability 22 s, rate kQuantSlotRates[r].
inline constexpr int kQuantStretchUnit = 22;

// Trained values as stored.
extern const std::array<uint16_t, kNumQuantSlots> kQuantTableSlots;
// Weights in Q12.
extern const std::array<std::array<int16_t, kNumQuantContexts>, kNumQuantMixers> kQuantTableMixers;

inline BitSlot QuantStartSlot(uint16_t stored) {
  const int s = (stored >> 4) - 128;
  return Squash(s * kQuantStretchUnit) << 16 | kQuantSlotRates[stored & 15];
}

inline QuantTableState QuantStart(std::span<const uint16_t> slots,
                                  std::span<const std::array<int16_t, kNumQuantContexts>> mixers) {
  QuantTableState state{};
  for (size_t i = 0; i < kNumQuantSlots; ++i) state.slots[i] = QuantStartSlot(slots[i]);
  for (size_t m = 0; m < kNumQuantMixers; ++m) {
    for (size_t i = 0; i < kNumQuantContexts; ++i) {
      state.weights[m].w[i] = int32_t{mixers[m][i]} * 65536;
    }
  }
  return state;
}

// The trained start.
inline QuantTableState StartQuantTables() {
  return QuantStart(kQuantTableSlots, kQuantTableMixers);
}

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_TABLES_QUANT_TABLES_PRIOR_H_
