// Bits of the levels of a batch under the mixtures that a network gave.
#ifndef JACKDAW_APPS_TRAIN_MIXTURE_LOSS_H_
#define JACKDAW_APPS_TRAIN_MIXTURE_LOSS_H_

#include <torch/torch.h>

#include "apps/train/prior_net.h"

namespace jackdaw::train {

// Bits per block, [M], differentiable with regard to the network's output. On the CPU value and
// gradient come from one fused loop; elsewhere from tensor operations.
torch::Tensor MixtureBits(const PriorNetImpl& net, const NetOutput& output, const Batch& batch);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_MIXTURE_LOSS_H_
