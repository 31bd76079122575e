// Codes one group of coefficients of one block: the same code for both directions.
//
// Per coefficient: zero?, negative?, then the magnitude's exponent in unary and its mantissa bits.
// Contexts are neighbours' magnitudes at the same frequency, adjacent frequencies here and there,
// non-zero counts, the linear prediction, and for chroma luma and the other chroma component.
// Format: docs/format_coeff.md §5.
#ifndef JACKDAW_CODEC_COEFF_BLOCK_CODER_H_
#define JACKDAW_CODEC_COEFF_BLOCK_CODER_H_

#include <algorithm>
#include <bit>
#include <cstdint>

#include "codec/coeff/adaptive_state.h"
#include "codec/coeff/bit_ops.h"
#include "codec/coeff/block_state.h"
#include "codec/coeff/frequency.h"
#include "codec/coeff/linear_prediction.h"
#include "codec/coeff/quantizers.h"
#include "codec/jpeg/block_bits.h"

namespace jackdaw {

// What is the same for all blocks of a component.
struct ComponentTables {
  std::array<uint16_t, 64> quant{};       // zigzag, zeros replaced by 1, shifted as the levels are
  std::array<uint32_t, 64> reciprocal{};  // floor(65536 / quant)
};

// From this zigzag position on, signs are nearly random: one context without mixing.
inline constexpr size_t kFirstPlainSign = 8;

template <class Coder, bool kChroma>
class BlockCoder {
 public:
  BlockCoder(Coder& coder, AdaptiveState& state, const ComponentTables& tables)
      : coder_(coder), model_(state), tables_(tables) {}

