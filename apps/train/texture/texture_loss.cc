#include "apps/train/texture/texture_loss.h"

#include "apps/train/restore/perceptual_loss.h"
#include "apps/train/restore/restore_loss.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

Tensor Softplus(const Tensor& x) { return torch::nn::functional::softplus(x); }

}  // namespace

Tensor JudgedLuma(const Tensor& coeffs) {
  const Tensor luma = InverseDct(coeffs);
  return luma + torch::rand_like(luma) - 0.5;
}

TextureLoss GeneratorLoss(const restoration::RestorationShape& shape, const RestoreBatch& batch,
                          const Restored& made, const TextureWeights& weights,
                          Discriminator& discriminator) {
  const Tensor original = InverseDct(batch.target), decoded = InverseDct(made.coeffs);
  const Tensor distortion = RestoreLoss(shape, batch, made).loss;
  // Both measures take any offset but the luminance of MS-SSIM, which wants samples of 0..255.
  const Tensor perceptual = PerceptualLoss(original + 128, decoded + 128).mean();
  const Tensor energy = EnergyLoss(original, decoded).mean();
  TextureLoss loss;
  loss.total =
      weights.distortion * distortion + weights.perceptual * perceptual + weights.energy * energy;
  if (weights.adversarial > 0) {
    const Tensor verdicts = discriminator->forward(JudgedLuma(made.coeffs), batch);
    const Tensor adversarial = Softplus(-verdicts).mean();
    loss.total = loss.total + weights.adversarial * adversarial;
    loss.adversarial = adversarial.item<double>();
  }
  loss.distortion = distortion.item<double>();
  loss.perceptual = perceptual.item<double>();
  loss.energy = energy.item<double>();
  return loss;
}

JudgeLoss DiscriminatorLoss(const RestoreBatch& batch, const Tensor& made_coeffs,
                            Discriminator& discriminator) {
  const Tensor real = discriminator->forward(JudgedLuma(batch.target), batch);
  const Tensor made = discriminator->forward(JudgedLuma(made_coeffs.detach()), batch);
  JudgeLoss loss;
  loss.total = Softplus(-real).mean() + Softplus(made).mean();
  loss.right_of_real = (real > 0).to(torch::kFloat32).mean().item<double>();
  loss.right_of_made = (made <= 0).to(torch::kFloat32).mean().item<double>();
  return loss;
}

}  // namespace jackdaw::train
