// Which coefficients of a block are not zero.
#ifndef JACKDAW_BASE_NONZERO_MASK_H_
#define JACKDAW_BASE_NONZERO_MASK_H_

#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace jackdaw {

// Bit i is set when coeffs[i] is not 0, for 16 coefficients.
#if defined(__SSE2__)
inline uint64_t NonzeroMaskOf16(const int16_t* coeffs) {
  const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(coeffs));
  const __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i*>(coeffs + 8));
  const __m128i is_zero = _mm_cmpeq_epi8(_mm_packs_epi16(low, high), _mm_setzero_si128());
  return static_cast<uint64_t>(~_mm_movemask_epi8(is_zero) & 0xFFFF);
}
#else
inline uint64_t NonzeroMaskOf16(const int16_t* coeffs) {
  uint64_t mask = 0;
  for (int i = 0; i < 16; ++i) mask |= uint64_t{coeffs[i] != 0} << i;
  return mask;
}
#endif

// Bit k is set when coefficient k of the block is not 0.
inline uint64_t NonzeroMask(const int16_t* block) {
  uint64_t mask = 0;
  for (int k = 0; k < 64; k += 16) mask |= NonzeroMaskOf16(block + k) << k;
  return mask;
}

}  // namespace jackdaw

#endif  // JACKDAW_BASE_NONZERO_MASK_H_
