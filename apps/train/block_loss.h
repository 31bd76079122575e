// Bits of a batch under what a network of the second prior gave: those of the last groups, and
// those of the levels up to them. What is known of the last group, that not all of it is zero, is
// used exactly: its levels cost -log2(P(levels) / P(not all zero)).
#ifndef JACKDAW_APPS_TRAIN_BLOCK_LOSS_H_
#define JACKDAW_APPS_TRAIN_BLOCK_LOSS_H_

#include <torch/torch.h>

#include "apps/train/block_net.h"

namespace jackdaw::train {

// Bits per block, [M], differentiable with regard to the network's output. On the CPU the levels'
// value and gradient come from one fused loop; elsewhere from tensor operations.
torch::Tensor LevelBitsOf(const BlockNetImpl& net, const BlockOutput& output, const Batch& batch,
                          const torch::Tensor& last);
torch::Tensor LastBits(const torch::Tensor& logits, const torch::Tensor& last);
// Of the decisions that last takes: cross-entropy against a teacher's logits.
torch::Tensor LastCrossEntropy(const torch::Tensor& logits, const torch::Tensor& teacher,
                               const torch::Tensor& last);

// Both, by tensor operations alone: what the fused loop is compared with.
torch::Tensor LevelBitsByTensors(const BlockNetImpl& net, const BlockOutput& output,
                                 const Batch& batch, const torch::Tensor& last);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_BLOCK_LOSS_H_
