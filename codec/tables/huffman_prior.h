// Start of the probabilities of huffman_tables.h, trained (docs/format.md §4.3).
#ifndef JACKDAW_CODEC_TABLES_HUFFMAN_PRIOR_H_
#define JACKDAW_CODEC_TABLES_HUFFMAN_PRIOR_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace jackdaw {

// Offsets of the contexts in the slots.
inline constexpr size_t kPriorId = 0;                               // [5 ids before][256 nodes]
inline constexpr size_t kPriorMore = kPriorId + 5 * 256;            // [8][2]
inline constexpr size_t kPriorKind = kPriorMore + 8 * 2;            // [2 classes][3][2]
inline constexpr size_t kPriorEnd = kPriorKind + 2 * 3 * 2;         // [3 classes][16]
inline constexpr size_t kPriorAgain = kPriorEnd + 3 * 16;           // [3 classes][17][2]
inline constexpr size_t kPriorNear = kPriorAgain + 3 * 17 * 2;      // [3][7][7][3]
inline constexpr size_t kPriorLeft = kPriorNear + 3 * 7 * 7 * 3;    // [3][17][8][7]
inline constexpr size_t kPriorWide = kPriorLeft + 3 * 17 * 8 * 7;   // [3][7][7][7]
inline constexpr size_t kPriorSymbol = kPriorWide + 3 * 7 * 7 * 7;  // [3][256][6]
inline constexpr size_t kNumPriorSlots = kPriorSymbol + 3 * 256 * 6;

inline constexpr size_t kNumPriorInputs = 4;      // and a constant
inline constexpr size_t kNumPriorMixers = 3 * 8;  // [3 classes][8 buckets of codes left]
using PriorWeights = std::array<int32_t, kNumPriorInputs + 1>;  // Q28
inline constexpr int64_t kMaxPriorWeight = (int64_t{1} << 31) - 1;

// Trained values as stored: probability of a one in the upper 12 bits, min(observations, 15) below.
extern const std::array<uint16_t, kNumPriorSlots> kHuffmanPriorSlots;
// Weights in Q12.
extern const std::array<std::array<int16_t, kNumPriorInputs + 1>, kNumPriorMixers>
    kHuffmanPriorMixers;

// Adaptive probability of a one: Q22 in the upper 22 bits, observations (up to kTableSlotLimit) in
// the lower 10. Kept apart from entropy/adaptive_bit.h, whose form may change with a preset.
using TableSlot = uint32_t;
inline constexpr uint32_t kTableSlotCountMask = 1023;
inline constexpr uint32_t kTableSlotLimit = 255;

inline uint32_t TableSlotP16(TableSlot slot) { return slot >> 16; }

// A running average while the count is small: moves by 1 / (count + 1.5) of the distance.
inline TableSlot UpdatedTableSlot(TableSlot slot, int bit) {
  const uint32_t count = slot & kTableSlotCountMask;
  const int64_t p = slot >> 10;
  const int64_t target = bit != 0 ? (1 << 22) - 1 : 0;
  const int64_t rate_q16 = 131072 / (2 * int64_t{count} + 3);
  const int64_t delta = ((target - p) * rate_q16) >> 16;
  return (static_cast<uint32_t>(p + delta) << 10) | (count + (count < kTableSlotLimit ? 1 : 0));
}

inline TableSlot PriorSlot(size_t index) {
  const uint32_t v = kHuffmanPriorSlots[index];
  // The middle of the 12-bit bucket; counts 0..15 stand for 0..30 observations.
  return ((v >> 4) << 20) | (uint32_t{1} << 19) | ((v & 15) * 2);
}

inline PriorWeights PriorMixer(size_t index) {
  PriorWeights weights{};
  for (size_t i = 0; i <= kNumPriorInputs; ++i) {
    weights[i] = int32_t{kHuffmanPriorMixers[index][i]} * 65536;
  }
  return weights;
}

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_TABLES_HUFFMAN_PRIOR_H_
