// Codes the blocks of one component with the second prior: the same code for both directions.
//
// First the last group that has an AC level other than zero, then the groups from it down. The
// prior's distribution of a coefficient gives the odds of each decision; gated_ops.h corrects them
// where that pays.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_GATED_BLOCK_CODER_H_
#define JACKDAW_CODEC_COEFF_PRIOR_GATED_BLOCK_CODER_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>

#include "codec/coeff/block_evidence.h"
#include "codec/coeff/branchless.h"
#include "codec/coeff/frequency.h"
#include "codec/coeff/prior/gated_contexts.h"
#include "codec/coeff/prior/gated_ops.h"
#include "codec/coeff/prior/gated_state.h"
#include "entropy/logistic_mixture.h"
#include "models/prior/block_wave.h"

namespace jackdaw::coeff {

// Prior: a prior::BlockWave or prior::LatticeWave, whose numbers of blocks are those here.
template <class Coder, class Prior, bool kSecond>
class GatedBlockCoder {
 public:
  using Block = GatedBlock<Coder::kDecodes>;

  // lane: of the component in its set.
  GatedBlockCoder(Coder& coder, GatedState& state, Prior& prior, int lane)
      : coder_(coder), state_(state), prior_(prior), lane_(lane) {}

  // Of a block whose levels are known on both sides: tells the prior.
  void CopyBlock(uint32_t row, const Block& b) {
    prior_.SetCopied(row, lane_, LastGroup(b.nonzero));
    for (uint64_t left = b.nonzero; left != 0;) {
      const int k = 63 - std::countl_zero(left);
      left &= ~(uint64_t{1} << k);
      prior_.SetCopiedLevel(row, lane_, k, b.level[k]);
    }
  }

  // The last group of the block in `row`, which it tells the prior.
  void CodeLast(uint32_t row, const Block& b) {
    const int wanted = Coder::kDecodes ? 0 : LastGroup(b.nonzero);
    int low = 0, high = kNumGroups - 1;
    while (low < high) {
      const int threshold = (low + high + 1) >> 1;
      const int32_t odds = Clamped(prior_.LastLogit(row, lane_, threshold) >> 4);
      const int reaches = CodeGated(
          coder_, state_.last, Own(static_cast<size_t>(threshold)), odds,
          [&] { return Contexts::Last(odds, b); }, wanted >= threshold ? 1 : 0);
      TakeHalf(reaches, threshold, &low, &high);
    }
    prior_.SetLast(row, lane_, low);
  }

  // A group of the block at place i of what the prior has just evaluated. last: whether it is the
  // block's last group.
  void CodeGroup(int group, bool last, size_t i, Block& b) {
    const size_t begin = kGroupBegin[static_cast<size_t>(group)];
    const size_t end = kGroupBegin[static_cast<size_t>(group) + 1];
    if (group == 0) {
      CodeDc(i, b);
    } else if (end - begin == 1) {
      CodeOne(begin, group, last, i, b);
    } else {
      CodeSeveral(begin, end, group, last, i, b);
    }
  }

 private:
  using Contexts = GatedContexts<kSecond>;

  static constexpr size_t kMaxGroup = 16;

  // Of a set that has its own gate.
  static GatedPlace Own(size_t set) { return {set, set}; }

  static int32_t Clamped(int32_t odds) {
    return std::clamp(odds, -entropy::kStretchMax, entropy::kStretchMax);
  }
  // The boundary below level x, Q12.
  static int32_t Below(uint32_t x) {
    return (static_cast<int32_t>(2 * x) - 1) * entropy::kHalfLevelQ12;
  }
  // Of masses above boundaries: that between them, at least 1.
  static uint32_t Difference(uint32_t above_low, uint32_t above_high) {
    return above_low > above_high ? above_low - above_high : 1;
  }

  int CodeZero(size_t k, bool none_yet, int32_t log_odds, const Block& b) {
    const int32_t odds = entropy::StretchLogOdds(log_odds);
    return CodeGated(
        coder_, state_.zero, Own(k), odds, [&] { return Contexts::Zero(k, none_yet, odds, b); },
        b.level[k] != 0 ? 1 : 0);
  }

