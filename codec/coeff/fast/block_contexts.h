// What the decisions about a block depend on: contexts as numbers, and what is kept of each coded
// level. All presets share it.
//
// Contexts are neighbours' magnitudes at the same frequency, adjacent frequencies here and there,
// non-zero counts, the linear prediction, and for chroma luma and the other chroma component.
// Format: docs/format_coeff.md §5.
#ifndef JACKDAW_CODEC_COEFF_FAST_BLOCK_CONTEXTS_H_
#define JACKDAW_CODEC_COEFF_FAST_BLOCK_CONTEXTS_H_

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/compiler.h"
#include "codec/coeff/block_state.h"
#include "codec/coeff/component_tables.h"
#include "codec/coeff/frequency.h"
#include "codec/coeff/linear_prediction.h"
#include "codec/coeff/quantizers.h"

namespace jackdaw {

// Shared by the decisions about one coefficient.
struct Evidence {
  Levels near, inside, near_smooth;
  uint32_t adjacent, total;       // sums
  uint32_t guide = 0, other = 0;  // magnitudes
  PredictionLevels predicted;     // of the linear prediction's magnitude, Q4 in quantization steps
  bool predicted_negative;
};

inline uint32_t SignClass(int level) { return level == 0 ? 0u : level > 0 ? 1u : 2u; }

// Contexts of the decisions of one block; k: zigzag position, i: natural position.
template <bool kChroma>
class BlockContexts {
 public:
  static JACKDAW_ALWAYS_INLINE Evidence Gather(const ComponentTables& tables, size_t k, size_t i,
                                               const BlockState& s) {
    const uint8_t* m = s.magnitude.data() + kPadBefore + i;
    const size_t u = i & 7, v = i >> 3;
    Evidence e;
    const int32_t sum = static_cast<int32_t>(static_cast<uint32_t>(s.column_prediction[8 * u + v]) +
                                             static_cast<uint32_t>(s.row_prediction[i]));
    const int64_t predicted = (int64_t{sum} * tables.reciprocal[k]) >> 24;
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

  // Is anything non-zero in the band whose highest group is `top`?
  static JACKDAW_ALWAYS_INLINE void Band(size_t top, const BlockState& s, uint32_t (&contexts)[4]) {
    const auto sum = [top](const BlockInfo& block) {
      return uint32_t{block.group_sum[top]} + block.group_sum[top - 1] + block.group_sum[top - 2];
    };
    const Levels w = kLevels[sum(*s.west)], n = kLevels[sum(*s.north)];
    const Levels diagonal = kLevels[sum(*s.north_west) + sum(*s.north_east)];
    const Levels count = kLevels[s.num_nonzero];
    const Levels all =
        kLevels[2 * (sum(*s.west) + sum(*s.north)) + sum(*s.north_west) + sum(*s.north_east)];
    contexts[0] = w.q8 * 64u + n.q8 * 8u + diagonal.q8;
    if constexpr (kChroma) {
      const Levels guide =
          kLevels[uint32_t{s.guide_group[top]} + s.guide_group[top - 1] + s.guide_group[top - 2]];
      const Levels other = s.other != nullptr ? kLevels[sum(*s.other)] : Levels{};
      contexts[1] = guide.q16 * 16u + count.q16;
      contexts[2] = other.q16 * 16u + all.q16;
      contexts[3] = other.q8 * 64u + guide.q8 * 8u + all.q8;
    } else {
      contexts[1] = count.q8 * 64u + s.zero_history * 16 + kLevels[s.near_nonzero].q16;
      contexts[2] = kLevels[s.north->num_nonzero].q16 * 16u + kLevels[s.west->num_nonzero].q16;
      contexts[3] = all.q16 * 16u + count.q16;
    }
  }

  // Is anything non-zero in group g, which ends before zigzag position `end`?
  static JACKDAW_ALWAYS_INLINE void Group(size_t g, size_t end, const BlockState& s,
                                          uint32_t (&contexts)[4]) {
    const uint32_t w = s.west->group_sum[g], n = s.north->group_sum[g];
    const uint32_t diagonal = uint32_t{s.north_west->group_sum[g]} + s.north_east->group_sum[g];
    const Levels sum = kLevels[2 * (w + n) + diagonal];
    const Levels count = kLevels[s.num_nonzero];
    contexts[0] = kLevels[w].q8 * 64u + kLevels[n].q8 * 8u + kLevels[diagonal].q8;
    if constexpr (kChroma) {
      const Levels guide = kLevels[s.guide_group[g]];
      const Levels other = s.other != nullptr ? kLevels[s.other->group_sum[g]] : Levels{};
      contexts[1] = guide.q16 * 16u + count.q16;
      contexts[2] = other.q16 * 16u + count.q16 + (s.zero_history & 1) * 256;
      contexts[3] = other.q8 * 64u + guide.q8 * 8u + sum.q8;
    } else {
      const uint8_t* above = s.magnitude.data() + kPadBefore;  // the two frequencies coded last
      const uint32_t adjacent =
          end < 63 ? above[kZigzagToNatural[end]] + above[kZigzagToNatural[end + 1]] : 0u;
      contexts[1] = count.q8 * 64u + s.zero_history * 16 + kLevels[s.near_nonzero].q16;
      contexts[2] = kLevels[s.north->num_nonzero].q16 * 16u + kLevels[s.west->num_nonzero].q16;
      contexts[3] = sum.q8 * 64u + kLevels[adjacent].q8 * 8u + count.q8;
    }
  }

  // Is the coefficient non-zero? none_yet: in a group of several, all so far were zero.
  static JACKDAW_ALWAYS_INLINE void Zero(bool none_yet, const Evidence& e, const BlockState& s,
                                         uint32_t (&contexts)[4]) {
    const uint32_t near = e.near.q16;
    contexts[3] = s.counts + (none_yet ? 128u : 0u);
    contexts[2] = e.predicted.q8 * 24u + Quantize(kQuant24, e.total);
    if constexpr (kChroma) {
      const uint32_t guide = Quantize(kQuant16, e.guide);
      const uint32_t other = Quantize(kQuant16, 2 * e.other);
      const bool second = s.other != nullptr;
      contexts[0] = second ? other * 16 + near : e.near_smooth.q16 * 16u + near;
      contexts[1] = (second ? other : e.inside.q16) * 16 + guide;
    } else {
      contexts[0] = e.inside.q16 * 16u + e.predicted.q16;
      contexts[1] = e.near_smooth.q16 * 16u + near;
    }
  }

  // Is it negative? Three contexts: prediction and neighbours; signs at higher frequencies; for
  // luma the prediction in detail, for chroma signs of luma and of the other component.
  static JACKDAW_ALWAYS_INLINE uint32_t SignNear(size_t i, const Evidence& e, const BlockState& s) {
    return CoarsePrediction(e) * 9 + s.west->sign[i] * 3u + s.north->sign[i];
  }
  static JACKDAW_ALWAYS_INLINE uint32_t SignHigher(size_t i, const BlockState& s) {
    const uint8_t* sign = s.sign.data() + kPadBefore + i;
    return sign[1] * 27u + sign[8] * 9u + sign[2] * 3u + sign[16];
  }
  static JACKDAW_ALWAYS_INLINE uint32_t SignLast(size_t k, const Evidence& e, const BlockState& s) {
    if constexpr (kChroma) {
      const uint32_t other = s.other != nullptr ? SignClass(s.other->level[k]) : 0u;
      const uint32_t luma = s.luma_level != nullptr ? SignClass(s.luma_level[k]) : 0u;
      return CoarsePrediction(e) * 9 + other * 3 + luma;
    } else {
      return (e.predicted.q16 * 2u + (e.predicted_negative ? 1 : 0)) * 8 + e.near.q8;
    }
  }

  static JACKDAW_ALWAYS_INLINE void Magnitude(const Evidence& e, bool negative, const BlockState& s,
                                              uint32_t (&contexts)[4]) {
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

  // The DC residual. phase: Q4 position of its prediction between two levels.
  static void Dc(uint32_t phase, const BlockState& s, uint32_t (&contexts)[4]) {
    const uint32_t residuals =
        Quantize(kQuant16, uint32_t{s.west->magnitude[0]} + s.north->magnitude[0]);
    const uint8_t* m = s.magnitude.data() + kPadBefore;
    const uint32_t low = uint32_t{m[1]} + m[8] + m[9] + m[2] + m[16];
    const uint32_t energy = Quantize(kQuant16, low);
    const int difference = s.north->level[0] - s.west->level[0];
    const uint32_t step =
        Quantize(kQuant16, static_cast<uint32_t>(std::min(std::abs(difference), 4095)));
    const uint32_t near = Quantize(kQuant16, s.near[0]);
    contexts[0] = kChroma ? Quantize(kQuant16, uint32_t{s.guide[1]} + s.guide[2]) * 16 + near
                          : near * 16 + Quantize(kQuant16, s.num_nonzero);
    contexts[1] = energy * 16 + residuals;
    contexts[2] = step * 16 + energy;
    contexts[3] = phase * 16 + residuals;
  }
  static uint32_t DcSign(uint32_t phase, const BlockState& s) {
    return phase * 9 + SignClass(s.west->dc_residual) * 3 + SignClass(s.north->dc_residual);
  }

  // Notes a non-zero AC level, magnitude its absolute value.
  static JACKDAW_ALWAYS_INLINE void Remember(const ComponentTables& tables, size_t k, int group,
                                             uint32_t magnitude, int level, BlockState& s) {
    const size_t i = kZigzagToNatural[k], u = i & 7, v = i >> 3;
    s.magnitude[kPadBefore + i] =
        static_cast<uint8_t>(std::min<uint32_t>(magnitude, kMaxStoredMagnitude));
    s.sign[kPadBefore + i] = static_cast<uint8_t>(SignClass(level));
    ++s.num_nonzero;
    s.counts = kLevels[s.near_nonzero].q8 * 16u + kLevels[s.num_nonzero].q16;
    uint8_t& group_sum = s.self->group_sum[static_cast<size_t>(group)];
    group_sum = static_cast<uint8_t>(group_sum + std::min<uint32_t>(magnitude, 3));
    const int32_t value = Dequantize(level, tables.quant[k]);
    AddPrediction(kColumnWeights, static_cast<int>(8 * v + u), value,
                  s.column_prediction.data() + 8 * u);
    AddPrediction(kRowWeights, static_cast<int>(8 * u + v), value, s.row_prediction.data() + 8 * v);
    AddToNeighbours(u, v, value, s);
  }

  // Notes the residual of a known DC level.
  static void RememberDc(const ComponentTables& tables, int residual, BlockState& s) {
    s.self->dc_residual = static_cast<int16_t>(residual);
    s.magnitude[kPadBefore] =
        static_cast<uint8_t>(std::min(std::abs(residual), kMaxStoredMagnitude));
    const int32_t value = Dequantize(s.self->level[0], tables.quant[0]);
    if (value != 0) AddToNeighbours(0, 0, value, s);
  }

  // Notes all AC levels of s.self->level, which are known on both sides; calls also(k, level) for
  // each that is not zero.
  template <class Also>
  static void RememberAll(const ComponentTables& tables, BlockState& s, Also also) {
    for (int group = kNumGroups - 1; group > 0; --group) {
      for (size_t k = kGroupBegin[static_cast<size_t>(group) + 1];
           k-- > kGroupBegin[static_cast<size_t>(group)];) {
        const int level = s.self->level[k];
        if (level == 0) continue;
        Remember(tables, k, group, static_cast<uint32_t>(std::abs(level)), level, s);
        also(k, level);
      }
    }
  }

 private:
  static uint32_t CoarsePrediction(const Evidence& e) {
    return e.predicted.sign * 2u + (e.predicted_negative ? 1 : 0);
  }

  static void AddToNeighbours(size_t u, size_t v, int32_t value, BlockState& s) {
    AddPrediction(kBelowWeights, static_cast<int>(8 * v + u), value, s.self->below.data() + 8 * u);
    AddPrediction(kRightWeights, static_cast<int>(8 * u + v), value, s.self->right.data() + 8 * v);
  }
};

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_FAST_BLOCK_CONTEXTS_H_
