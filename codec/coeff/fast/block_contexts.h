// Contexts of the decisions about a block in the preset fast, as numbers: made of the evidence that
// all methods share and of the linear prediction. Format: docs/format_coeff.md §5.
#ifndef JACKDAW_CODEC_COEFF_FAST_BLOCK_CONTEXTS_H_
#define JACKDAW_CODEC_COEFF_FAST_BLOCK_CONTEXTS_H_

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/compiler.h"
#include "codec/coeff/block_evidence.h"
#include "codec/coeff/block_state.h"
#include "codec/coeff/component_tables.h"
#include "codec/coeff/frequency.h"
#include "codec/coeff/linear_prediction.h"
#include "codec/coeff/quantizers.h"

namespace jackdaw::coeff {

// Shared by the decisions about one coefficient.
struct FastEvidence : Evidence {
  uint32_t adjacent, total;    // sums
  PredictionLevels predicted;  // of the linear prediction's magnitude, Q4 in quantization steps
  bool predicted_negative;
};

// Contexts of the decisions of one block; k: zigzag position, i: natural position.
template <bool kChroma>
class BlockContexts {
 public:
  static JACKDAW_ALWAYS_INLINE FastEvidence Gather(const ComponentTables& tables, size_t k,
                                                   size_t i, const BlockState& s) {
    const size_t u = i & 7, v = i >> 3;
    FastEvidence e;
    const int32_t sum = static_cast<int32_t>(static_cast<uint32_t>(s.column_prediction[8 * u + v]) +
                                             static_cast<uint32_t>(s.row_prediction[i]));
    const int64_t predicted = (int64_t{sum} * tables.reciprocal[k]) >> 24;
    e.predicted_negative = predicted < 0;
    e.predicted = kPredictionLevels[static_cast<size_t>(
        std::min<int64_t>(predicted < 0 ? -predicted : predicted, 1023))];
    const SumsAround sums = SumAround(i, s);
    coeff::Gather<kChroma>(sums, k, i, s, &e);
    e.adjacent = sums.adjacent;
    e.total = sums.near + sums.inside + (sums.near_smooth >> 1);
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
    const GroupEvidence e = GatherGroup<kChroma>(g, end, s);
    contexts[0] = e.Near();
    if constexpr (kChroma) {
      contexts[1] = e.guide.q16 * 16u + e.count.q16;
      contexts[2] = e.other.q16 * 16u + e.count.q16 + (s.zero_history & 1) * 256;
      contexts[3] = e.other.q8 * 64u + e.guide.q8 * 8u + e.around.q8;
    } else {
      contexts[1] = e.count.q8 * 64u + s.zero_history * 16 + kLevels[s.near_nonzero].q16;
      contexts[2] = kLevels[s.north->num_nonzero].q16 * 16u + kLevels[s.west->num_nonzero].q16;
      contexts[3] = e.around.q8 * 64u + e.adjacent.q8 * 8u + e.count.q8;
    }
  }

  // Is the coefficient non-zero? none_yet: in a group of several, all so far were zero.
  static JACKDAW_ALWAYS_INLINE void Zero(bool none_yet, const FastEvidence& e, const BlockState& s,
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

  // Is it negative? Beside HigherSigns two contexts: prediction and neighbours; for luma the
  // prediction in detail, for chroma signs of luma and of the other component.
  static JACKDAW_ALWAYS_INLINE uint32_t SignNear(size_t i, const FastEvidence& e,
                                                 const BlockState& s) {
    return CoarsePrediction(e) * 9 + s.west->sign[i] * 3u + s.north->sign[i];
  }
  static JACKDAW_ALWAYS_INLINE uint32_t SignLast(size_t k, const FastEvidence& e,
                                                 const BlockState& s) {
    if constexpr (kChroma) {
      return CoarsePrediction(e) * 9 + OtherSigns(k, s);
    } else {
      return (e.predicted.q16 * 2u + (e.predicted_negative ? 1 : 0)) * 8 + e.near.q8;
    }
  }

  static JACKDAW_ALWAYS_INLINE void Magnitude(const FastEvidence& e, bool negative,
                                              const BlockState& s, uint32_t (&contexts)[4]) {
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
    const DcEvidence e = GatherDc<kChroma>(s);
    const int difference = s.north->level[0] - s.west->level[0];
    const uint32_t step =
        Quantize(kQuant16, static_cast<uint32_t>(std::min(std::abs(difference), 4095)));
    contexts[0] = e.scale;
    contexts[1] = e.energy * 16 + e.residuals;
    contexts[2] = step * 16 + e.energy;
    contexts[3] = phase * 16 + e.residuals;
  }

  // Notes a non-zero AC level, magnitude its absolute value.
  static JACKDAW_ALWAYS_INLINE void Remember(const ComponentTables& tables, size_t k, int group,
                                             uint32_t magnitude, int level, BlockState& s) {
    NoteLevel(k, group, magnitude, level, s);
    const size_t i = jpeg::kZigzagToNatural[k], u = i & 7, v = i >> 3;
    const int32_t value = Dequantize(level, tables.quant[k]);
    AddPrediction(kColumnWeights, static_cast<int>(8 * v + u), value,
                  s.column_prediction.data() + 8 * u);
    AddPrediction(kRowWeights, static_cast<int>(8 * u + v), value, s.row_prediction.data() + 8 * v);
    AddToNeighbours(u, v, value, s);
  }

  // Notes the residual of a known DC level.
  static void RememberDc(const ComponentTables& tables, int residual, BlockState& s) {
    NoteDcResidual(residual, s);
    const int32_t value = Dequantize(s.self->level[0], tables.quant[0]);
    if (value != 0) AddToNeighbours(0, 0, value, s);
  }

 private:
  static uint32_t CoarsePrediction(const FastEvidence& e) {
    return e.predicted.sign * 2u + (e.predicted_negative ? 1 : 0);
  }

  static void AddToNeighbours(size_t u, size_t v, int32_t value, BlockState& s) {
    AddPrediction(kBelowWeights, static_cast<int>(8 * v + u), value, s.self->below.data() + 8 * u);
    AddPrediction(kRightWeights, static_cast<int>(8 * u + v), value, s.self->right.data() + 8 * v);
  }
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_FAST_BLOCK_CONTEXTS_H_
