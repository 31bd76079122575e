// Codes one group of coefficients of one block with a learned prior: the same code for both
// directions.
//
// The prior gives a distribution for every coefficient; each binary decision asks it for the odds
// of its outcomes, and prior_ops.h mixes them with what the contexts know. A group of several
// coefficients begins with the decision whether any is non-zero; ln P(all are 0) is a sum. Format:
// docs/format_coeff.md §8.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_PRIOR_BLOCK_CODER_H_
#define JACKDAW_CODEC_COEFF_PRIOR_PRIOR_BLOCK_CODER_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>

#include "codec/coeff/block_evidence.h"
#include "codec/coeff/block_state.h"
#include "codec/coeff/frequency.h"
#include "codec/coeff/prior/choose_ops.h"
#include "codec/coeff/prior/prior_contexts.h"
#include "codec/coeff/prior/prior_ops.h"
#include "codec/coeff/prior/prior_state.h"
#include "entropy/logistic_mixture.h"
#include "models/prior/wave_prior.h"

namespace jackdaw::coeff {

template <class Coder, bool kChroma>
class PriorBlockCoder {
 public:
  // lane: of the component in its set. chooser: given when the coder chooses levels.
  PriorBlockCoder(Coder& coder, PriorAdaptiveState& state, prior::WavePrior& prior, int lane,
                  const LevelChooser* chooser)
      : coder_(coder), model_(state), prior_(prior), lane_(lane), chooser_(chooser) {}

  // Takes the AC levels of the block in `row` from s.self->level, which are known on both sides.
  // DC follows with its group.
  void CopyBlock(uint32_t row, BlockState& s) {
    ForEachAcLevel(s, [&](int group, size_t k, int level) {
      NoteLevel(k, group, static_cast<uint32_t>(std::abs(level)), level, s);
      Tell(row, k, level);
    });
  }

  // REQUIRES: the prior has evaluated the group's step.
  void CodeGroup(int group, uint32_t row, BlockState& s) {
    if (group == 0) {
      CodeDc(row, s);
    } else if (!s.copied) {
      const size_t begin = kGroupBegin[static_cast<size_t>(group)];
      const size_t end = kGroupBegin[static_cast<size_t>(group) + 1];
      if constexpr (kChoosesLevels<Coder>) ChooseLevels(begin, end, row, s);
      if (end - begin == 1) {
        CodeOne(begin, group, row, s);
      } else {
        CodeSeveral(begin, end, group, row, s);
      }
    }
  }

 private:
  using Contexts = PriorContexts<kChroma>;

  static constexpr size_t kMaxGroup = 16;

  // The boundary below level x, Q12.
  static int32_t Below(uint32_t x) {
    return (static_cast<int32_t>(2 * x) - 1) * entropy::kHalfLevelQ12;
  }

  void Tell(uint32_t row, size_t k, int level) {
    prior_.SetLevel(row, lane_, static_cast<int>(k), level);
  }

  // The levels of zigzag begin .. end - 1.
  void ChooseLevels(size_t begin, size_t end, uint32_t row, BlockState& s) {
    for (size_t k = begin; k < end; ++k) {
      int16_t& level = s.self->level[k];
      if (level == 0) continue;
      const int place = static_cast<int>(k);
      level =
          static_cast<int16_t>(chooser_->Ac(k, s.source[k], level, prior_.Zero(row, lane_, place),
                                            prior_.At(row, lane_, place), WeightCode(k, s)));
      if (level == 0) s.nonzero &= ~(uint64_t{1} << k);
    }
  }

  static uint8_t WeightCode(size_t k, const BlockState& s) {
    return s.weights == nullptr ? uint8_t{kUnitWeightCode} : s.weights[k];
  }

  void CodeOne(size_t k, int group, uint32_t row, BlockState& s) {
    const entropy::ZeroBelief zero = prior_.Zero(row, lane_, static_cast<int>(k));
    const Evidence e = Contexts::Gather(k, jpeg::kZigzagToNatural[k], s);
    if (CodeZero(k, false, e, zero.log_odds, s) != 0) CodeNonzero(k, group, row, e, zero, s);
  }

