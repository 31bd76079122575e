#include "codec/coeff/prior/block_set_prior.h"

#include "codec/coeff/prior/set_prior.h"

namespace jackdaw::coeff {

void MakeBlockPrior(const prior::BlockModel& model, const SetPlace& place,
                    std::span<const std::array<uint16_t, 64>> quants, const infer::Kernels& kernels,
                    std::optional<prior::BlockWave>* prior) {
  const bool pair = quants.size() == 2;
  const prior::BlockNetwork& network = pair ? model.chroma : model.luma;
  prior->emplace(network, quants, GuideQuant(place.frame), place.num_rows, place.width, kernels);
  prior::GuidePlane plane;
  if (pair && network.shape().guide_embed > 0 &&
      MakeGuidePlane(place.frame, place.first, place.layout.rows, place.luma, &plane)) {
    (*prior)->SetGuide(plane);
  }
}

}  // namespace jackdaw::coeff
