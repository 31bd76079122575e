#include "apps/train/attention/attention_loss.h"

#include <array>

#include "apps/train/restore/jpeg_model.h"
#include "apps/train/restore/perceptual_loss.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

constexpr std::array<double, 3> kPerceptualWeights = {1, 0.15, 0.15};  // of Y, Cb, Cr
// Octaves that all errors have in common are those of lambda: they are kept near none.
constexpr double kCommonOctaves = 1;

}  // namespace

SoftCoding CodeComponent(AttentionModel& model, const AttentionBatch& batch, size_t component,
                         double lambda, double temperature, const ReconstructionPoints& points,
                         torch::Tensor octaves) {
  const Tensor &coeffs = batch.coeffs[component], &weights = batch.weights[component];
  const Tensor choice_weights = weights * octaves.exp2();
  return CodeSoftly({.coeffs = coeffs,
                     .edited = model->Edited(component, coeffs),
                     .steps = model->Steps(component, lambda, choice_weights),
                     .weights = weights,
                     .choice_weights = choice_weights,
                     .lambda = lambda,
                     .temperature = temperature,
                     .offsets = points.Offsets(component, lambda)});
}

AttentionLoss LossOfBatch(AttentionModel& model, const AttentionBatch& batch, double lambda,
                          double gamma, double temperature, const ReconstructionPoints& points) {
  Tensor bits = torch::zeros({}), distortion = torch::zeros({}), perceptual = torch::zeros({});
  Tensor common = torch::zeros({});
  double octaves_sum = 0;
  for (size_t c = 0; c < 3; ++c) {
    const Tensor& coeffs = batch.coeffs[c];
    const Tensor octaves = model->Octaves(c, coeffs);
    const SoftCoding coding = CodeComponent(model, batch, c, lambda, temperature, points, octaves);
    bits = bits + coding.bits;
    distortion = distortion + coding.distortion;
    perceptual =
        perceptual +
        kPerceptualWeights[c] *
            PerceptualLoss(InverseDct(coeffs) + 128, InverseDct(coding.decoded) + 128).mean();
    common = common + octaves.mean().square();
    octaves_sum += octaves.detach().abs().mean().item<double>() / 3;
  }
  // Both parts of quality together count as much as the distortion alone does, whatever their
  // units: else weights would rise as a whole.
  const Tensor scale = (distortion / perceptual.clamp_min(1e-6)).detach();
  const Tensor errors = (distortion + gamma * scale * perceptual) / (1 + gamma);
  AttentionLoss result;
  result.loss =
      (lambda * bits + errors) / (lambda * bits + distortion).detach() + kCommonOctaves * common;
  result.bits = bits.item<double>() / batch.pixels;
  result.distortion = distortion.item<double>() / batch.pixels;
  result.perceptual = perceptual.item<double>();
  result.octaves = octaves_sum;
  return result;
}

}  // namespace jackdaw::train
