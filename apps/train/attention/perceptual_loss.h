// A differentiable measure of what is seen: structure (MS-SSIM; Wang, Simoncelli, Bovik, Asilomar
// 2003) and errors of gradients, both at several scales. No weights are downloaded.
#ifndef JACKDAW_APPS_TRAIN_ATTENTION_PERCEPTUAL_LOSS_H_
#define JACKDAW_APPS_TRAIN_ATTENTION_PERCEPTUAL_LOSS_H_

#include <torch/torch.h>

namespace jackdaw::train {

// [N]: -log of MS-SSIM of planes [N][H][W] of samples 0..255 (any offset). As many of the five
// scales as have room for the window of 11 samples; their exponents are scaled to the usual sum.
// REQUIRES: H and W of at least 11.
torch::Tensor StructureLoss(const torch::Tensor& original, const torch::Tensor& decoded);

// [N]: mean errors of gradients over those of the original, at scales of 1, 2 and 4 samples.
torch::Tensor GradientLoss(const torch::Tensor& original, const torch::Tensor& decoded);

// [N]: both.
torch::Tensor PerceptualLoss(const torch::Tensor& original, const torch::Tensor& decoded);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_ATTENTION_PERCEPTUAL_LOSS_H_