  void CodeSeveral(size_t begin, size_t end, int group, uint32_t row, BlockState& s) {
    // cost[i]: that the first i are all zero. From the low end, so that it is there for what is
    // left when coding goes down from the high end.
    std::array<uint32_t, kMaxGroup + 1> cost;
    cost[0] = 0;
    const uint32_t* costs = prior_.ZeroCosts(row);
    for (size_t i = 0; i < end - begin; ++i) cost[i + 1] = cost[i] + costs[i];
    const uint32_t any =
        CodeAny(group, end, entropy::StretchLogOdds(entropy::LogOddsAnyNonzero(cost[end - begin])),
                AnyNonzero(s, static_cast<int>(begin), static_cast<int>(end)), s);
    s.zero_history = (s.zero_history << 1 | any) & 3;
    if (any == 0) return;
    bool none_yet = true;
    for (size_t k = end; k-- > begin;) {
      const entropy::ZeroBelief zero = prior_.Zero(row, lane_, static_cast<int>(k));
      const Evidence e = Contexts::Gather(k, jpeg::kZigzagToNatural[k], s);
      if (!none_yet || k > begin) {  // else it is the last that can be what was announced
        // Zero is only possible together with one of those that are left.
        const int32_t left = none_yet ? entropy::LnAnyNonzero(cost[k - begin]) : 0;
        if (CodeZero(k, none_yet, e, zero.log_odds - left, s) == 0) continue;
      }
      none_yet = false;
      CodeNonzero(k, group, row, e, zero, s);
    }
  }

  uint32_t CodeAny(int group, size_t end, int32_t prior, bool any, BlockState& s) {
    const auto g = static_cast<size_t>(group);
    DecisionContexts contexts;
    Contexts::Group(g, end, prior, s, contexts);
    return static_cast<uint32_t>(
        CodeWithPrior(coder_, model_.group, g, contexts, prior, any ? 1 : 0));
  }

  int CodeZero(size_t k, bool none_yet, const Evidence& e, int32_t log_odds, BlockState& s) {
    const int32_t odds = entropy::StretchLogOdds(log_odds);
    DecisionContexts contexts;
    Contexts::Zero(none_yet, e, odds, s, contexts);
    return CodeWithPrior(coder_, model_.zero, k, contexts, odds, s.self->level[k] != 0);
  }

  // Sign and magnitude of a level that is not zero.
  void CodeNonzero(size_t k, int group, uint32_t row, const Evidence& e,
                   const entropy::ZeroBelief& zero, BlockState& s) {
    int level = Coder::kDecodes ? 0 : s.self->level[k];
    const size_t i = jpeg::kZigzagToNatural[k];
    const int32_t odds = entropy::StretchRatio(zero.lower, zero.upper);
    DecisionContexts contexts;
    Contexts::Sign(k, i, e, odds, s, contexts);
    const int negative = CodeWithPrior<Predictable::kNo>(coder_, model_.sign, kSignZone[k],
                                                         contexts, odds, IsNegative(level));
    const entropy::LogisticMixture mixture = prior_.At(row, lane_, static_cast<int>(k));
    const size_t zone = kZone[k];
    const uint32_t magnitude = CodeMagnitude(
        model_.magnitude, zone * kPriorMagnitudeSteps, kPriorMagnitudeSteps, k * kMantissaPlaces,
        [&](int32_t larger, DecisionContexts& c) { Contexts::Magnitude(e, larger, s, c); },
        entropy::MirroredIf(negative, mixture), Either(negative, zero.lower, zero.upper),
        static_cast<uint32_t>(std::abs(level)), s.west->level[k], s.north->level[k]);
    if constexpr (Coder::kDecodes) {
      level = Signed(negative, magnitude);
      s.self->level[k] = static_cast<int16_t>(level);
    }
    Tell(row, k, level);
    NoteLevel(k, group, magnitude, level, s);
  }

  // A magnitude of 1 or more: its exponent in unary, then the mantissa. side: its distribution;
  // above: mass of 1 and more. sets: of `table`, the first of `steps`.
  // find: sets the contexts from the odds of a decision.
  template <class Table, class FindContexts>
  uint32_t CodeMagnitude(Table& table, size_t sets, size_t steps, size_t mantissa_set,
                         FindContexts find, const entropy::LogisticMixture& side, uint32_t above,
                         uint32_t magnitude, int west, int north) {
    const int exponent = Coder::kDecodes ? 15 : static_cast<int>(std::bit_width(magnitude)) - 1;
    for (size_t t = 0; t < 15; ++t) {
      // Mass of 2^(t + 1) and more.
      const uint32_t beyond = entropy::Upper(side, Below(uint32_t{2} << t));
      const int32_t odds = entropy::StretchRatio(beyond, Difference(above, beyond));
      DecisionContexts contexts;
      find(odds, contexts);
      const int larger = CodeWithPrior(coder_, table, sets + std::min(t, steps - 1), contexts, odds,
                                       exponent > static_cast<int>(t) ? 1 : 0);
      if (larger == 0 && t == 0) return 1;
      if (larger == 0) {
        return CodeMantissa(mantissa_set, static_cast<int>(t), magnitude, side, above, beyond, west,
                            north);
      }
      above = beyond;
    }
    return CodeMantissa(mantissa_set, 15, magnitude, side, above, 0, west, north);
  }

  // Of masses above boundaries: that between them, at least 1.
  static uint32_t Difference(uint32_t above_low, uint32_t above_high) {
    return above_low > above_high ? above_low - above_high : 1;
  }

