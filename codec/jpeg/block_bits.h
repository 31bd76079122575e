// Small helpers on coefficient values and blocks that scan readers and scan writers share.
#ifndef JACKDAW_CODEC_JPEG_BLOCK_BITS_H_
#define JACKDAW_CODEC_JPEG_BLOCK_BITS_H_

#include <bit>
#include <cstdint>
#include <cstring>

#include "codec/jpeg/jpeg_data.h"

namespace jackdaw {

inline uint32_t Magnitude(int32_t v) {
  return v < 0 ? static_cast<uint32_t>(-v) : static_cast<uint32_t>(v);
}

// Category SSSS of a value (T.81 table F.1): the number of bits of its magnitude.
inline int Category(int32_t v) { return static_cast<int>(std::bit_width(Magnitude(v))); }

// The `category` extra bits of a value: itself when positive, value - 1 in two's complement else.
inline uint32_t ExtraBits(int32_t v, int category) {
  const int32_t biased = v - (v < 0 ? 1 : 0);
  return static_cast<uint32_t>(biased) & ((1u << category) - 1);
}

// Inverse of ExtraBits (EXTEND of T.81 figure F.12). category: 1..15.
inline int32_t Extend(uint32_t bits, int category) {
  const int32_t value = static_cast<int32_t>(bits);
  return (bits >> (category - 1)) != 0 ? value : value - (1 << category) + 1;
}

// Eight coefficients: bit i is set when the one at i is not 0.
inline uint64_t NonzeroMaskOfEight(const int16_t* coeffs) {
  uint8_t flags[8];
  for (int i = 0; i < 8; ++i) flags[i] = coeffs[i] != 0;  // one vector comparison
  uint64_t bytes = 0;
  std::memcpy(&bytes, flags, sizeof(bytes));
  // Gathers one bit a byte into the top byte, the byte at address i to bit i.
  const uint64_t gather =
      std::endian::native == std::endian::little ? 0x0102040810204080u : 0x8040201008040201u;
  return (bytes * gather) >> 56;
}

// Bits first..last of a mask. first <= last <= 63.
inline uint64_t BandMask(int first, int last) {
  return (~uint64_t{0} >> (63 - last)) & (~uint64_t{0} << first);
}

// Bit k is set when coefficient k is not 0, for k in first..last.
inline uint64_t NonzeroMask(const int16_t* block, int first, int last) {
  uint64_t mask = 0;
  for (int k = first & ~7; k <= last; k += 8) mask |= NonzeroMaskOfEight(block + k) << k;
  return mask & BandMask(first, last);
}

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_JPEG_BLOCK_BITS_H_
