// Contexts of decisions that a learned prior has an opinion on.
//
// The prior has seen the neighbours already, so contexts are fewer than those of the fast preset
// and need no prediction of their own: each decision has three, made of magnitudes of neighbours at
// the same frequency, adjacent frequencies here, counts, for chroma luma and the other chroma
// component, and of the level of the prior's odds. Format: docs/format_coeff.md §8.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_PRIOR_CONTEXTS_H_
#define JACKDAW_CODEC_COEFF_PRIOR_PRIOR_CONTEXTS_H_

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/compiler.h"
#include "codec/coeff/block_state.h"
#include "codec/coeff/frequency.h"
#include "codec/coeff/quantizers.h"

namespace jackdaw {

// Three contexts of a decision, each an entry of its part of the decision's table.
using DecisionContexts = uint32_t[3];

// 16 levels of odds (stretched, Q8): half nats, from 11, 8 or 9 of them below even odds.
inline uint32_t OddsLevel(int32_t odds, int32_t below) {
  return static_cast<uint32_t>(std::clamp((odds >> 7) + below, 0, 15));
}

// Shared by the decisions about one coefficient.
struct PriorEvidence {
  Levels near, inside, near_smooth;
  uint32_t guide = 0, other = 0;  // magnitudes
};

// k: zigzag position, i: natural position; odds: the prior's, stretched.
template <bool kChroma>
class PriorContexts {
 public:
  static JACKDAW_ALWAYS_INLINE PriorEvidence Gather(size_t k, size_t i, const BlockState& s) {
    const uint8_t* m = s.magnitude.data() + kPadBefore + i;
    PriorEvidence e;
    e.near = kLevels[s.near[i]];
    e.near_smooth = kLevels[s.near_smooth[i]];
    e.inside = kLevels[2 * (uint32_t{m[1]} + m[8]) + m[9] + m[2] + m[16] + m[7] + m[-7]];
    if constexpr (kChroma) {
      e.guide = s.guide[k];
      e.other = s.other != nullptr ? s.other_magnitude[i] : 0;
    }
    return e;
  }

  // Is anything non-zero in group g, which ends before zigzag position `end`?
  static JACKDAW_ALWAYS_INLINE void Group(size_t g, size_t end, int32_t odds, const BlockState& s,
                                          DecisionContexts& contexts) {
    const uint32_t w = s.west->group_sum[g], n = s.north->group_sum[g];
    const uint32_t diagonal = uint32_t{s.north_west->group_sum[g]} + s.north_east->group_sum[g];
    const Levels count = kLevels[s.num_nonzero];
    const uint32_t level = OddsLevel(odds, 11);
    contexts[0] = kLevels[w].q8 * 64u + kLevels[n].q8 * 8u + kLevels[diagonal].q8;
    if constexpr (kChroma) {
      const Levels guide = kLevels[s.guide_group[g]];
      const Levels other = s.other != nullptr ? kLevels[s.other->group_sum[g]] : Levels{};
      contexts[1] = guide.q16 * 16u + count.q16;
      contexts[2] = other.q16 * 16u + level + (s.zero_history & 1) * 256;
    } else {
      const uint8_t* above = s.magnitude.data() + kPadBefore;  // the two frequencies coded last
      const uint32_t adjacent =
          end < 63 ? above[kZigzagToNatural[end]] + above[kZigzagToNatural[end + 1]] : 0u;
      const Levels sum = kLevels[2 * (w + n) + diagonal];
      contexts[1] = sum.q8 * 64u + kLevels[adjacent].q8 * 8u + count.q8;
      contexts[2] = count.q8 * 64u + s.zero_history * 16 + level;
    }
  }

  // Is the coefficient non-zero? none_yet: in a group of several, all so far were zero.
  static JACKDAW_ALWAYS_INLINE void Zero(bool none_yet, const PriorEvidence& e, int32_t odds,
                                         const BlockState& s, DecisionContexts& contexts) {
    contexts[0] = s.counts + (none_yet ? 128u : 0u);
    if constexpr (kChroma) {
      const uint32_t guide = Quantize(kQuant16, e.guide);
      const bool second = s.other != nullptr;
      const uint32_t other = second ? Quantize(kQuant16, 2 * e.other) : e.inside.q16;
      contexts[1] = other * 16 + guide;
      contexts[2] = (second ? e.near.q16 : e.near_smooth.q16) * 16u + OddsLevel(odds, 11);
    } else {
      contexts[1] = e.near_smooth.q16 * 16u + e.near.q16;
      contexts[2] = e.inside.q16 * 16u + OddsLevel(odds, 11);
    }
  }

