// What training of attention minimises (docs/design/attention.md).
#ifndef JACKDAW_APPS_TRAIN_ATTENTION_ATTENTION_LOSS_H_
#define JACKDAW_APPS_TRAIN_ATTENTION_ATTENTION_LOSS_H_

#include <torch/torch.h>

#include "apps/train/attention/attention_batch.h"
#include "apps/train/attention/attention_model.h"
#include "apps/train/attention/reconstruction.h"

namespace jackdaw::train {

// The loss of one batch, and its parts per pixel.
struct AttentionLoss {
  torch::Tensor loss;
  double bits = 0, distortion = 0, perceptual = 0;
  double octaves = 0;  // mean size of what weights are multiplied by
};

// A temperature of the choice of levels, in bits, that is as good as none: for measuring.
inline constexpr double kColdChoice = 0.01;

// (lambda bits + (distortion + gamma perceptual) / (1 + gamma)) over lambda bits + distortion, so
// that all lambdas count alike; the perceptual part in units in which it is as large as the
// distortion. temperature: of the choice of levels, bits. points: what levels are decoded to.
AttentionLoss LossOfBatch(AttentionModel& model, const AttentionBatch& batch, double lambda,
                          double gamma, double temperature,
                          const ReconstructionPoints& points = {});

// What the model makes of one component of a batch.
SoftCoding CodeComponent(AttentionModel& model, const AttentionBatch& batch, size_t component,
                         double lambda, double temperature, const ReconstructionPoints& points,
                         torch::Tensor octaves);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_ATTENTION_ATTENTION_LOSS_H_