  // The bits of the magnitude below its leading one. above, beyond: masses of 2^exponent and more
  // and of 2^(exponent + 1) and more. west, north: levels there.
  uint32_t CodeMantissa(size_t first_set, int exponent, uint32_t magnitude,
                        const entropy::LogisticMixture& side, uint32_t above, uint32_t beyond,
                        int west, int north) {
    MantissaPrediction prediction(west, north);
    uint32_t value = 1;
    for (int bit_index = exponent - 1; bit_index >= 0; --bit_index) {
      const auto place = static_cast<size_t>(exponent - 1 - bit_index);
      const int predicted = prediction.Next(value, bit_index);
      const uint32_t context = predicted >= 0 ? 3 + static_cast<uint32_t>(predicted)
                               : place == 0   ? 0
                               : place == 1   ? value & 1
                                              : 2;
      const size_t set = first_set + std::min<size_t>(place, size_t{kMantissaPlaces} - 1);
      const uint32_t middle = entropy::Upper(side, Below((value << 1 | 1) << bit_index));
      const int32_t odds =
          entropy::StretchRatio(Difference(middle, beyond), Difference(above, middle));
      const auto row = static_cast<uint32_t>(exponent) * 16;
      const DecisionContexts contexts = {row + context, value & 255, row + OddsLevel(odds, 8)};
      const int bit = CodeWithPrior<Predictable::kNo>(coder_, model_.mantissa, set, contexts, odds,
                                                      static_cast<int>(magnitude >> bit_index & 1));
      above = Either(bit, middle, above);
      beyond = Either(bit, beyond, middle);
      value = value << 1 | static_cast<uint32_t>(bit);
    }
    return value;
  }

  void CodeDc(uint32_t row, BlockState& s) {
    // The mean of the mixture, Q12, and the level next to it; *phase: the place between two levels.
    entropy::LogisticMixture mixture = prior_.At(row, lane_, 0);
    if constexpr (kChoosesLevels<Coder>) {
      if (!s.copied) {
        int16_t& level = s.self->level[0];
        level = static_cast<int16_t>(chooser_->Dc(s.source[0], level, mixture, WeightCode(0, s)));
      }
    }
    const int64_t mean = (int64_t{mixture.mean[0]} * mixture.weight +
                          int64_t{mixture.mean[1]} * (32768 - int64_t{mixture.weight})) >>
                         15;
    const int64_t rounded = mean + entropy::kHalfLevelQ12;
    const auto phase = static_cast<uint32_t>(rounded >> 8) & 15;
    const auto centre = static_cast<int32_t>(std::clamp<int64_t>(rounded >> 12, -32768, 32767));
    // Residuals are modulo 2^16, so that every level has one.
    int residual =
        s.copied || !Coder::kDecodes ? static_cast<int16_t>(s.self->level[0] - centre) : 0;
    if (!s.copied) {
      for (int32_t& m : mixture.mean) m -= centre * 4096;
      residual = CodeResidual(mixture, phase, residual, s);
      if constexpr (Coder::kDecodes) {
        s.self->level[0] = static_cast<int16_t>(centre + residual);
      }
    }
    if (s.self->level[0] != 0) Tell(row, 0, s.self->level[0]);
    NoteDcResidual(residual, s);
  }

  int CodeResidual(const entropy::LogisticMixture& mixture, uint32_t phase, int residual,
                   BlockState& s) {
    const entropy::ZeroBelief zero = entropy::BeliefInZero(mixture);
    DecisionContexts contexts;
    Contexts::Dc(phase, s, contexts);
    if (CodeWithPrior(coder_, model_.dc, 0, contexts, entropy::StretchLogOdds(zero.log_odds),
                      residual != 0) == 0) {
      return 0;
    }
    const DecisionContexts sign_contexts = {DcSignContext(phase, s), contexts[1], contexts[2]};
    const int negative = CodeWithPrior<Predictable::kNo>(
        coder_, model_.dc, 1, sign_contexts, entropy::StretchRatio(zero.lower, zero.upper),
        IsNegative(residual));
    const uint32_t magnitude = CodeMagnitude(
        model_.dc, 2, kPriorDcSteps - 2, 0,
        [&](int32_t, DecisionContexts& c) { std::copy_n(contexts, 3, c); },
        entropy::MirroredIf(negative, mixture), Either(negative, zero.lower, zero.upper),
        static_cast<uint32_t>(std::abs(residual)), 0, 0);
    return Signed(negative, magnitude);
  }

  Coder& coder_;
  PriorAdaptiveState& model_;
  prior::WavePrior& prior_;
  int lane_;
  const LevelChooser* chooser_;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_PRIOR_BLOCK_CODER_H_
