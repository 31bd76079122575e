// Learning from another network of the second prior: what a teacher thinks of every decision, in
// place of what happened to come out.
//
// The distributions of a level are compared on five intervals: the three levels around the
// teacher's mean, and what lies below and above them. Those of a last group, decision by decision.
#ifndef JACKDAW_APPS_TRAIN_DISTILLATION_H_
#define JACKDAW_APPS_TRAIN_DISTILLATION_H_

#include <torch/torch.h>

#include "apps/train/block_net.h"

namespace jackdaw::train {

struct TeacherView {
  torch::Tensor centers;      // [M, N]: levels; 0 where nothing is coded
  torch::Tensor masses;       // [M, N, 5]
  torch::Tensor last_logits;  // [M, 14 L]
};

// What the teacher's output for a batch says; last: LastGroups of the batch. No gradient.
TeacherView ViewOf(const BlockNetImpl& teacher, const BlockOutput& output, const Batch& batch,
                   const torch::Tensor& last);

// Cross-entropy of the network's output against the teacher's view, bits per block, [M].
torch::Tensor DistilledBits(const BlockNetImpl& net, const BlockOutput& output,
                            const TeacherView& view, const Batch& batch, const torch::Tensor& last);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_DISTILLATION_H_
