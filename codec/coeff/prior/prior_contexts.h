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

#include "base/compiler.h"
#include "codec/coeff/block_evidence.h"
#include "codec/coeff/block_state.h"
#include "codec/coeff/quantizers.h"

namespace jackdaw::coeff {

// Three contexts of a decision, each an entry of its part of the decision's table.
using DecisionContexts = uint32_t[3];

// 16 levels of odds (stretched, Q8): half nats, from 11, 8 or 9 of them below even odds.
inline uint32_t OddsLevel(int32_t odds, int32_t below) {
  return static_cast<uint32_t>(std::clamp((odds >> 7) + below, 0, 15));
}

// k: zigzag position, i: natural position; odds: the prior's, stretched.
template <bool kChroma>
class PriorContexts {
 public:
  static JACKDAW_ALWAYS_INLINE Evidence Gather(size_t k, size_t i, const BlockState& s) {
    Evidence e;
    coeff::Gather<kChroma>(SumAround(i, s), k, i, s, &e);
    return e;
  }

  // Is anything non-zero in group g, which ends before zigzag position `end`?
  static JACKDAW_ALWAYS_INLINE void Group(size_t g, size_t end, int32_t odds, const BlockState& s,
                                          DecisionContexts& contexts) {
    const GroupEvidence e = GatherGroup<kChroma>(g, end, s);
    const uint32_t level = OddsLevel(odds, 11);
    contexts[0] = e.Near();
    if constexpr (kChroma) {
      contexts[1] = e.guide.q16 * 16u + e.count.q16;
      contexts[2] = e.other.q16 * 16u + level + (s.zero_history & 1) * 256;
    } else {
      contexts[1] = e.around.q8 * 64u + e.adjacent.q8 * 8u + e.count.q8;
      contexts[2] = e.count.q8 * 64u + s.zero_history * 16 + level;
    }
  }

  // Is the coefficient non-zero? none_yet: in a group of several, all so far were zero.
  static JACKDAW_ALWAYS_INLINE void Zero(bool none_yet, const Evidence& e, int32_t odds,
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
  static JACKDAW_ALWAYS_INLINE void Sign(size_t k, size_t i, const Evidence& e, int32_t odds,
                                         const BlockState& s, DecisionContexts& contexts) {
    const uint32_t level = OddsLevel(odds, 8);
    contexts[0] = level * 9 + s.west->sign[i] * 3u + s.north->sign[i];
    contexts[1] = HigherSigns(i, s);
    if constexpr (kChroma) {
      contexts[2] = level * 9 + OtherSigns(k, s);
    } else {
      contexts[2] = level * 8 + e.near.q8;
    }
  }

  // Is its magnitude larger?
  static JACKDAW_ALWAYS_INLINE void Magnitude(const Evidence& e, int32_t odds, const BlockState& s,
                                              DecisionContexts& contexts) {
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
    const DcEvidence e = GatherDc<kChroma>(s);
    contexts[0] = e.scale;
    contexts[1] = e.energy * 16 + e.residuals;
    contexts[2] = phase * 16 + e.residuals;
  }
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_PRIOR_CONTEXTS_H_
