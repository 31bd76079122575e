// Codes one group of coefficients of one block in the fast preset: the same code for both
// directions.
//
// Per coefficient: zero?, negative?, then the magnitude's exponent in unary and its mantissa bits.
// Format: docs/format_coeff.md §5.
#ifndef JACKDAW_CODEC_COEFF_FAST_BLOCK_CODER_H_
#define JACKDAW_CODEC_COEFF_FAST_BLOCK_CODER_H_

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>

#include "codec/coeff/block_evidence.h"
#include "codec/coeff/block_state.h"
#include "codec/coeff/decisions.h"
#include "codec/coeff/fast/adaptive_state.h"
#include "codec/coeff/fast/block_contexts.h"
#include "codec/coeff/frequency.h"
#include "entropy/bit_ops.h"

namespace jackdaw::coeff {

// From this zigzag position on, signs are nearly random: one context without mixing.
inline constexpr size_t kFirstPlainSign = 8;

template <class Coder, bool kChroma>
class BlockCoder {
 public:
  BlockCoder(Coder& coder, AdaptiveState& state, const ComponentTables& tables)
      : coder_(coder), model_(state), tables_(tables) {}

  // Takes all levels from s.self->level, which are known on both sides.
  void CopyBlock(BlockState& s) {
    ForEachAcLevel(s, [&](int group, size_t k, int level) {
      Contexts::Remember(tables_, k, group, static_cast<uint32_t>(std::abs(level)), level, s);
    });
    FinishDc(s);
  }

  void CodeGroup(int group, BlockState& s) {
    if (s.copied) return;
    if (group == 0) {
      CodeDc(s);
      return;
    }
    const int begin = kGroupBegin[static_cast<size_t>(group)];
    const int end = kGroupBegin[static_cast<size_t>(group) + 1];
    if (group < kFirstBandGroup) {
      CodeLevels(begin, end, group, s);
      return;
    }
    const int in_band = (group - kFirstBandGroup) % kGroupsPerBand;  // 2 first, 0 last
    if (in_band == kGroupsPerBand - 1) {
      s.band_open = CodeBandFlag(group, s) != 0;
      s.band_seen = false;
    }
    if (!s.band_open) return;
    const bool implied = in_band == 0 && !s.band_seen;
    const int any = implied ? 1 : CodeGroupFlag(group, begin, end, s);
    s.zero_history = (s.zero_history << 1 | static_cast<uint32_t>(any)) & 3;
    if (any == 0) return;
    s.band_seen = true;
    CodeLevels(begin, end, group, s);
  }

 private:
  using Contexts = BlockContexts<kChroma>;

  // Is anything non-zero in the band whose highest group is `group`?
  int CodeBandFlag(int group, BlockState& s) {
    const auto top = static_cast<size_t>(group);
    const size_t band = (top - kFirstBandGroup) / kGroupsPerBand;
    uint32_t contexts[4];
    Contexts::Band(top, s, contexts);
    return CodeMixed(coder_, model_.band, band, contexts,
                     AnyNonzero(s, kGroupBegin[top - 2], kGroupBegin[top + 1]));
  }

  int CodeGroupFlag(int group, int begin, int end, BlockState& s) {
    const auto g = static_cast<size_t>(group);
    uint32_t contexts[4];
    Contexts::Group(g, static_cast<size_t>(end), s, contexts);
    return CodeMixed(coder_, model_.group, g, contexts, AnyNonzero(s, begin, end));
  }

  // Codes positions end - 1 .. begin; if they are several, one at least is non-zero.
  void CodeLevels(int begin, int end, int group, BlockState& s) {
    bool none_yet = end - begin > 1;
    for (int k = end - 1; k >= begin; --k) {
      const bool implied = none_yet && k == begin;
      if (CodeCoefficient(k, group, none_yet, implied, s)) none_yet = false;
    }
  }

  // Returns whether it is non-zero. none_yet: in a group of several, all so far were zero; implied:
  // so this one cannot be.
  bool CodeCoefficient(int k, int group, bool none_yet, bool implied, BlockState& s) {
    const auto kk = static_cast<size_t>(k);
    const size_t i = jpeg::kZigzagToNatural[kk];
    const FastEvidence e = Contexts::Gather(tables_, kk, i, s);
    int level = Coder::kDecodes ? 0 : s.self->level[kk];
    if (!implied && CodeZero(kk, none_yet, e, level != 0, s) == 0) return false;
    const int negative = CodeSign(kk, i, e, level < 0, s);
    const uint32_t magnitude =
        CodeMagnitude(kk, e, negative != 0, static_cast<uint32_t>(level < 0 ? -level : level), s);
    if constexpr (Coder::kDecodes) {
      level = negative != 0 ? -static_cast<int>(magnitude) : static_cast<int>(magnitude);
      level = static_cast<int16_t>(level);
      s.self->level[kk] = static_cast<int16_t>(level);
    }
    Contexts::Remember(tables_, kk, group, magnitude, level, s);
    return true;
  }

