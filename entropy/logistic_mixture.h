// Mixture of two logistic distributions over the integers, in integers: what a learned prior says
// about one coefficient, and the masses that the coder asks of it.
//
// A level L stands for the interval (L - 1/2, L + 1/2) of a continuous variable. Boundaries of
// intervals and means are Q12 levels; masses are Q31 and at least 1. Masses of adjacent intervals
// add up to 2^31 but for rounding; nothing here needs them to be exact, because the coder turns
// ratios of masses into inputs of a mixer. Format: docs/format_coeff.md.
#ifndef JACKDAW_ENTROPY_LOGISTIC_MIXTURE_H_
#define JACKDAW_ENTROPY_LOGISTIC_MIXTURE_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "entropy/logistic.h"

namespace jackdaw {

struct LogisticMixture {
  int32_t mean[2];            // Q12 levels, within +-2^27
  uint32_t inverse_scale[2];  // Q20 per level, 1 .. 2^28
  uint32_t weight;            // of component 0, Q15, 1..32767; component 1 has the rest
};

// +-1/2 as boundaries.
inline constexpr int32_t kHalfLevelQ12 = 2048;

namespace logistic_mixture_internal {

// kLnQ24[i]: ln(1 + i / 256) in Q24. kTailQ31[i]: 1 / (1 + e^(i / 32)) in Q31. Both rounded.
extern const std::array<uint32_t, 257> kLnQ24;
extern const std::array<uint32_t, 513> kTailQ31;
inline constexpr uint64_t kLn2Q32 = 2977044472;  // round(2^32 ln 2)
inline constexpr int32_t kMaxPositionQ16 = 16 << 16;

// Mass above position t (Q16, 0 .. 16.0) of a standard logistic, Q31.
inline uint32_t Tail(int32_t t) {
  // 16.0 itself is taken as the last value below it.
  const auto clamped = static_cast<uint32_t>(t < kMaxPositionQ16 ? t : kMaxPositionQ16 - 1);
  const uint32_t i = clamped >> 11;
  const uint64_t drop = kTailQ31[i] - kTailQ31[i + 1];
  return kTailQ31[i] - static_cast<uint32_t>((drop * (clamped & 2047)) >> 11);
}

// A boundary as a position in component j: Q16, clamped to +-16.0.
inline int32_t Position(const LogisticMixture& mixture, int j, int32_t boundary_q12) {
  // Below 2^30 * 2^28.
  const int64_t t = ((int64_t{boundary_q12} - mixture.mean[j]) * mixture.inverse_scale[j]) >> 16;
  return static_cast<int32_t>(t > kMaxPositionQ16    ? kMaxPositionQ16
                              : t < -kMaxPositionQ16 ? -kMaxPositionQ16
                                                     : t);
}

inline uint32_t MassAbove(int32_t t) { return t >= 0 ? Tail(t) : (uint32_t{1} << 31) - Tail(-t); }

inline uint32_t MassBetween(int32_t ta, int32_t tb) {
  if (ta >= 0) return Tail(ta) - Tail(tb);
  if (tb <= 0) return Tail(-tb) - Tail(-ta);
  return (uint32_t{1} << 31) - Tail(-ta) - Tail(tb);
}

inline uint32_t Weighted(const LogisticMixture& mixture, uint32_t mass0, uint32_t mass1) {
  const uint64_t sum = uint64_t{mixture.weight} * mass0 + uint64_t{32768 - mixture.weight} * mass1;
  return static_cast<uint32_t>(sum >> 15) + 1;
}

}  // namespace logistic_mixture_internal

// Natural logarithm in Q16 of x >= 1: with x = 2^n (1 + (i + f) / 256), n ln 2 + the entry i of a
// table, linearly interpolated in f. Within 1.2 units of the real value; never decreases with x.
inline int32_t LnQ16(uint64_t x) {
  using logistic_mixture_internal::kLn2Q32;
  using logistic_mixture_internal::kLnQ24;
  const int n = static_cast<int>(std::bit_width(x)) - 1;
  // The bits after the leading one as a fraction in Q40: 8 of table index, 32 between entries.
  const uint64_t rest = x ^ (uint64_t{1} << n);
  const uint64_t fraction = n <= 40 ? rest << (40 - n) : rest >> (n - 40);
  const auto i = static_cast<std::size_t>(fraction >> 32);
  const uint64_t step = kLnQ24[i + 1] - kLnQ24[i];  // below 2^17
  const uint64_t ln_q32 = (uint64_t{kLnQ24[i]} << 8) + ((step * (fraction & 0xFFFFFFFF)) >> 24);
  return static_cast<int32_t>((static_cast<uint64_t>(n) * kLn2Q32 + ln_q32 + 32768) >> 16);
}

// Mass above a boundary, Q31, 1 .. 2^31 + 1.
inline uint32_t Upper(const LogisticMixture& mixture, int32_t boundary_q12) {
  using namespace logistic_mixture_internal;  // NOLINT: helpers of this header
  return Weighted(mixture, MassAbove(Position(mixture, 0, boundary_q12)),
                  MassAbove(Position(mixture, 1, boundary_q12)));
}

// Mass below a boundary.
inline uint32_t Lower(const LogisticMixture& mixture, int32_t boundary_q12) {
  using namespace logistic_mixture_internal;  // NOLINT
  return Weighted(mixture, MassAbove(-Position(mixture, 0, boundary_q12)),
                  MassAbove(-Position(mixture, 1, boundary_q12)));
}

// Mass between two boundaries. REQUIRES: low_q12 < high_q12.
inline uint32_t Between(const LogisticMixture& mixture, int32_t low_q12, int32_t high_q12) {
  using namespace logistic_mixture_internal;  // NOLINT
  return Weighted(mixture,
                  MassBetween(Position(mixture, 0, low_q12), Position(mixture, 0, high_q12)),
                  MassBetween(Position(mixture, 1, low_q12), Position(mixture, 1, high_q12)));
}

// The distribution of the negated variable.
inline LogisticMixture Mirrored(LogisticMixture mixture) {
  mixture.mean[0] = -mixture.mean[0];
  mixture.mean[1] = -mixture.mean[1];
  return mixture;
}

// ln(one / zero) in Q8 as an input of a mixer, within +-kStretchMax. REQUIRES: both >= 1.
inline int32_t StretchRatio(uint64_t one, uint64_t zero) {
  const int32_t x = (LnQ16(one) - LnQ16(zero)) >> 8;
  return x > kStretchMax ? kStretchMax : x < -kStretchMax ? -kStretchMax : x;
}

}  // namespace jackdaw

#endif  // JACKDAW_ENTROPY_LOGISTIC_MIXTURE_H_
