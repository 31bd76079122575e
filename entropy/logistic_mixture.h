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

#include "base/compiler.h"
#include "entropy/logistic.h"

namespace jackdaw::entropy {

inline constexpr int32_t kMaxMixtureMean = 1 << 27;
inline constexpr uint32_t kMaxInverseScale = uint32_t{1} << 28;

struct LogisticMixture {
  int32_t mean[2];            // Q12 levels, within +-kMaxMixtureMean
  uint32_t inverse_scale[2];  // Q20 per level, 1 .. kMaxInverseScale
  uint32_t weight;            // of component 0, Q15, 1..32767; component 1 has the rest
};

// +-1/2 as boundaries.
inline constexpr int32_t kHalfLevelQ12 = 2048;
// No boundary that is asked for lies further out: levels have 17 bits.
inline constexpr int64_t kMaxBoundaryQ12 = (int64_t{1} << 17) * 2 * kHalfLevelQ12;

namespace logistic_mixture_internal {

// Rounded: kLnQ24[i]: ln(1 + i / 256) in Q24; kTailQ31[i]: 1 / (1 + e^(i / 64)) in Q31;
// kLnSinhQ24[i]: ln(sinh(x) / x) for x = i / 16 in Q24.
extern const std::array<uint32_t, 257> kLnQ24;
extern const std::array<uint32_t, 1025> kTailQ31;
extern const std::array<uint32_t, 130> kLnSinhQ24;
inline constexpr uint64_t kLn2Q32 = 2977044472;  // round(2^32 ln 2)
inline constexpr int32_t kLn2Q24 = 11629080;
inline constexpr int32_t kMaxPositionQ15 = 16 << 15;

// Mass above position t (Q15, 0 .. 16.0) of a standard logistic, Q31.
inline uint32_t Tail(int32_t t) {
  // 16.0 itself is taken as the last value below it.
  const auto clamped = static_cast<uint32_t>(t < kMaxPositionQ15 ? t : kMaxPositionQ15 - 1);
  const uint32_t i = clamped >> 9;
  const uint32_t drop = kTailQ31[i] - kTailQ31[i + 1];  // at most 2^23: a test reads the table
  static_assert((uint64_t{1} << 23) * 511 <= UINT32_MAX);
  return kTailQ31[i] - ((drop * (clamped & 511)) >> 9);
}

// A boundary as a position in component j: Q15, clamped to +-16.0.
inline int32_t Position(const LogisticMixture& mixture, int j, int32_t boundary_q12) {
  // A mean may have been moved by a level.
  static_assert((2 * kMaxBoundaryQ12 + kMaxMixtureMean) * int64_t{kMaxInverseScale} <= INT64_MAX);
  const int64_t t = ((int64_t{boundary_q12} - mixture.mean[j]) * mixture.inverse_scale[j]) >> 17;
  return static_cast<int32_t>(t > kMaxPositionQ15    ? kMaxPositionQ15
                              : t < -kMaxPositionQ15 ? -kMaxPositionQ15
                                                     : t);
}

// Tail(t), or 2^31 - Tail(-t) where t is below zero; without a branch, for no processor predicts
// signs.
JACKDAW_ALWAYS_INLINE uint32_t MassAbove(int32_t t) {
  const int32_t sign = t >> 31;  // all ones below zero
  const auto negative = static_cast<uint32_t>(sign);
  const uint32_t tail = Tail((t ^ sign) - sign);
  return (tail ^ negative) - negative + (negative & (uint32_t{1} << 31));
}

inline uint32_t MassBetween(int32_t ta, int32_t tb) {
  if (ta >= 0) return Tail(ta) - Tail(tb);
  if (tb <= 0) return Tail(-tb) - Tail(-ta);
  return (uint32_t{1} << 31) - Tail(-ta) - Tail(tb);
}

inline uint32_t Weighted(const LogisticMixture& mixture, uint32_t mass0, uint32_t mass1) {
  static_assert(((uint64_t{1} << 31) * 32768 >> 15) + 1 <= UINT32_MAX);
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
JACKDAW_ALWAYS_INLINE uint32_t Upper(const LogisticMixture& mixture, int32_t boundary_q12) {
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

// The same, or the distribution itself, without a branch. negative: 1 or 0.
JACKDAW_ALWAYS_INLINE LogisticMixture MirroredIf(int negative, LogisticMixture mixture) {
  mixture.mean[0] = (mixture.mean[0] ^ -negative) + negative;
  mixture.mean[1] = (mixture.mean[1] ^ -negative) + negative;
  return mixture;
}

// Natural logarithm in Q24 of x >= 1, as LnQ16 but in 32 bits. Within 13 units of the real value.
JACKDAW_ALWAYS_INLINE int32_t LnQ24(uint32_t x) {
  using namespace logistic_mixture_internal;  // NOLINT: helpers of this header
  const int zeros = std::countl_zero(x);
  const uint32_t normal = x << zeros;
  const uint32_t i = normal >> 23 & 255;
  const uint32_t step = kLnQ24[i + 1] - kLnQ24[i];  // below 2^17
  return (31 - zeros) * kLn2Q24 +
         static_cast<int32_t>(kLnQ24[i] + ((step * (normal >> 8 & 0x7FFF)) >> 15));
}

// Q24 log odds as an input of a mixer: Q8, within +-kStretchMax.
inline int32_t StretchLogOdds(int32_t log_odds_q24) {
  const int32_t x = log_odds_q24 >> 16;
  return x > kStretchMax ? kStretchMax : x < -kStretchMax ? -kStretchMax : x;
}

// ln(one / zero) as an input of a mixer. REQUIRES: both >= 1.
JACKDAW_ALWAYS_INLINE int32_t StretchRatio(uint32_t one, uint32_t zero) {
  return StretchLogOdds(LnQ24(one) - LnQ24(zero));
}

// Probability of a one, Q16, of the masses of a one and of a zero. REQUIRES: both >= 1.
JACKDAW_ALWAYS_INLINE uint32_t RatioQ16(uint32_t one, uint32_t zero) {
  const auto p = static_cast<uint32_t>((uint64_t{one} << 16) / (uint64_t{one} + zero));
  return p < 1 ? 1 : p;
}

// What a mixture says about the level 0.
struct ZeroBelief {
  uint32_t lower, upper;  // masses of the levels below and above it
  int32_t log_odds;       // ln of the mass of all others over its own, Q24
  uint32_t cost;          // -ln of its mass, Q23
};

inline ZeroBelief BeliefInZero(const LogisticMixture& mixture) {
  constexpr uint32_t kOne = uint32_t{1} << 31;
  const uint32_t lower = Lower(mixture, -kHalfLevelQ12);
  const uint32_t upper = Upper(mixture, kHalfLevelQ12);
  const uint32_t nonzero = lower + upper < kOne ? lower + upper : kOne - 1;
  const int32_t ln_zero = LnQ24(kOne - nonzero);
  return {lower, upper, LnQ24(nonzero) - ln_zero,
          static_cast<uint32_t>(LnQ24(kOne) - ln_zero) >> 1};
}

// ln of the probability that not all of some levels are 0, Q24, from the sum of their costs of 0.
inline int32_t LnAnyNonzero(uint32_t cost_q23) {
  using namespace logistic_mixture_internal;  // NOLINT: helpers of this header
  // ln(1 - e^-s) = ln s - s / 2 + ln(sinh(s / 2) / (s / 2)); beyond 16 nats nothing changes.
  const uint32_t s = cost_q23 < 1 ? 1 : cost_q23 > uint32_t{1} << 27 ? uint32_t{1} << 27 : cost_q23;
  const uint32_t i = s >> 20;
  const uint32_t step = kLnSinhQ24[i + 1] - kLnSinhQ24[i];  // below 2^20
  const uint32_t ln_sinh = kLnSinhQ24[i] + ((step * (s >> 8 & 0xFFF)) >> 12);
  return LnQ24(s) - 23 * kLn2Q24 - static_cast<int32_t>(s) + static_cast<int32_t>(ln_sinh);
}

// Of the same, ln(probability / (1 - probability)), Q24.
inline int32_t LogOddsAnyNonzero(uint32_t cost_q23) {
  constexpr uint32_t kMaxCost = uint32_t{16} << 23;
  const uint32_t s = cost_q23 > kMaxCost ? kMaxCost : cost_q23;
  return LnAnyNonzero(s) + 2 * static_cast<int32_t>(s);
}

}  // namespace jackdaw::entropy

#endif  // JACKDAW_ENTROPY_LOGISTIC_MIXTURE_H_
