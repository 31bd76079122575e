// Codes one group of coefficients of one block with a learned prior: the same code for both
// directions.
//
// The prior gives a distribution for every coefficient; each binary decision asks it for the masses
// of its two outcomes, and prior_ops.h mixes their ratio with what the contexts know. A group of
// several coefficients begins with the decision whether any is non-zero, whose masses are products.
// Format: docs/format_coeff.md §8.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_BLOCK_CODER_H_
#define JACKDAW_CODEC_COEFF_PRIOR_BLOCK_CODER_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>

#include "codec/coeff/block_contexts.h"
#include "codec/coeff/block_state.h"
#include "codec/coeff/frequency.h"
#include "codec/coeff/prior_ops.h"
#include "codec/coeff/prior_state.h"
#include "codec/jpeg/block_bits.h"
#include "entropy/logistic_mixture.h"
#include "models/infer/wave_prior.h"

namespace jackdaw {

template <class Coder, bool kChroma>
class PriorBlockCoder {
 public:
  // lane: of the component in its set.
  PriorBlockCoder(Coder& coder, PriorAdaptiveState& state, const ComponentTables& tables,
                  WavePrior& prior, int lane)
      : coder_(coder), model_(state), tables_(tables), prior_(prior), lane_(lane) {}

  // Takes the AC levels of the block in `row` from s.self->level, which are known on both sides.
  // DC follows with its group.
  void CopyBlock(uint32_t row, BlockState& s) {
    Contexts::RememberAll(tables_, s, [&](size_t k, int level) { Tell(row, k, level); });
  }

  // REQUIRES: the prior has evaluated the group's step.
  void CodeGroup(int group, uint32_t row, BlockState& s) {
    if (group == 0) {
      CodeDc(row, s);
    } else if (!s.copied) {
      const size_t begin = kGroupBegin[static_cast<size_t>(group)];
      const size_t end = kGroupBegin[static_cast<size_t>(group) + 1];
      if (end - begin == 1) {
        CodeOne(begin, group, row, s);
      } else {
        CodeSeveral(begin, end, group, row, s);
      }
    }
  }

 private:
  using Contexts = BlockContexts<kChroma>;

  static constexpr uint64_t kOneQ31 = uint64_t{1} << 31;
  static constexpr size_t kMaxGroup = 16;

  // Masses of a coefficient's three signs, Q31. nonzero + zero is 1.
  struct SignMasses {
    uint32_t lower, upper, nonzero, zero;
  };
  static SignMasses MassesOf(const LogisticMixture& mixture) {
    const uint32_t lower = Lower(mixture, -kHalfLevelQ12);
    const uint32_t upper = Upper(mixture, kHalfLevelQ12);
    const auto nonzero =
        static_cast<uint32_t>(std::min<uint64_t>(uint64_t{lower} + upper, kOneQ31 - 1));
    return {lower, upper, nonzero, static_cast<uint32_t>(kOneQ31) - nonzero};
  }
  static uint64_t Product(uint64_t a_q31, uint64_t b_q31) {
    return std::max<uint64_t>((a_q31 * b_q31) >> 31, 1);
  }
  // The boundary below level x, Q12.
  static int32_t Below(uint32_t x) { return (static_cast<int32_t>(2 * x) - 1) * kHalfLevelQ12; }

  void Tell(uint32_t row, size_t k, int level) {
    prior_.SetLevel(row, lane_, static_cast<int>(k), level);
  }

  void CodeOne(size_t k, int group, uint32_t row, BlockState& s) {
    const LogisticMixture mixture = prior_.At(row, lane_, static_cast<int>(k));
    const SignMasses masses = MassesOf(mixture);
    const Evidence e = Contexts::Gather(tables_, k, kZigzagToNatural[k], s);
    if (CodeZero(k, false, e, masses.nonzero, masses.zero, s) != 0) {
      CodeNonzero(k, group, row, e, mixture, masses, s);
    }
  }

