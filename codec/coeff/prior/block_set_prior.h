// The second prior of a component set in a slice: which network, and luma as its guide, as
// set_prior.h has it for the first.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_BLOCK_SET_PRIOR_H_
#define JACKDAW_CODEC_COEFF_PRIOR_BLOCK_SET_PRIOR_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "codec/coeff/lane.h"
#include "codec/coeff/prior/set_prior.h"
#include "models/prior/block_wave.h"

namespace jackdaw::coeff {

// Makes the prior of a set with its network. quants: of its components' levels. Network and kernels
// must outlive the prior.
template <prior::BlockShape kShape>
void MakeBlockPrior(const prior::BlockNetwork<kShape>& network, const SetPlace& place,
                    std::span<const std::array<uint16_t, 64>> quants, const infer::Kernels& kernels,
                    std::optional<prior::BlockWave<kShape>>* prior) {
  prior->emplace(network, quants, GuideQuant(place.frame), place.num_rows, place.width, kernels);
  if constexpr (kShape.guide_embed > 0) {
    prior::GuidePlane plane;
    if (MakeGuidePlane(place.frame, place.first, place.layout.rows, place.luma, &plane)) {
      (*prior)->SetGuide(plane);
    }
  }
}

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_BLOCK_SET_PRIOR_H_
