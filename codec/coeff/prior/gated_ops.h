// One binary decision with a prediction of its odds: mixed, while that pays, with what decisions
// like it taught so far.
//
// A decision has three contexts. Each holds a correction, the log odds that predictions lacked in
// it, and learns it by itself: a step is the error over its variance, times a rate that falls with
// the number of steps, which makes it about the most likely correction of what was seen. The
// prediction and the three corrections are then mixed by weights of the decision's set, which
// descend the cost of what is coded. All begins as the prediction alone, so nothing needs a trained
// start; where the prediction is wrong altogether (drawings), corrections undo it.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_GATED_OPS_H_
#define JACKDAW_CODEC_COEFF_PRIOR_GATED_OPS_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/compiler.h"
#include "codec/coeff/decisions.h"
#include "codec/coeff/prior/gate.h"
#include "entropy/logistic.h"
#include "entropy/logistic_mixture.h"
#include "entropy/mixer.h"

namespace jackdaw::coeff {

// A correction: nats in Q16 (the upper 24 bits, with a sign), and how often it was corrected (the
// lower eight).
using Correction = int32_t;
inline constexpr int kCorrectionCountBits = 8;
inline constexpr int32_t kMaxCorrectionCount = (1 << kCorrectionCountBits) - 1;
// In units of stretched probabilities, Q8. From one end of predictions to the other is the most
// that one can lack.
inline int32_t CorrectionQ8(Correction correction) {
  constexpr int32_t kMax = 2 * entropy::kStretchMax;
  static_assert(kMax <= entropy::kMaxMixerInput);
  return std::clamp(correction >> (kCorrectionCountBits + 8), -kMax, kMax);
}

namespace gated_internal {

// Rates, Q12: 1 / (n + kTrust) after n steps.
inline constexpr int kTrust = 12;
inline constexpr std::array<uint16_t, kMaxCorrectionCount + 1> kRates = [] {
  std::array<uint16_t, kMaxCorrectionCount + 1> rates{};
  for (size_t n = 0; n < rates.size(); ++n) {
    rates[n] = static_cast<uint16_t>((4096 + (n + kTrust) / 2) / (n + kTrust));
  }
  return rates;
}();

// Learning rate of the weights after n decisions: the error (Q15) is multiplied by an eighth of
// `times`, and shift ends the product. By bit width of n, the last for 128 and more.
struct WeightRate {
  uint8_t times, shift;
};
inline constexpr std::array<WeightRate, 9> kWeightRates = {
    {{8, 0}, {8, 0}, {8, 0}, {8, 0}, {8, 0}, {8, 0}, {8, 1}, {8, 2}, {6, 2}}};
inline constexpr uint8_t kMaxSeen = 128;
static_assert(std::bit_width(kMaxSeen) + 1u == kWeightRates.size());

}  // namespace gated_internal

inline constexpr size_t kGatedContexts = 3;
// The contexts of a decision, each an entry of its part of the set.
using GatedContext = std::array<uint32_t, kGatedContexts>;

// What a set of decisions has beside its corrections.
struct GatedHead {
  // Of the corrections, and of the prediction.
  entropy::MixerWeights<4> weights = {
      {entropy::kMixerOne / 4, entropy::kMixerOne / 4, entropy::kMixerOne / 4, entropy::kMixerOne}};
  uint8_t seen = 0;  // decisions so far, up to kMaxSeen: sets the learning rate
};

// Sets of decisions: those of a set learn from each other. Several sets may share a gate.
template <size_t kSetsV, size_t kEntriesV, size_t kGatesV = kSetsV>
struct GatedSets {
  static constexpr size_t kSets = kSetsV, kEntries = kEntriesV, kGates = kGatesV;
  std::array<Gate, kGates> gates;
  std::array<GatedHead, kSets> heads;
  std::array<std::array<Correction, kGatedContexts * kEntries>, kSets> corrections{};
};

// Of a decision.
struct GatedPlace {
  size_t set, gate;
};

// x where `bit` is 1, -x where it is 0.
JACKDAW_ALWAYS_INLINE int32_t SignedBy(int bit, int32_t x) {
  int32_t mask = bit - 1;
  JACKDAW_HIDE_VALUE(mask);
  return (x ^ mask) - mask;
}

// What a correction becomes when `bit` has come. odds: as it corrected them, stretched.
JACKDAW_ALWAYS_INLINE Correction Corrected(Correction correction, int32_t odds, int bit) {
  odds = std::clamp(odds, -entropy::kStretchMax, entropy::kStretchMax);
  const int32_t step = SignedBy(bit, entropy::LearningStep(SignedBy(bit, odds)));
  const int32_t count = correction & kMaxCorrectionCount;
  // |step| < 2^16 and rates are below 2^9.
  static_assert(gated_internal::kRates[0] < 1 << 9);
  const int32_t change = (step * gated_internal::kRates[static_cast<size_t>(count)]) >> 8;
  // It never wraps: where the corrected odds are at an end, steps towards it are 0.
  return static_cast<Correction>(static_cast<uint32_t>(correction) +
                                 (static_cast<uint32_t>(change) << kCorrectionCountBits) +
                                 (count < kMaxCorrectionCount ? 1u : 0u));
}

// As CodeGated, where the gate is open.
template <Predictable kPredictable, class Coder, class Sets, class FindContext>
JACKDAW_NEVER_INLINE int CodeMixed(Coder& coder, Sets& sets, GatedPlace place, int32_t odds,
                                   FindContext find, int bit) {
  const GatedContext context = find();
  Correction* const corrections = sets.corrections[place.set].data();
  Correction* const c[kGatedContexts] = {corrections + context[0],
                                         corrections + Sets::kEntries + context[1],
                                         corrections + 2 * Sets::kEntries + context[2]};
  GatedHead& head = sets.heads[place.set];
  const int x[4] = {CorrectionQ8(*c[0]), CorrectionQ8(*c[1]), CorrectionQ8(*c[2]), odds};
  const entropy::MixerInputs<4> inputs(x);
  const int32_t mixed = std::clamp(inputs.Dot(head.weights) >> entropy::kMixerDotShift,
                                   -entropy::kStretchMax, entropy::kStretchMax);
  const uint32_t p = entropy::Squash(mixed);
  bit = CodeBit<kPredictable>(coder, bit, p);
  const gated_internal::WeightRate rate =
      gated_internal::kWeightRates[static_cast<size_t>(std::bit_width(head.seen))];
  if (head.seen < gated_internal::kMaxSeen) ++head.seen;
  inputs.Update(entropy::MixerError(bit, p) * rate.times >> 3, rate.shift, &head.weights);
  for (size_t i = 0; i < kGatedContexts; ++i) *c[i] = Corrected(*c[i], odds + x[i], bit);
  sets.gates[place.gate].Won(entropy::CostQ12(SignedBy(bit, odds)) -
                             entropy::CostQ12(SignedBy(bit, mixed)));
  return bit;
}

// Codes a decision. odds: predicted, stretched, within +-kStretchMax. find: its contexts, below
// kEntries, asked only where the gate is open.
template <class Coder, class Sets, class FindContext>
JACKDAW_ALWAYS_INLINE int CodeGated(Coder& coder, Sets& sets, GatedPlace place, int32_t odds,
                                    FindContext find, int bit) {
  Gate& gate = sets.gates[place.gate];
  if (gate.open()) return CodeMixed<Predictable::kYes>(coder, sets, place, odds, find, bit);
  gate.Passed();
  return coder.Bit(bit, entropy::Squash(odds));
}

// The same of a decision of which the masses of a one and of a zero are known. find: contexts, from
// the odds.
template <Predictable kPredictable = Predictable::kYes, class Coder, class Sets, class FindContext>
JACKDAW_ALWAYS_INLINE int CodeGatedMasses(Coder& coder, Sets& sets, GatedPlace place, uint32_t one,
                                          uint32_t zero, FindContext find, int bit) {
  Gate& gate = sets.gates[place.gate];
  if (gate.open()) [[unlikely]] {
    const int32_t odds = entropy::StretchRatio(one, zero);
    return CodeMixed<kPredictable>(
        coder, sets, place, odds, [&] { return find(odds); }, bit);
  }
  gate.Passed();
  return CodeBit<kPredictable>(coder, bit, entropy::RatioQ16(one, zero));
}

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_GATED_OPS_H_
