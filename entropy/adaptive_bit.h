// Adaptive probabilities of a binary decision in one context.
//
// BitSlot, for mixed decisions: 32 bits, the probability of a one in Q22 (top) and a count of
// observations (low 10 bits). While the count is small the slot is the running average of what it
// saw (rate 1 / (n + 1.5)); the rate then stays at 1 / (kSlotLimit + 1.5). The start may come from
// training.
//
// TwoRateBit, for decisions that are coded by themselves: the mean of a fast and a slow estimate,
// both faster still while the count is small.
// Format: docs/format_coeff.md §3.
#ifndef JACKDAW_ENTROPY_ADAPTIVE_BIT_H_
#define JACKDAW_ENTROPY_ADAPTIVE_BIT_H_

#include <array>
#include <cstdint>

namespace jackdaw {

using BitSlot = uint32_t;

inline constexpr uint32_t kSlotCountMask = 1023;
inline constexpr uint32_t kSlotLimit = 255;
inline constexpr BitSlot kInitialSlot = uint32_t{1} << 31;  // probability 1/2, never seen

namespace adaptive_bit_internal {
// 65536 / (n + 1.5)
constexpr std::array<uint16_t, kSlotLimit + 1> MakeRates() {
  std::array<uint16_t, kSlotLimit + 1> rates{};
  for (uint32_t n = 0; n <= kSlotLimit; ++n) rates[n] = static_cast<uint16_t>(131072 / (2 * n + 3));
  return rates;
}
inline constexpr std::array<uint16_t, kSlotLimit + 1> kRates = MakeRates();
}  // namespace adaptive_bit_internal

// Probability of a one in Q12, 0..4095.
inline uint32_t SlotP12(BitSlot slot) { return slot >> 20; }

// The slot after seeing `bit`. The count stops at kSlotLimit; REQUIRES: it is not above.
// p moves by (target - p) * rate, |target - p| < 2^22, rate < 1 in Q16: the 38-bit product >> 6 is that
// step in the slot's own units of 2^-32, whose low ten bits (the count's place) are cleared. Rounding
// down keeps p within 0..2^22 - 1, because rate < 1.
inline BitSlot UpdatedSlot(BitSlot slot, int bit) {
  const uint32_t n = slot & kSlotCountMask;
  const int64_t target = bit != 0 ? (1 << 22) - 1 : 0;
  const int64_t step = (target - (slot >> 10)) * adaptive_bit_internal::kRates[n] >> 6;
  return slot + (static_cast<uint32_t>(step) & ~kSlotCountMask) + (n < kSlotLimit ? 1 : 0);
}

class TwoRateBit {
 public:
  TwoRateBit() = default;
  // A trained start, trusted as after a few observations.
  explicit TwoRateBit(uint32_t p1_q16)
      : fast_(static_cast<uint16_t>(p1_q16)), slow_(static_cast<uint16_t>(p1_q16)), count_(8) {}

  // Probability of a one in Q16, 1..65535.
  uint32_t p1_q16() const {
    const uint32_t p = (uint32_t{fast_} + slow_) >> 1;
    return p < 32 ? 32 : p > 65504 ? 65504 : p;
  }

  void Update(int bit) {
    const int32_t target = bit != 0 ? 65535 : 0;
    const int fast_shift = count_ < 4 ? 2 : 4;
    const int slow_shift = count_ < 4 ? 2 : count_ < 32 ? 4 : 7;
    fast_ = static_cast<uint16_t>(fast_ + ((target - fast_) >> fast_shift));
    slow_ = static_cast<uint16_t>(slow_ + ((target - slow_) >> slow_shift));
    if (count_ < 32) ++count_;
  }

 private:
  uint16_t fast_ = 32768;
  uint16_t slow_ = 32768;
  uint16_t count_ = 0;
};

}  // namespace jackdaw

#endif  // JACKDAW_ENTROPY_ADAPTIVE_BIT_H_
