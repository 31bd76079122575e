// IEEE 754 binary16, which weights are stored in.
#ifndef JACKDAW_MODELS_PIXELS_HALF_H_
#define JACKDAW_MODELS_PIXELS_HALF_H_

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace jackdaw::restoration {

inline constexpr float kMaxHalf = 65504;

inline float FromHalf(uint16_t half) {
  const uint32_t sign = uint32_t{half & 0x8000u} << 16, exponent = (half >> 10) & 31u;
  const uint32_t fraction = half & 0x3ffu;
  if (exponent == 0) {  // subnormal: fraction x 2^-24
    const float value = std::ldexp(static_cast<float>(fraction), -24);
    return sign != 0 ? -value : value;
  }
  const uint32_t wide = exponent == 31 ? 255 : exponent + 112;
  return std::bit_cast<float>(sign | (wide << 23) | (fraction << 13));
}

// To the nearest, ties to even. REQUIRES: |value| <= kMaxHalf.
inline uint16_t ToHalf(float value) {
  const uint32_t sign = (std::bit_cast<uint32_t>(value) >> 16) & 0x8000u;
  const float magnitude = std::fabs(value);
  int exponent = 0;
  std::frexp(magnitude, &exponent);  // magnitude < 2^exponent
  // The unit of the last place; 2^-24 below the normal numbers.
  const int unit = std::max(exponent - 11, -24);
  const float steps = std::nearbyint(std::ldexp(magnitude, -unit));
  // Normal numbers count 1024 to 2047 units; 2048 of them carry over into the exponent.
  const auto count = static_cast<uint32_t>(steps);
  const uint32_t bits = count < 1024 ? count : (static_cast<uint32_t>(unit + 24) << 10) + count;
  return static_cast<uint16_t>(sign | bits);
}

// Little-endian. False where they are missing, or one is no number.
inline bool ReadHalves(ByteReader* reader, std::span<float> out) {
  ByteSpan halves;
  if (!reader->Take(2 * out.size(), &halves)) return false;
  for (size_t i = 0; i < out.size(); ++i) {
    out[i] = FromHalf(static_cast<uint16_t>(halves[2 * i] | halves[2 * i + 1] << 8));
    if (!std::isfinite(out[i])) return false;
  }
  return true;
}

// REQUIRES: FitHalves(values).
inline void WriteHalves(std::span<const float> values, ByteWriter* out) {
  for (const float value : values) {
    const uint16_t half = ToHalf(value);
    out->U8(static_cast<uint8_t>(half));
    out->U8(static_cast<uint8_t>(half >> 8));
  }
}
inline bool FitHalves(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(),
                     [](float value) { return std::fabs(value) <= kMaxHalf; });
}

}  // namespace jackdaw::restoration

#endif  // JACKDAW_MODELS_PIXELS_HALF_H_
