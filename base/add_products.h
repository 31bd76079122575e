// Eight 16-bit numbers times one, added to eight sums: the innermost step of sparse layers.
#ifndef JACKDAW_BASE_ADD_PRODUCTS_H_
#define JACKDAW_BASE_ADD_PRODUCTS_H_

#include <cstdint>

#include "base/compiler.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace jackdaw {

// sums[i] += factor * weights[i], i = 0..7, modulo 2^32.
#if defined(__SSE2__)
JACKDAW_ALWAYS_INLINE void AddProducts(const int16_t* weights, int16_t factor, int32_t* sums) {
  const __m128i f = _mm_set1_epi16(factor);
  const __m128i w = _mm_loadu_si128(reinterpret_cast<const __m128i*>(weights));
  const __m128i low = _mm_mullo_epi16(f, w), high = _mm_mulhi_epi16(f, w);
  __m128i* const s = reinterpret_cast<__m128i*>(sums);
  _mm_storeu_si128(s, _mm_add_epi32(_mm_loadu_si128(s), _mm_unpacklo_epi16(low, high)));
  _mm_storeu_si128(s + 1, _mm_add_epi32(_mm_loadu_si128(s + 1), _mm_unpackhi_epi16(low, high)));
}
#else
JACKDAW_ALWAYS_INLINE void AddProducts(const int16_t* weights, int16_t factor, int32_t* sums) {
  for (int i = 0; i < 8; ++i) {
    sums[i] = static_cast<int32_t>(static_cast<uint32_t>(sums[i]) +
                                   static_cast<uint32_t>(int32_t{factor} * weights[i]));
  }
}
#endif

}  // namespace jackdaw

#endif  // JACKDAW_BASE_ADD_PRODUCTS_H_
