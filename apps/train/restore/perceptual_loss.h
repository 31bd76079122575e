// Differentiable measures of what is seen: structure (MS-SSIM; Wang, Simoncelli, Bovik, Asilomar
// 2003), errors of gradients, and local energy in bands, all at several scales. No weights are
// downloaded.
#ifndef JACKDAW_APPS_TRAIN_RESTORE_PERCEPTUAL_LOSS_H_
#define JACKDAW_APPS_TRAIN_RESTORE_PERCEPTUAL_LOSS_H_

#include <torch/torch.h>

namespace jackdaw::train {

// [N]: -log of MS-SSIM of planes [N][H][W] of samples 0..255. As many of the five scales as
// have room for the window of 11 samples; their exponents are scaled to the usual sum.
// REQUIRES: H and W of at least 11.
torch::Tensor StructureLoss(const torch::Tensor& original, const torch::Tensor& decoded);

// [N]: mean errors of gradients over those of the original, at scales of 1, 2 and 4 samples.
torch::Tensor GradientLoss(const torch::Tensor& original, const torch::Tensor& decoded);

// [N]: how far the energy around a place in each of three octaves is from that of the original,
// wherever its peaks are: mean |log| of the ratio. Texture has the right energy, a blur too little.
// REQUIRES: H and W of at least 64, multiples of 8.
torch::Tensor EnergyLoss(const torch::Tensor& original, const torch::Tensor& decoded);

// [N]: structure and gradients.
torch::Tensor PerceptualLoss(const torch::Tensor& original, const torch::Tensor& decoded);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_RESTORE_PERCEPTUAL_LOSS_H_