  // Is it negative?
  static JACKDAW_ALWAYS_INLINE void Sign(size_t k, size_t i, const PriorEvidence& e, int32_t odds,
                                         const BlockState& s, DecisionContexts& contexts) {
    const uint32_t level = OddsLevel(odds, 8);
    const uint8_t* higher = s.sign.data() + kPadBefore + i;
    contexts[0] = level * 9 + s.west->sign[i] * 3u + s.north->sign[i];
    contexts[1] = higher[1] * 27u + higher[8] * 9u + higher[2] * 3u + higher[16];
    if constexpr (kChroma) {
      const uint32_t other = s.other != nullptr ? SignClass(s.other->level[k]) : 0u;
      const uint32_t luma = s.luma_level != nullptr ? SignClass(s.luma_level[k]) : 0u;
      contexts[2] = level * 9 + other * 3 + luma;
    } else {
      contexts[2] = level * 8 + e.near.q8;
    }
  }

  // Is its magnitude larger?
  static JACKDAW_ALWAYS_INLINE void Magnitude(const PriorEvidence& e, int32_t odds,
                                              const BlockState& s, DecisionContexts& contexts) {
    const uint32_t level = OddsLevel(odds, 9);
    contexts[0] = e.near.q8 * 16u + level;
    contexts[1] = e.inside.q11 * 11u + e.near_smooth.q11;
    if constexpr (kChroma) {
      contexts[2] = Quantize(kQuant8, e.guide) * 16 + level;
    } else {
      contexts[2] = kLevels[s.num_nonzero].q8 * 16u + level;
    }
  }

  // The DC residual. phase: Q4 position of the prior's centre between two levels.
  static void Dc(uint32_t phase, const BlockState& s, DecisionContexts& contexts) {
    const uint32_t residuals =
        Quantize(kQuant16, uint32_t{s.west->magnitude[0]} + s.north->magnitude[0]);
    const uint8_t* m = s.magnitude.data() + kPadBefore;
    const uint32_t low = uint32_t{m[1]} + m[8] + m[9] + m[2] + m[16];
    const uint32_t energy = Quantize(kQuant16, low);
    const uint32_t near = Quantize(kQuant16, s.near[0]);
    contexts[0] = kChroma ? Quantize(kQuant16, uint32_t{s.guide[1]} + s.guide[2]) * 16 + near
                          : near * 16 + Quantize(kQuant16, s.num_nonzero);
    contexts[1] = energy * 16 + residuals;
    contexts[2] = phase * 16 + residuals;
  }
  static uint32_t DcSign(uint32_t phase, const BlockState& s) {
    return phase * 9 + SignClass(s.west->dc_residual) * 3 + SignClass(s.north->dc_residual);
  }

  // Notes a non-zero AC level, magnitude its absolute value.
  static JACKDAW_ALWAYS_INLINE void Remember(size_t k, int group, uint32_t magnitude, int level,
                                             BlockState& s) {
    const size_t i = kZigzagToNatural[k];
    s.magnitude[kPadBefore + i] =
        static_cast<uint8_t>(std::min<uint32_t>(magnitude, kMaxStoredMagnitude));
    s.sign[kPadBefore + i] = static_cast<uint8_t>(SignClass(level));
    ++s.num_nonzero;
    s.counts = kLevels[s.near_nonzero].q8 * 16u + kLevels[s.num_nonzero].q16;
    uint8_t& group_sum = s.self->group_sum[static_cast<size_t>(group)];
    group_sum = static_cast<uint8_t>(group_sum + std::min<uint32_t>(magnitude, 3));
  }

  // Notes the residual of a known DC level.
  static void RememberDc(int residual, BlockState& s) {
    s.self->dc_residual = static_cast<int16_t>(residual);
    s.magnitude[kPadBefore] =
        static_cast<uint8_t>(std::min(std::abs(residual), kMaxStoredMagnitude));
  }

 private:
  static uint32_t SignClass(int level) { return level == 0 ? 0u : level > 0 ? 1u : 2u; }
};

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_PRIOR_PRIOR_CONTEXTS_H_
