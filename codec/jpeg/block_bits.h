// Small helpers on coefficient values and blocks that scan readers and scan writers share.
#ifndef JACKDAW_CODEC_JPEG_BLOCK_BITS_H_
#define JACKDAW_CODEC_JPEG_BLOCK_BITS_H_

#include <bit>
#include <cstdint>

#include "codec/jpeg/jpeg_data.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace jackdaw::jpeg {

inline uint32_t Magnitude(int32_t v) {
  return v < 0 ? static_cast<uint32_t>(-v) : static_cast<uint32_t>(v);
}

// Category SSSS of a value (T.81 table F.1): the number of bits of its magnitude;
// |v| < 2^31. Never counts the zeros of 0, which takes a branch.
inline int Category(int32_t v) { return 31 - std::countl_zero((Magnitude(v) << 1) | 1u); }

// The `category` extra bits of a value: itself when positive, value - 1 in two's complement else.
inline uint32_t ExtraBits(int32_t v, int category) {
  const int32_t biased = v - (v < 0 ? 1 : 0);
  return static_cast<uint32_t>(biased) & ((1u << category) - 1);
}

// Asks for the first cache line of a block that will be read soon. Nothing but speed depends on it.
inline void PrefetchBlock(const int16_t* block) {
#if defined(__SSE2__)
  _mm_prefetch(reinterpret_cast<const char*>(block), _MM_HINT_T0);
#else
  static_cast<void>(block);
#endif
}

// Inverse of ExtraBits (EXTEND of T.81 figure F.12). category: 1..15.
inline int32_t Extend(uint32_t bits, int category) {
  const int32_t value = static_cast<int32_t>(bits);
  return (bits >> (category - 1)) != 0 ? value : value - (1 << category) + 1;
}

// std::popcount, which is a library call where the processor may lack the instruction.
constexpr int CountBits(uint64_t v) {
  v -= (v >> 1) & 0x5555555555555555u;
  v = (v & 0x3333333333333333u) + ((v >> 2) & 0x3333333333333333u);
  v = (v + (v >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
  return static_cast<int>((v * 0x0101010101010101u) >> 56);
}

// Bits first..last of a mask. first <= last <= 63.
inline uint64_t BandMask(int first, int last) {
  return (~uint64_t{0} >> (63 - last)) & (~uint64_t{0} << first);
}

// Bit i is set when |coeffs[i]| >> al is not 0, for 16 coefficients. al: 0..15.
#if defined(__SSE2__)
inline uint64_t LevelMaskOf16(const int16_t* coeffs, int al) {
  const __m128i zero = _mm_setzero_si128();
  const __m128i count = _mm_cvtsi32_si128(al);
  __m128i v[2];
  for (int i = 0; i < 2; ++i) {
    const __m128i x = _mm_loadu_si128(reinterpret_cast<const __m128i*>(coeffs + 8 * i));
    const __m128i magnitude = _mm_max_epi16(x, _mm_sub_epi16(zero, x));  // -32768 as 2^15
    v[i] = _mm_srl_epi16(magnitude, count);
  }
  // Saturating: what is not 0 stays so.
  const __m128i is_zero = _mm_cmpeq_epi8(_mm_packs_epi16(v[0], v[1]), zero);
  return static_cast<uint64_t>(~_mm_movemask_epi8(is_zero) & 0xFFFF);
}
#else
inline uint64_t LevelMaskOf16(const int16_t* coeffs, int al) {
  uint64_t mask = 0;
  for (int i = 0; i < 16; ++i) mask |= uint64_t{(Magnitude(coeffs[i]) >> al) != 0} << i;
  return mask;
}
#endif

// Bit k is set when |coefficient k| >> al is not 0. al: 0..15.
inline uint64_t LevelMask(const int16_t* block, int al) {
  uint64_t mask = 0;
  for (int k = 0; k < 64; k += 16) mask |= LevelMaskOf16(block + k, al) << k;
  return mask;
}

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_BLOCK_BITS_H_