  JACKDAW_ALWAYS_INLINE int CodeZero(size_t k, bool none_yet, const FastEvidence& e, int bit,
                                     BlockState& s) {
    uint32_t contexts[4];
    Contexts::Zero(none_yet, e, s, contexts);
    return CodeMixed(coder_, model_.zero, k, contexts, bit);
  }

  JACKDAW_ALWAYS_INLINE int CodeSign(size_t k, size_t i, const FastEvidence& e, int bit,
                                     const BlockState& s) {
    if (k >= kFirstPlainSign) {
      const uint32_t context = kChroma ? Contexts::SignLast(k, e, s) : Contexts::SignNear(i, e, s);
      return CodeSingle(coder_, model_.sign, k, context, bit);
    }
    const uint32_t contexts[3] = {Contexts::SignNear(i, e, s), HigherSigns(i, s),
                                  Contexts::SignLast(k, e, s)};
    return CodeMixed(coder_, model_.sign, k, contexts, bit);
  }

  // Codes magnitude >= 1 (at most 65535: exponent 15 has no larger one to be told from).
  JACKDAW_ALWAYS_INLINE uint32_t CodeMagnitude(size_t k, const FastEvidence& e, bool negative,
                                               uint32_t magnitude, const BlockState& s) {
    uint32_t contexts[4];
    Contexts::Magnitude(e, negative, s, contexts);
    const size_t zone = kZone[k];
    int exponent = Coder::kDecodes ? 15 : static_cast<int>(std::bit_width(magnitude)) - 1;
    for (int t = 0; t < 15; ++t) {
      const size_t set = zone * kMagnitudeSteps + static_cast<size_t>(std::min(t, 5));
      if (CodeMixed(coder_, model_.magnitude, set, contexts, exponent > t) == 0) {
        exponent = t;
        break;
      }
    }
    uint32_t value = 1;
    int bit_index = exponent;
    if (exponent == 1 || exponent == 2) {
      const size_t set = zone * kMagnitudeSteps + 5 + static_cast<size_t>(exponent);
      --bit_index;
      const int top = CodeSingle(coder_, model_.magnitude, set, contexts[0],
                                 static_cast<int>(magnitude >> bit_index & 1));
      value = 2 | static_cast<uint32_t>(top);
    }
    return CodeMantissa(zone, exponent, bit_index, value, magnitude, s.west->level[k],
                        s.north->level[k]);
  }

  // The mantissa bits below `bit_index`; value: the bits above. west, north: levels there.
  uint32_t CodeMantissa(size_t zone, int exponent, int bit_index, uint32_t value,
                        uint32_t magnitude, int west, int north) {
    if (bit_index == 0) return value;
    entropy::TwoRateBit* const models =
        model_.mantissa.data() + (zone * 16 + static_cast<size_t>(exponent)) * kMantissaContexts;
    MantissaPrediction prediction(west, north);
    while (bit_index > 0) {
      --bit_index;
      const uint32_t place = static_cast<uint32_t>(exponent - 1 - bit_index);
      const int predicted = prediction.Next(value, bit_index);
      const uint32_t context = predicted >= 0 ? 4 + static_cast<uint32_t>(predicted)
                               : place == 0   ? 0
                               : place == 1   ? 1 + (value & 1)
                                              : 3;
      const int bit = entropy::CodeTwoRate(coder_, models[context],
                                           static_cast<int>(magnitude >> bit_index & 1));
      value = value << 1 | static_cast<uint32_t>(bit);
    }
    return value;
  }

  void CodeDc(BlockState& s);
  void FinishDc(BlockState& s);
  uint32_t CodeDcMagnitude(uint32_t (&contexts)[4], uint32_t near_residuals, uint32_t magnitude);
  int32_t PredictDc(const BlockState& s, uint32_t* phase) const;

  Coder& coder_;
  AdaptiveState& model_;
  const ComponentTables& tables_;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_FAST_BLOCK_CODER_H_