  void CodeOne(size_t k, int group, bool last, size_t i, Block& b) {
    const entropy::ZeroBelief zero = prior_.Zero(i, static_cast<int>(k));
    if (last || CodeZero(k, false, zero.log_odds, b) != 0) CodeNonzero(k, group, i, zero, b);
  }

  void CodeSeveral(size_t begin, size_t end, int group, bool last, size_t i, Block& b) {
    // cost[j]: that the first j are all zero. From the low end, so that it is there for what is
    // left when coding goes down from the high end.
    std::array<uint32_t, kMaxGroup + 1> cost;
    cost[0] = 0;
    const uint32_t* costs = prior_.ZeroCosts(i);
    for (size_t j = 0; j < end - begin; ++j) cost[j + 1] = cost[j] + costs[j];
    if (!last) {
      const int32_t odds = entropy::StretchLogOdds(entropy::LogOddsAnyNonzero(cost[end - begin]));
      const uint64_t band = jpeg::BandMask(static_cast<int>(begin), static_cast<int>(end) - 1);
      const int any = CodeGated(
          coder_, state_.any, Own(static_cast<size_t>(group)), odds,
          [&] { return Contexts::Any(begin, end, odds, b); }, (b.nonzero & band) != 0 ? 1 : 0);
      if (any == 0) return;
    }
    bool none_yet = true;
    for (size_t k = end; k-- > begin;) {
      const entropy::ZeroBelief zero = prior_.Zero(i, static_cast<int>(k));
      if (!none_yet || k > begin) {  // else it is the last that can be what was announced
        // Zero is only possible together with one of those that are left.
        const int32_t left = none_yet ? entropy::LnAnyNonzero(cost[k - begin]) : 0;
        if (CodeZero(k, none_yet, zero.log_odds - left, b) == 0) continue;
      }
      none_yet = false;
      CodeNonzero(k, group, i, zero, b);
    }
  }

  // Sign and magnitude of a level that is not zero.
  void CodeNonzero(size_t k, int group, size_t i, const entropy::ZeroBelief& zero, Block& b) {
    int level = Coder::kDecodes ? 0 : b.level[k];
    const int negative = CodeGatedMasses<Predictable::kNo>(
        coder_, state_.sign, Own(static_cast<size_t>(group)), zero.lower, zero.upper,
        [&](int32_t odds) { return Contexts::Sign(k, odds, b); }, IsNegative(level));
    const entropy::LogisticMixture mixture = prior_.At(i, static_cast<int>(k));
    const GatedPlace first = {kZone[k] * kGatedSteps, static_cast<size_t>(group) / 2 * kGatedSteps};
    const uint32_t magnitude = CodeMagnitude<kGatedSteps>(
        state_.magnitude, first, k * kGatedPlaces,
        [&](int32_t larger) { return Contexts::Magnitudes(k, larger, b); },
        entropy::MirroredIf(negative, mixture), Either(negative, zero.lower, zero.upper),
        static_cast<uint32_t>(std::abs(level)), b.west[k], b.north[k]);
    if constexpr (Coder::kDecodes) {
      level = Signed(negative, magnitude);
      b.level[k] = static_cast<int16_t>(level);
      b.nonzero |= uint64_t{1} << k;
    }
    ++b.num_nonzero;
    prior_.SetLevel(i, lane_, static_cast<int>(k), level);
  }

  // A magnitude of 1 or more: its exponent in unary, then the mantissa. first: of the exponent's
  // sets, of which there are kSteps; first_place: of the mantissa's. find: contexts, from the odds
  // of a step. side: the magnitude's distribution; above: mass of 1 and more.
  template <size_t kSteps, class Steps, class FindContexts>
  uint32_t CodeMagnitude(Steps& steps, GatedPlace first, size_t first_place, FindContexts find,
                         const entropy::LogisticMixture& side, uint32_t above, uint32_t magnitude,
                         int west, int north) {
    const int exponent = Coder::kDecodes ? 15 : static_cast<int>(std::bit_width(magnitude)) - 1;
    for (size_t t = 0; t < 15; ++t) {
      // Mass of 2^(t + 1) and more.
      const uint32_t beyond = entropy::Upper(side, Below(uint32_t{2} << t));
      const size_t step = std::min(t, kSteps - 1);
      const int larger =
          CodeGatedMasses(coder_, steps, {first.set + step, first.gate + step}, beyond,
                          Difference(above, beyond), find, exponent > static_cast<int>(t) ? 1 : 0);
      if (larger == 0 && t == 0) return 1;
      if (larger == 0) {
        return CodeMantissa(first_place, static_cast<int>(t), magnitude, side, above, beyond, west,
                            north);
      }
      above = beyond;
    }
    return CodeMantissa(first_place, 15, magnitude, side, above, 0, west, north);
  }

