// What the networks of texture are trained for: the error that restoration has, what is seen, and
// what the discriminator says.
#ifndef JACKDAW_APPS_TRAIN_TEXTURE_TEXTURE_LOSS_H_
#define JACKDAW_APPS_TRAIN_TEXTURE_TEXTURE_LOSS_H_

#include <torch/torch.h>

#include "apps/train/restore/jpeg_model.h"
#include "apps/train/restore/restore_net.h"
#include "apps/train/texture/discriminator.h"

namespace jackdaw::train {

// What each part of the generator's loss counts.
struct TextureWeights {
  double distortion = 0.5;    // RestoreLoss: 1 is about the error of plain decoding
  double perceptual = 1;      // PerceptualLoss
  double energy = 0.1;        // EnergyLoss
  double adversarial = 0.05;  // beta: -log D, mean over blocks
};

struct TextureLoss {
  torch::Tensor total;                                                 // with a gradient
  double distortion = 0, perceptual = 0, energy = 0, adversarial = 0;  // not weighted
};

// Luma of coefficients as the discriminator gets it, real or made: around 0, plus noise of a level
// in all, so that whole numbers, which only the real one has, say nothing.
torch::Tensor JudgedLuma(const torch::Tensor& coeffs);

// Of the generator; made: what it said of the batch. Gradients also reach the discriminator, whose
// optimizer is not to step on them.
TextureLoss GeneratorLoss(const restoration::RestorationShape& shape, const RestoreBatch& batch,
                          const Restored& made, const TextureWeights& weights,
                          Discriminator& discriminator);

// Of the discriminator: -log D(real) - log(1 - D(made)), means over blocks.
struct JudgeLoss {
  torch::Tensor total;
  double right_of_real = 0, right_of_made = 0;  // shares of blocks that it judges rightly
};
JudgeLoss DiscriminatorLoss(const RestoreBatch& batch, const torch::Tensor& made_coeffs,
                            Discriminator& discriminator);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_TEXTURE_TEXTURE_LOSS_H_
