// Everything that adapts beside the second prior while one component is coded: sets of decisions
// that begin as the prior alone.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_GATED_STATE_H_
#define JACKDAW_CODEC_COEFF_PRIOR_GATED_STATE_H_

#include <array>
#include <cstddef>

#include "codec/coeff/frequency.h"
#include "codec/coeff/prior/gated_ops.h"

namespace jackdaw::coeff {

// Decisions of a magnitude's exponent that differ: > 0, > 1, > 2 and further ones; of that of a
// residual of DC, more.
inline constexpr size_t kGatedSteps = 4, kGatedDcSteps = 8;
// Bits below the leading one: by place, the last for all lower ones.
inline constexpr size_t kGatedPlaces = 4;

// A set has its own gate where nothing else is said.
struct GatedState {
  GatedSets<kNumGroups, 64> last;   // by threshold: is the last group at least that?
  GatedSets<kNumGroups, 512> any;   // by group: is anything of it not zero?
  GatedSets<64, 256> zero;          // by zigzag position: is it not zero?
  GatedSets<kNumGroups, 256> sign;  // by group: is it negative?
  // By zone and step: is the exponent larger? Gates by pair of groups and step.
  GatedSets<kNumZones * kGatedSteps, 128, (kNumGroups + 1) / 2 * kGatedSteps> magnitude;
  // By position and place: bits of a magnitude; those of position 0 are the residual's of DC. Gates
  // by place.
  GatedSets<64 * kGatedPlaces, 256, kGatedPlaces> mantissa;
  // The residual of DC: is it not zero, is it negative, and by step, is its exponent larger?
  GatedSets<2 + kGatedDcSteps, 256> dc;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_GATED_STATE_H_
