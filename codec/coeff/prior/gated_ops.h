// One binary decision with a prediction of its odds: corrected, while that pays, by what decisions
// of its set taught so far.
//
// Everything is added up as log odds: the prediction, a correction for predictions like it, and one
// for a context. Both begin at zero, so nothing needs a trained start, and both descend the cost of
// what was coded: a step is the error over its variance, times a rate that falls with the number of
// steps, which makes it about the most likely correction of what was seen. Where a prediction is
// wrong altogether (drawings), the first correction undoes it.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_GATED_OPS_H_
#define JACKDAW_CODEC_COEFF_PRIOR_GATED_OPS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/compiler.h"
#include "codec/coeff/prior/gate.h"
#include "entropy/logistic.h"

namespace jackdaw::coeff {

// A correction: nats in Q16 (the upper 23 bits, with a sign), and how often it was corrected (the
// lower nine).
using Correction = int32_t;
inline constexpr int kCorrectionCountBits = 9;
inline constexpr int32_t kMaxCorrectionCount = (1 << kCorrectionCountBits) - 1;
// In units of stretched probabilities, Q8.
inline int32_t CorrectionQ8(Correction correction) {
  return correction >> (kCorrectionCountBits + 8);
}

namespace gated_internal {

// Rates, Q12: 1 / (n + kTrust) after n steps.
inline constexpr int kTrust = 24;
inline constexpr std::array<uint16_t, kMaxCorrectionCount + 1> kRates = [] {
  std::array<uint16_t, kMaxCorrectionCount + 1> rates{};
  for (size_t n = 0; n < rates.size(); ++n) {
    rates[n] = static_cast<uint16_t>((4096 + (n + kTrust) / 2) / (n + kTrust));
  }
  return rates;
}();

// Of a probability's top six bits: the variance of the decision, Q16; and its inverse, Q4, at most
// 16.
struct Spread {
  uint16_t variance, inverse;
};
inline constexpr std::array<Spread, 64> kSpreads = [] {
  std::array<Spread, 64> spreads{};
  for (uint32_t i = 0; i < 64; ++i) {
    const uint32_t p = 1024 * i + 512;  // Q16, the middle
    const uint32_t variance = (p * (65536 - p)) >> 16;
    spreads[i] = {static_cast<uint16_t>(variance),
                  static_cast<uint16_t>(std::min(256u, (16u << 16) / variance))};
  }
  return spreads;
}();

}  // namespace gated_internal

// Buckets of predictions: half nats within eight of even odds.
inline constexpr size_t kOddsBuckets = 32;
inline size_t OddsBucket(int32_t odds) {
  return static_cast<size_t>(std::clamp((odds >> 7) + 16, 0, static_cast<int>(kOddsBuckets) - 1));
}

inline constexpr size_t kGatedContexts = 32;

// Decisions that learn from each other.
struct GatedSet {
  Gate gate;
  std::array<Correction, kOddsBuckets> by_odds{};
  std::array<Correction, kGatedContexts> by_context{};
};

// What a correction becomes: step is the error over its variance, Q12.
JACKDAW_ALWAYS_INLINE Correction Corrected(Correction correction, int32_t step) {
  const int32_t count = correction & kMaxCorrectionCount;
  // |step| < 2^16 and rates are below 2^8.
  static_assert(gated_internal::kRates[0] < 256);
  const int32_t change = (step * gated_internal::kRates[static_cast<size_t>(count)]) >> 8;
  // Only hostile input could make it wrap.
  return static_cast<Correction>(static_cast<uint32_t>(correction) +
                                 (static_cast<uint32_t>(change) << kCorrectionCountBits) +
                                 (count < kMaxCorrectionCount ? 1u : 0u));
}

// Codes a decision of the set. odds: predicted, stretched, within +-kStretchMax. find: its context,
// below kGatedContexts, asked only where the gate is open.
template <class Coder, class FindContext>
JACKDAW_ALWAYS_INLINE int CodeGated(Coder& coder, GatedSet& set, int32_t odds, FindContext find,
                                    int bit) {
  if (!set.gate.open()) {
    set.gate.Passed();
    return coder.Bit(bit, entropy::Squash(odds));
  }
  Correction& by_odds = set.by_odds[OddsBucket(odds)];
  Correction& by_context = set.by_context[find()];
  const int32_t change = std::clamp(CorrectionQ8(by_odds) + CorrectionQ8(by_context),
                                    -2 * entropy::kStretchMax, 2 * entropy::kStretchMax);
  const uint32_t p = entropy::Squash(odds + change);
  bit = coder.Bit(bit, p);
  const int32_t error = (bit << 16) - static_cast<int32_t>(p);
  const gated_internal::Spread spread = gated_internal::kSpreads[p >> 10];
  // What it won, to the second order: change error + change^2 variance / 2, in Q24, Q32.
  static_assert(int64_t{2} * entropy::kStretchMax << 16 <= INT32_MAX);
  set.gate.Won(((change * error) >> 8) +
               static_cast<int32_t>((int64_t{change} * change * spread.variance) >> 17));
  const int32_t step = (error * spread.inverse) >> 8;
  by_odds = Corrected(by_odds, step);
  by_context = Corrected(by_context, step);
  return bit;
}

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_GATED_OPS_H_
