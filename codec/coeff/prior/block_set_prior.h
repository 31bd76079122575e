// The second prior of a component set in a slice: which network, and luma as its guide, as
// set_prior.h has it for the first.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_BLOCK_SET_PRIOR_H_
#define JACKDAW_CODEC_COEFF_PRIOR_BLOCK_SET_PRIOR_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "codec/coeff/lane.h"
#include "models/prior/block_model.h"
#include "models/prior/block_wave.h"

namespace jackdaw::coeff {

// Makes the prior of a set in `model`. quants: of its components' levels. The kernels must outlive
// the prior.
void MakeBlockPrior(const prior::BlockModel& model, const SetPlace& place,
                    std::span<const std::array<uint16_t, 64>> quants, const infer::Kernels& kernels,
                    std::optional<prior::BlockWave>* prior);

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_BLOCK_SET_PRIOR_H_
