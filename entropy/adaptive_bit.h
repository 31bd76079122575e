// Adaptive probabilities of a binary decision in one context.
//
// BitSlot: 32 bits, the probability of a one in Q22 (top) and its learning rate in Q10 (low ten
// bits). The probability moves by rate * (bit - p); the rate falls with every decision, about as
// 1 / (0.6 n), until kMinSlotRate. A trained start sets both. Several slots are mixed
// (UpdatedSlot), or one codes a decision alone (UpdatedLoneSlot).
//
// TwoRateBit, for decisions that are coded by themselves: the mean of a fast and a slow estimate,
// both faster still while the count is small.
// Format: docs/format_coeff.md §3.
#ifndef JACKDAW_ENTROPY_ADAPTIVE_BIT_H_
#define JACKDAW_ENTROPY_ADAPTIVE_BIT_H_

#include <array>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/compiler.h"

namespace jackdaw::entropy {

using BitSlot = uint32_t;

inline constexpr uint32_t kSlotRateMask = 1023;
inline constexpr uint32_t kMaxSlotRate = 682;  // 2/3
inline constexpr uint32_t kMinSlotRate = 8;    // 1/128; below it a trained rate stays as it is
inline constexpr BitSlot kInitialSlot = uint32_t{1} << 31 | kMaxSlotRate;  // 1/2, never seen

// Probability of a one in Q12, 0..4095.
inline uint32_t SlotP12(BitSlot slot) { return slot >> 20; }
// In Q16, kept off the ends.
inline constexpr uint32_t kLeastSlotP16 = 64, kMostSlotP16 = 65472;
constexpr uint32_t ClampedSlotP16(uint32_t p_q16) {
  return p_q16 < kLeastSlotP16 ? kLeastSlotP16 : p_q16 > kMostSlotP16 ? kMostSlotP16 : p_q16;
}
inline uint32_t SlotP16(BitSlot slot) { return ClampedSlotP16(slot >> 16); }

// What a rate falls by at a decision.
inline constexpr std::array<uint16_t, kSlotRateMask + 1> kSlotDecays = [] {
  std::array<uint16_t, kSlotRateMask + 1> decays{};
  for (uint32_t rate = kMinSlotRate + 1; rate <= kSlotRateMask; ++rate) {
    decays[rate] = static_cast<uint16_t>((5 * rate * rate + 8191) >> 13);
  }
  return decays;
}();

// The slot after a decision, p moved towards the target, Q22. Normative.
// The difference in units of 128 fits 16 bits; times a rate below 2^10 and scaled back by 8 it is
// the step of p, here shifted to p's place. A lower target has 127 added, so that floor(p / 128) is
// what comes out. p stays between the targets: the step is at most 2/3 of the way.
JACKDAW_ALWAYS_INLINE BitSlot MovedSlot(BitSlot slot, int32_t target) {
  const uint32_t rate = slot & kSlotRateMask;
  const int32_t difference = (target - static_cast<int32_t>(slot >> 10)) >> 7;
  static_assert((int64_t{1} << 22 >> 7) * kSlotRateMask <= INT32_MAX);
  const int32_t product = difference * static_cast<int32_t>(rate);
  return slot + ((static_cast<uint32_t>(product) << 7) & ~kSlotRateMask) - kSlotDecays[rate];
}

// A slot that is mixed, after seeing `bit`.
JACKDAW_ALWAYS_INLINE BitSlot UpdatedSlot(BitSlot slot, int bit) {
  return MovedSlot(slot, bit != 0 ? (1 << 22) - 1 : 127);
}

// A slot that codes a decision alone: its targets keep p off the ends where it starts so, and it
// needs no clamping when it is used.
inline constexpr int32_t kLoneOne = kMostSlotP16 << 6, kLoneZero = (kLeastSlotP16 << 6) + 127;
JACKDAW_ALWAYS_INLINE BitSlot UpdatedLoneSlot(BitSlot slot, int bit) {
  return MovedSlot(slot, bit != 0 ? kLoneOne : kLoneZero);
}
// The same without a branch, for what no processor predicts. bit: 0 or 1.
JACKDAW_ALWAYS_INLINE BitSlot UpdatedRandomSlot(BitSlot slot, int bit) {
  int32_t mask = -bit;
  JACKDAW_HIDE_VALUE(mask);
  return MovedSlot(slot, kLoneZero + ((kLoneOne - kLoneZero) & mask));
}
// In Q16. REQUIRES: a slot that started off the ends and was updated by UpdatedLoneSlot alone.
inline uint32_t LoneSlotP16(BitSlot slot) { return slot >> 16; }

// UpdatedSlot for four slots at once.
#if defined(__SSE2__)
JACKDAW_ALWAYS_INLINE void UpdateFourSlots(BitSlot* const (&slot)[4], int bit) {
  const auto load = [](const BitSlot* s) { return _mm_cvtsi32_si128(static_cast<int>(*s)); };
  const __m128i slots = _mm_unpacklo_epi64(_mm_unpacklo_epi32(load(slot[0]), load(slot[1])),
                                           _mm_unpacklo_epi32(load(slot[2]), load(slot[3])));
  const __m128i rate = _mm_and_si128(slots, _mm_set1_epi32(kSlotRateMask));
  const __m128i target = _mm_set1_epi32(bit != 0 ? (1 << 22) - 1 : 127);
  const __m128i difference = _mm_srai_epi32(_mm_sub_epi32(target, _mm_srli_epi32(slots, 10)), 7);
  // The upper half of each rate is 0, so the pairwise sum is the 32-bit product of the lower
  // halves.
  const __m128i product = _mm_madd_epi16(difference, rate);
  const __m128i step = _mm_andnot_si128(_mm_set1_epi32(kSlotRateMask), _mm_slli_epi32(product, 7));
  const __m128i square = _mm_madd_epi16(rate, rate);
  const __m128i five_squares = _mm_add_epi32(square, _mm_slli_epi32(square, 2));
  const __m128i decay =
      _mm_and_si128(_mm_srli_epi32(_mm_add_epi32(five_squares, _mm_set1_epi32(8191)), 13),
                    _mm_cmpgt_epi32(rate, _mm_set1_epi32(kMinSlotRate)));
  const __m128i updated = _mm_sub_epi32(_mm_add_epi32(slots, step), decay);
  *slot[0] = static_cast<BitSlot>(_mm_cvtsi128_si32(updated));
  *slot[1] = static_cast<BitSlot>(_mm_cvtsi128_si32(_mm_shuffle_epi32(updated, 0x55)));
  *slot[2] = static_cast<BitSlot>(_mm_cvtsi128_si32(_mm_shuffle_epi32(updated, 0xAA)));
  *slot[3] = static_cast<BitSlot>(_mm_cvtsi128_si32(_mm_shuffle_epi32(updated, 0xFF)));
}
#else
JACKDAW_ALWAYS_INLINE void UpdateFourSlots(BitSlot* const (&slot)[4], int bit) {
  for (BitSlot* s : slot) *s = UpdatedSlot(*s, bit);
}
#endif

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

}  // namespace jackdaw::entropy

#endif  // JACKDAW_ENTROPY_ADAPTIVE_BIT_H_