  void CodeSeveral(size_t begin, size_t end, int group, uint32_t row, BlockState& s) {
    std::array<SignMasses, kMaxGroup> masses;
    // That a coefficient from `begin` on is not zero, of the first i. From the low end, so that it
    // is there for what is left when coding goes down from the high end.
    std::array<uint64_t, kMaxGroup + 1> any_q31;
    any_q31[0] = 0;
    uint64_t none_q31 = kOneQ31;
    for (size_t i = 0; i < end - begin; ++i) {
      masses[i] = MassesOf(prior_.At(row, lane_, static_cast<int>(begin + i)));
      // 1 - (1 - a)(1 - b) without cancellation.
      const uint64_t a = any_q31[i], b = masses[i].nonzero;
      any_q31[i + 1] = a + b - ((a * b) >> 31);
      none_q31 = Product(none_q31, masses[i].zero);
    }
    const uint32_t any =
        CodeAny(group, end, StretchRatio(any_q31[end - begin], none_q31),
                (s.nonzero & BandMask(static_cast<int>(begin), static_cast<int>(end) - 1)) != 0, s);
    s.zero_history = (s.zero_history << 1 | any) & 3;
    if (any == 0) return;
    bool none_yet = true;
    for (size_t k = end; k-- > begin;) {
      const SignMasses& m = masses[k - begin];
      const Evidence e = Contexts::Gather(tables_, k, kZigzagToNatural[k], s);
      if (!none_yet || k > begin) {  // else it is the last that can be what was announced
        const uint64_t zero = none_yet ? Product(any_q31[k - begin], m.zero) : m.zero;
        if (CodeZero(k, none_yet, e, m.nonzero, zero, s) == 0) continue;
      }
      none_yet = false;
      CodeNonzero(k, group, row, e, prior_.At(row, lane_, static_cast<int>(k)), m, s);
    }
  }

  uint32_t CodeAny(int group, size_t end, int32_t prior, bool any, BlockState& s) {
    const auto g = static_cast<size_t>(group);
    uint32_t contexts[4];
    Contexts::Group(g, end, s, contexts);
    return static_cast<uint32_t>(
        CodeWithPrior(coder_, model_.group, g, contexts, prior, any ? 1 : 0));
  }

  int CodeZero(size_t k, bool none_yet, const Evidence& e, uint64_t nonzero, uint64_t zero,
               BlockState& s) {
    uint32_t contexts[4];
    Contexts::Zero(none_yet, e, s, contexts);
    return CodeWithPrior(coder_, model_.zero, k, contexts, StretchRatio(nonzero, zero),
                         s.self->level[k] != 0);
  }

  // Sign and magnitude of a level that is not zero.
  void CodeNonzero(size_t k, int group, uint32_t row, const Evidence& e,
                   const LogisticMixture& mixture, const SignMasses& masses, BlockState& s) {
    int level = Coder::kDecodes ? 0 : s.self->level[k];
    const size_t i = kZigzagToNatural[k];
    const uint32_t sign_contexts[3] = {Contexts::SignNear(i, e, s), Contexts::SignHigher(i, s),
                                       Contexts::SignLast(k, e, s)};
    const bool negative =
        CodeWithPrior(coder_, model_.sign, k, sign_contexts,
                      StretchRatio(masses.lower, masses.upper), level < 0 ? 1 : 0) != 0;
    uint32_t contexts[4];
    Contexts::Magnitude(e, negative, s, contexts);
    const LogisticMixture side = negative ? Mirrored(mixture) : mixture;
    auto magnitude = static_cast<uint32_t>(std::abs(level));
    const size_t zone = kZone[k];
    uint64_t above = negative ? masses.lower : masses.upper;
    int exponent = Coder::kDecodes ? 15 : static_cast<int>(std::bit_width(magnitude)) - 1;
    for (int t = 0; t < 15; ++t) {
      const size_t set = zone * kMagnitudeSteps + static_cast<size_t>(std::min(t, 7));
      if (!CodeLarger(model_.magnitude, set, contexts, side, t, exponent > t, &above)) {
        exponent = t;
        break;
      }
    }
    magnitude = CodeMantissa(zone, exponent, magnitude, side, s.west->level[k], s.north->level[k]);
    if constexpr (Coder::kDecodes) {
      level = static_cast<int16_t>(negative ? -static_cast<int>(magnitude)
                                            : static_cast<int>(magnitude));
      s.self->level[k] = static_cast<int16_t>(level);
    }
    Tell(row, k, level);
    Contexts::Remember(tables_, k, group, magnitude, level, s);
  }

  // Is the exponent larger than t? *above: mass of 2^t and more, becomes that of 2^(t + 1) and
  // more.
  template <class Table>
  bool CodeLarger(Table& table, size_t set, const uint32_t (&contexts)[4],
                  const LogisticMixture& side, int t, bool larger, uint64_t* above) {
    const uint64_t beyond = Upper(side, Below(uint32_t{2} << t));
    const uint64_t within = *above > beyond ? *above - beyond : 1;
    *above = beyond;
    return CodeWithPrior(coder_, table, set, contexts, StretchRatio(beyond, within),
                         larger ? 1 : 0) != 0;
  }

