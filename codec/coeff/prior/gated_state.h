// Everything that adapts beside the second prior while one component is coded: sets of decisions
// that begin as the prior alone. Small enough to stay in a cache, and zero when it begins.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_GATED_STATE_H_
#define JACKDAW_CODEC_COEFF_PRIOR_GATED_STATE_H_

#include <array>
#include <cstddef>

#include "codec/coeff/frequency.h"
#include "codec/coeff/prior/gated_ops.h"

namespace jackdaw::coeff {

// Decisions of a magnitude's exponent that differ: > 0, > 1, > 2 and further ones.
inline constexpr size_t kGatedSteps = 4;
// Bits below the leading one: by place, the last for all lower ones.
inline constexpr size_t kGatedPlaces = 4;

struct GatedState {
  std::array<GatedSet, kNumGroups> last;  // by threshold: is the last group at least that?
  std::array<GatedSet, kNumGroups> any;   // by group: is anything of it not zero?
  std::array<GatedSet, 64> zero;          // by zigzag position: is it not zero?
  std::array<GatedSet, kNumGroups> sign;  // by group: is it negative?
  std::array<std::array<GatedSet, kGatedSteps>, kNumZones> magnitude;  // by zone: is it larger?
  std::array<GatedSet, kGatedPlaces> mantissa;                         // bits below the exponent
  std::array<GatedSet, 2> dc;  // is the residual not zero; is it negative?
  std::array<GatedSet, 2 * kGatedSteps> dc_magnitude;
  std::array<GatedSet, kGatedPlaces> dc_mantissa;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_GATED_STATE_H_