  // The bits of the magnitude below its leading one. above, beyond: masses of 2^exponent and more
  // and of 2^(exponent + 1) and more. west, north: levels there.
  uint32_t CodeMantissa(size_t first_place, int exponent, uint32_t magnitude,
                        const entropy::LogisticMixture& side, uint32_t above, uint32_t beyond,
                        int west, int north) {
    MantissaPrediction prediction(west, north);
    uint32_t value = 1;
    for (int bit_index = exponent - 1; bit_index >= 0; --bit_index) {
      const auto place = static_cast<size_t>(exponent - 1 - bit_index);
      const int predicted = prediction.Next(value, bit_index);
      const uint32_t middle = entropy::Upper(side, Below((value << 1 | 1) << bit_index));
      const size_t gate = std::min(place, kGatedPlaces - 1);
      const int bit = CodeGatedMasses<Predictable::kNo>(
          coder_, state_.mantissa, {first_place + gate, gate}, Difference(middle, beyond),
          Difference(above, middle),
          [&](int32_t odds) { return Contexts::Mantissa(exponent, place, value, predicted, odds); },
          static_cast<int>(magnitude >> bit_index & 1));
      above = Either(bit, middle, above);
      beyond = Either(bit, beyond, middle);
      value = value << 1 | static_cast<uint32_t>(bit);
    }
    return value;
  }

  void CodeDc(size_t i, Block& b) {
    entropy::LogisticMixture mixture = prior_.At(i, 0);
    // The mean of the mixture, Q12, and the level next to it.
    const int64_t mean = (int64_t{mixture.mean[0]} * mixture.weight +
                          int64_t{mixture.mean[1]} * (32768 - int64_t{mixture.weight})) >>
                         15;
    const auto centre = static_cast<int32_t>(
        std::clamp<int64_t>((mean + entropy::kHalfLevelQ12) >> 12, -32768, 32767));
    for (int32_t& m : mixture.mean) m -= centre * 4096;
    // Residuals are modulo 2^16, so that every level has one.
    b.dc_residual = static_cast<int16_t>(
        CodeResidual(mixture, Coder::kDecodes ? 0 : static_cast<int16_t>(b.level[0] - centre), b));
    if constexpr (Coder::kDecodes) {
      b.level[0] = static_cast<int16_t>(centre + b.dc_residual);
      if (b.level[0] != 0) b.nonzero |= 1;
    }
    if (b.level[0] != 0) prior_.SetLevel(i, lane_, 0, b.level[0]);
  }

  int CodeResidual(const entropy::LogisticMixture& mixture, int residual, const Block& b) {
    const entropy::ZeroBelief zero = entropy::BeliefInZero(mixture);
    const auto find = [&](int32_t odds) { return Contexts::Dc(odds, b); };
    const int32_t nonzero = entropy::StretchLogOdds(zero.log_odds);
    if (CodeGated(
            coder_, state_.dc, Own(0), nonzero, [&] { return find(nonzero); },
            residual != 0 ? 1 : 0) == 0) {
      return 0;
    }
    const int negative = CodeGatedMasses<Predictable::kNo>(coder_, state_.dc, Own(1), zero.lower,
                                                           zero.upper, find, IsNegative(residual));
    const uint32_t magnitude = CodeMagnitude<kGatedDcSteps>(
        state_.dc, Own(2), 0, find, entropy::MirroredIf(negative, mixture),
        Either(negative, zero.lower, zero.upper), static_cast<uint32_t>(std::abs(residual)), 0, 0);
    return Signed(negative, magnitude);
  }

  Coder& coder_;
  GatedState& state_;
  Prior& prior_;
  int lane_;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_GATED_BLOCK_CODER_H_