  // The bits of the magnitude below its leading one. As in the fast preset, W's or N's magnitude
  // predicts a bit while it agrees with those before.
  uint32_t CodeMantissa(size_t zone, int exponent, uint32_t magnitude, const LogisticMixture& side,
                        int west, int north) {
    const auto w = static_cast<uint32_t>(std::abs(west)),
               n = static_cast<uint32_t>(std::abs(north));
    uint32_t value = 1, agreed = 0;
    for (int bit_index = exponent - 1; bit_index >= 0; --bit_index) {
      const auto place = static_cast<size_t>(exponent - 1 - bit_index);
      const uint32_t like = w >> (bit_index + 1) == value ? w : n;
      uint32_t context = place == 0 ? 0 : place == 1 ? value & 1 : 2;
      if (like >> (bit_index + 1) == value) {
        context = 3 + 2 * agreed + (like >> bit_index & 1);
        agreed = std::min<uint32_t>(agreed + 1, 3);
      }
      const size_t set =
          zone * kMantissaPlaces + std::min<size_t>(place, size_t{kMantissaPlaces} - 1);
      const uint32_t contexts[2] = {static_cast<uint32_t>(exponent) * 16 + context, value & 255};
      const int bit = CodeWithPrior(coder_, model_.mantissa, set, contexts,
                                    MantissaPrior(side, value, bit_index),
                                    static_cast<int>(magnitude >> bit_index & 1));
      value = value << 1 | static_cast<uint32_t>(bit);
    }
    return value;
  }

  // value: the bits above bit_index.
  static int32_t MantissaPrior(const LogisticMixture& side, uint32_t value, int bit_index) {
    const int32_t low = Below(value << (bit_index + 1));
    const int32_t middle = Below((value << 1 | 1) << bit_index);
    const int32_t high = Below((value + 1) << (bit_index + 1));
    return StretchRatio(Between(side, middle, high), Between(side, low, middle));
  }

  void CodeDc(uint32_t row, BlockState& s) {
    // The mean of the mixture, Q12, and the level next to it; *phase: the place between two levels.
    LogisticMixture mixture = prior_.At(row, lane_, 0);
    const int64_t mean = (int64_t{mixture.mean[0]} * mixture.weight +
                          int64_t{mixture.mean[1]} * (32768 - int64_t{mixture.weight})) >>
                         15;
    const int64_t rounded = mean + kHalfLevelQ12;
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
    Contexts::RememberDc(tables_, residual, s);
  }

  int CodeResidual(const LogisticMixture& mixture, uint32_t phase, int residual, BlockState& s) {
    const SignMasses masses = MassesOf(mixture);
    uint32_t contexts[4];
    Contexts::Dc(phase, s, contexts);
    if (CodeWithPrior(coder_, model_.dc, 0, contexts, StretchRatio(masses.nonzero, masses.zero),
                      residual != 0) == 0) {
      return 0;
    }
    const uint32_t sign_contexts[4] = {Contexts::DcSign(phase, s), contexts[1], contexts[2],
                                       contexts[3]};
    const bool negative =
        CodeWithPrior(coder_, model_.dc, 1, sign_contexts, StretchRatio(masses.lower, masses.upper),
                      residual < 0 ? 1 : 0) != 0;
    const LogisticMixture side = negative ? Mirrored(mixture) : mixture;
    auto magnitude = static_cast<uint32_t>(std::abs(residual));
    uint64_t above = negative ? masses.lower : masses.upper;
    int exponent = Coder::kDecodes ? 15 : static_cast<int>(std::bit_width(magnitude)) - 1;
    for (int t = 0; t < 15; ++t) {
      const auto set = static_cast<size_t>(2 + std::min(t, kPriorDcSteps - 3));
      if (!CodeLarger(model_.dc, set, contexts, side, t, exponent > t, &above)) {
        exponent = t;
        break;
      }
    }
    magnitude = CodeMantissa(0, exponent, magnitude, side, 0, 0);
    return static_cast<int16_t>(negative ? -static_cast<int>(magnitude)
                                         : static_cast<int>(magnitude));
  }

  Coder& coder_;
  PriorAdaptiveState& model_;
  const ComponentTables& tables_;
  WavePrior& prior_;
  int lane_;
};

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_PRIOR_BLOCK_CODER_H_