  // Takes all levels from s.self->level, which are known on both sides.
  void CopyBlock(BlockState& s) {
    for (int group = kNumGroups - 1; group > 0; --group) {
      for (size_t k = kGroupBegin[static_cast<size_t>(group) + 1];
           k-- > kGroupBegin[static_cast<size_t>(group)];) {
        const int level = s.self->level[k];
        if (level == 0) continue;
        Remember(k, kZigzagToNatural[k], group, static_cast<uint32_t>(std::abs(level)), level, s);
      }
    }
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
  // Contexts shared by the decisions of one coefficient.
  struct Evidence {
    Levels near, inside, near_smooth;
    uint32_t adjacent, total;       // sums
    uint32_t guide = 0, other = 0;  // magnitudes
    PredictionLevels predicted;  // of the linear prediction's magnitude, Q4 in quantization steps
    bool predicted_negative;
  };

  // Whether any level at zigzag positions begin..end - 1 is non-zero; unknown and 0 when decoding.
  static int AnyLevel(const BlockState& s, int begin, int end) {
    return (s.nonzero & BandMask(begin, end - 1)) != 0 ? 1 : 0;
  }

  // Is anything non-zero in the band whose highest group is `group`?
  int CodeBandFlag(int group, BlockState& s) {
    const auto top = static_cast<size_t>(group);
    const size_t band = (top - kFirstBandGroup) / kGroupsPerBand;
    const int begin = kGroupBegin[top - 2], end = kGroupBegin[top + 1];
    const auto sum = [top](const BlockInfo& block) {
      return uint32_t{block.group_sum[top]} + block.group_sum[top - 1] + block.group_sum[top - 2];
    };
    const Levels w = kLevels[sum(*s.west)], n = kLevels[sum(*s.north)];
    const Levels diagonal = kLevels[sum(*s.north_west) + sum(*s.north_east)];
    const Levels count = kLevels[s.num_nonzero];
    const uint32_t three = w.q8 * 64u + n.q8 * 8u + diagonal.q8;
    const Levels all =
        kLevels[2 * (sum(*s.west) + sum(*s.north)) + sum(*s.north_west) + sum(*s.north_east)];
    if constexpr (kChroma) {
      const Levels guide =
          kLevels[uint32_t{s.guide_group[top]} + s.guide_group[top - 1] + s.guide_group[top - 2]];
      const Levels other = s.other != nullptr ? kLevels[sum(*s.other)] : Levels{};
      const uint32_t contexts[4] = {three, guide.q16 * 16u + count.q16, other.q16 * 16u + all.q16,
                                    other.q8 * 64u + guide.q8 * 8u + all.q8};
      return CodeMixed(coder_, model_.band, band, contexts, AnyLevel(s, begin, end));
    } else {
      const uint32_t contexts[4] = {
          three, count.q8 * 64u + s.zero_history * 16 + kLevels[s.near_nonzero].q16,
          kLevels[s.north->num_nonzero].q16 * 16u + kLevels[s.west->num_nonzero].q16,
          all.q16 * 16u + count.q16};
      return CodeMixed(coder_, model_.band, band, contexts, AnyLevel(s, begin, end));
    }
  }

  int CodeGroupFlag(int group, int begin, int end, BlockState& s) {
    const auto g = static_cast<size_t>(group);
    const uint32_t w = s.west->group_sum[g], n = s.north->group_sum[g];
    const uint32_t diagonal = uint32_t{s.north_west->group_sum[g]} + s.north_east->group_sum[g];
    const Levels sum = kLevels[2 * (w + n) + diagonal];
    const Levels count = kLevels[s.num_nonzero];
    const uint32_t three = kLevels[w].q8 * 64u + kLevels[n].q8 * 8u + kLevels[diagonal].q8;
    if constexpr (kChroma) {
      const Levels guide = kLevels[s.guide_group[g]];
      const Levels other = s.other != nullptr ? kLevels[s.other->group_sum[g]] : Levels{};
      const uint32_t contexts[4] = {three, guide.q16 * 16u + count.q16,
                                    other.q16 * 16u + count.q16 + (s.zero_history & 1) * 256,
                                    other.q8 * 64u + guide.q8 * 8u + sum.q8};
      return CodeMixed(coder_, model_.group, g, contexts, AnyLevel(s, begin, end));
    } else {
      const uint8_t* above = s.magnitude.data() + kPadBefore;  // the two frequencies coded last
      const uint32_t adjacent = end < 63 ? above[kZigzagToNatural[static_cast<size_t>(end)]] +
                                               above[kZigzagToNatural[static_cast<size_t>(end) + 1]]
                                         : 0u;
      const uint32_t contexts[4] = {
          three, count.q8 * 64u + s.zero_history * 16 + kLevels[s.near_nonzero].q16,
          kLevels[s.north->num_nonzero].q16 * 16u + kLevels[s.west->num_nonzero].q16,
          sum.q8 * 64u + kLevels[adjacent].q8 * 8u + count.q8};
      return CodeMixed(coder_, model_.group, g, contexts, AnyLevel(s, begin, end));
    }
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
    const size_t i = kZigzagToNatural[kk];
    const Evidence e = Gather(kk, i, s);
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
    Remember(kk, i, group, magnitude, level, s);
    return true;
  }

  JACKDAW_ALWAYS_INLINE Evidence Gather(size_t k, size_t i, const BlockState& s) const {
    const uint8_t* m = s.magnitude.data() + kPadBefore + i;
    const size_t u = i & 7, v = i >> 3;
    Evidence e;
    const int32_t sum = static_cast<int32_t>(static_cast<uint32_t>(s.column_prediction[8 * u + v]) +
                                             static_cast<uint32_t>(s.row_prediction[i]));
    const int64_t predicted = (int64_t{sum} * tables_.reciprocal[k]) >> 24;
    e.predicted_negative = predicted < 0;
    e.predicted = kPredictionLevels[static_cast<size_t>(
        std::min<int64_t>(predicted < 0 ? -predicted : predicted, 1023))];
    const uint32_t near = s.near[i], near_smooth = s.near_smooth[i];
    e.adjacent = uint32_t{m[1]} + m[8];
    const uint32_t inside = 2 * e.adjacent + m[9] + m[2] + m[16] + m[7] + m[-7];
    e.near = kLevels[near];
    e.near_smooth = kLevels[near_smooth];
    e.inside = kLevels[inside];
    e.total = near + inside + (near_smooth >> 1);
    if constexpr (kChroma) {
      e.guide = s.guide[k];
      e.other = s.other != nullptr ? s.other_magnitude[i] : 0;
    }
    return e;
  }

  JACKDAW_ALWAYS_INLINE int CodeZero(size_t k, bool none_yet, const Evidence& e, int bit,
                                     BlockState& s) {
    const uint32_t near = e.near.q16;
    const uint32_t counts = s.counts + (none_yet ? 128u : 0u);
    const uint32_t sum = e.predicted.q8 * 24u + Quantize(kQuant24, e.total);
    if constexpr (kChroma) {
      const uint32_t guide = Quantize(kQuant16, e.guide);
      const uint32_t other = Quantize(kQuant16, 2 * e.other);
      const bool second = s.other != nullptr;
      const uint32_t contexts[4] = {second ? other * 16 + near : e.near_smooth.q16 * 16u + near,
                                    (second ? other : e.inside.q16) * 16 + guide, sum, counts};
      return CodeMixed(coder_, model_.zero, k, contexts, bit);
    } else {
      const uint32_t contexts[4] = {e.inside.q16 * 16u + e.predicted.q16,
                                    e.near_smooth.q16 * 16u + near, sum, counts};
      return CodeMixed(coder_, model_.zero, k, contexts, bit);
    }
  }

  static uint32_t SignClass(int level) { return level == 0 ? 0u : level > 0 ? 1u : 2u; }

  JACKDAW_ALWAYS_INLINE int CodeSign(size_t k, size_t i, const Evidence& e, int bit,
                                     const BlockState& s) {
    const uint8_t* sign = s.sign.data() + kPadBefore + i;
    const uint32_t negative = e.predicted_negative ? 1 : 0;
    const uint32_t coarse = e.predicted.sign * 2u + negative;
    const uint32_t neighbours = s.west->sign[i] * 3u + s.north->sign[i];
    const uint32_t first = coarse * 9 + neighbours;
    const bool plain = k >= kFirstPlainSign;
    if (!kChroma && plain) return CodeSingle(coder_, model_.sign, k, first, bit);
    const uint32_t higher = sign[1] * 27u + sign[8] * 9u + sign[2] * 3u + sign[16];
    uint32_t last;
    if constexpr (kChroma) {
      const uint32_t other = s.other != nullptr ? SignClass(s.other->level[k]) : 0u;
      const uint32_t luma = s.luma_level != nullptr ? SignClass(s.luma_level[k]) : 0u;
      last = coarse * 9 + other * 3 + luma;
      if (plain) return CodeSingle(coder_, model_.sign, k, last, bit);
    } else {
      last = (e.predicted.q16 * 2 + negative) * 8 + e.near.q8;
    }
    const uint32_t contexts[3] = {first, higher, last};
    return CodeMixed(coder_, model_.sign, k, contexts, bit);
  }

  // Codes magnitude >= 1 (at most 65535: exponent 15 has no larger one to be told from).
  JACKDAW_ALWAYS_INLINE uint32_t CodeMagnitude(size_t k, const Evidence& e, bool negative,
                                               uint32_t magnitude, const BlockState& s) {
    uint32_t contexts[4];
    MagnitudeContexts(e, negative, s, contexts);
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

  // The mantissa bits below `bit_index`; value: the bits above. In photographs the lower ones are
  // noise, but drawings repeat whole values: while W's or N's magnitude agrees with the bits so
  // far, its next bit predicts this one.
  uint32_t CodeMantissa(size_t zone, int exponent, int bit_index, uint32_t value,
                        uint32_t magnitude, int west, int north) {
    if (bit_index == 0) return value;
    const auto w = static_cast<uint32_t>(std::abs(west)),
               n = static_cast<uint32_t>(std::abs(north));
    TwoRateBit* const models =
        model_.mantissa.data() + (zone * 16 + static_cast<size_t>(exponent)) * kMantissaContexts;
    uint32_t agreed = 0;
    while (bit_index > 0) {
      --bit_index;
      const uint32_t place = static_cast<uint32_t>(exponent - 1 - bit_index);
      const uint32_t like = w >> (bit_index + 1) == value ? w : n;
      uint32_t context = place == 0 ? 0 : place == 1 ? 1 + (value & 1) : 3;
      if (like >> (bit_index + 1) == value) {
        context = 4 + 2 * agreed + (like >> bit_index & 1);
        agreed = std::min<uint32_t>(agreed + 1, 3);
      }
      const int bit =
          CodeTwoRate(coder_, models[context], static_cast<int>(magnitude >> bit_index & 1));
      value = value << 1 | static_cast<uint32_t>(bit);
    }
    return value;
  }

  JACKDAW_ALWAYS_INLINE void MagnitudeContexts(const Evidence& e, bool negative,
                                               const BlockState& s, uint32_t (&contexts)[4]) const {
    const uint32_t predicted = e.predicted.q8;
    const bool agrees = e.predicted_negative == negative;
    const uint32_t signed_prediction =
        agrees || predicted == 0 ? predicted : 7 + std::min<uint32_t>(predicted, 3);  // 0..10
    const uint32_t near = e.near.q11;
    contexts[0] = near * 11 + signed_prediction;
    contexts[1] = e.inside.q11 * 11u + e.near_smooth.q11;
    if constexpr (kChroma) {
      contexts[2] = Quantize(kQuant11, e.guide) * 11 + signed_prediction;
      contexts[3] = Quantize(kQuant11, s.other != nullptr ? e.other : e.adjacent) * 11 + near;
    } else {
      contexts[2] = signed_prediction * 8 + kLevels[s.num_nonzero].q8;
      contexts[3] = Quantize(kQuant11, e.adjacent) * 11 + kLevels[s.near_nonzero].q11;
    }
  }

  JACKDAW_ALWAYS_INLINE void Remember(size_t k, size_t i, int group, uint32_t magnitude, int level,
                                      BlockState& s) {
    const size_t u = i & 7, v = i >> 3;
    s.magnitude[kPadBefore + i] =
        static_cast<uint8_t>(std::min<uint32_t>(magnitude, kMaxStoredMagnitude));
    s.sign[kPadBefore + i] = static_cast<uint8_t>(SignClass(level));
    ++s.num_nonzero;
    s.counts = kLevels[s.near_nonzero].q8 * 16u + kLevels[s.num_nonzero].q16;
    uint8_t& group_sum = s.self->group_sum[static_cast<size_t>(group)];
    group_sum = static_cast<uint8_t>(group_sum + std::min<uint32_t>(magnitude, 3));
    const int32_t value = Dequantize(level, tables_.quant[k]);
    AddPrediction(kColumnWeights, static_cast<int>(8 * v + u), value,
                  s.column_prediction.data() + 8 * u);
    AddPrediction(kRowWeights, static_cast<int>(8 * u + v), value, s.row_prediction.data() + 8 * v);
    AddToNeighbours(u, v, value, s);
  }

  static void AddToNeighbours(size_t u, size_t v, int32_t value, BlockState& s) {
    AddPrediction(kBelowWeights, static_cast<int>(8 * v + u), value, s.self->below.data() + 8 * u);
    AddPrediction(kRightWeights, static_cast<int>(8 * u + v), value, s.self->right.data() + 8 * v);
  }

  void CodeDc(BlockState& s);
  void FinishDc(BlockState& s);
  void RememberDc(int residual, BlockState& s);
  uint32_t CodeDcMagnitude(uint32_t (&contexts)[4], uint32_t near_residuals, uint32_t magnitude);
  int32_t PredictDc(const BlockState& s, uint32_t* phase) const;

  Coder& coder_;
  AdaptiveState& model_;
  const ComponentTables& tables_;
};

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_BLOCK_CODER_H_
