// Arithmetic on signs and bits that no processor predicts, without branches. Decisions are 1 or 0.
#ifndef JACKDAW_CODEC_COEFF_BRANCHLESS_H_
#define JACKDAW_CODEC_COEFF_BRANCHLESS_H_

#include <cstdint>

namespace jackdaw::coeff {

inline int IsNegative(int level) { return static_cast<int>(static_cast<uint32_t>(level) >> 31); }

inline uint32_t Either(int decision, uint32_t if_one, uint32_t if_zero) {
  return if_zero ^ ((if_zero ^ if_one) & (0 - static_cast<uint32_t>(decision)));
}

// A level modulo 2^16.
inline int16_t Signed(int negative, uint32_t magnitude) {
  return static_cast<int16_t>((static_cast<int>(magnitude) ^ -negative) + negative);
}

// The upper half of low .. high from `threshold` on, or the lower half below it.
inline void TakeHalf(int is_upper, int threshold, int* low, int* high) {
  *low += (threshold - *low) & -is_upper;
  *high -= (*high - threshold + 1) & (is_upper - 1);
}

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_BRANCHLESS_H_
