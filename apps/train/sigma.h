// Scales of slots, by which a network divides what it sees.
#ifndef JACKDAW_APPS_TRAIN_SIGMA_H_
#define JACKDAW_APPS_TRAIN_SIGMA_H_

#include <torch/torch.h>

#include "apps/train/sampler.h"

namespace jackdaw::train {

struct Sigmas {
  torch::Tensor slots;  // [N], coding order
  torch::Tensor guide;  // [64], zigzag; ones without a guide
};

// Mean |dequantized coefficient| of 40 batches, plus what keeps it away from zero, in 1/256 as
// exported. Both lanes of a frequency share one.
Sigmas MeasureSigmas(Sampler& sampler, Target target);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_SIGMA_H_
