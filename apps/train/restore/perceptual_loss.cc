#include "apps/train/restore/perceptual_loss.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace jackdaw::train {
namespace {

using torch::Tensor;

constexpr int64_t kWindow = 11;
constexpr double kSigma = 1.5;
constexpr double kC1 = 0.01 * 255 * 0.01 * 255, kC2 = 0.03 * 255 * 0.03 * 255;
constexpr std::array<double, 5> kExponents = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
constexpr double kLeast = 1e-3;  // of the structure of a scale, which may be negative
constexpr int kGradientScales = 3;
constexpr double kFlat = 2;  // grey levels of gradients that are always there
constexpr int kOctaves = 3;
constexpr int64_t kEnergyWindow = 8;  // samples of the octave's own grid
constexpr double kLeastEnergy = 1;    // squared grey levels that are always there
// The share at which both parts of the loss are about as large at 1 bit per pixel.
constexpr double kGradientShare = 0.1;

// [N][1][H][W] -> means under the window, without those that reach beyond.
Tensor Blurred(const Tensor& x) {
  Tensor window = torch::arange(kWindow).to(x.dtype()) - kWindow / 2;
  window = torch::exp(-window.square() / (2 * kSigma * kSigma));
  window = window / window.sum();
  const Tensor rows = torch::conv2d(x, window.view({1, 1, 1, kWindow}));
  return torch::conv2d(rows, window.view({1, 1, kWindow, 1}));
}

struct Similarity {
  Tensor all, structure;  // [N]
};

Similarity SimilarityOf(const Tensor& a, const Tensor& b) {
  const Tensor mean_a = Blurred(a), mean_b = Blurred(b);
  const Tensor var_a = Blurred(a.square()) - mean_a.square();
  const Tensor var_b = Blurred(b.square()) - mean_b.square();
  const Tensor covariance = Blurred(a * b) - mean_a * mean_b;
  const Tensor structure = (2 * covariance + kC2) / (var_a + var_b + kC2);
  const Tensor luminance = (2 * mean_a * mean_b + kC1) / (mean_a.square() + mean_b.square() + kC1);
  return {(structure * luminance).flatten(1).mean(1), structure.flatten(1).mean(1)};
}

Tensor Halved(const Tensor& x) { return torch::avg_pool2d(x, 2); }

}  // namespace

Tensor StructureLoss(const Tensor& original, const Tensor& decoded) {
  Tensor a = original.unsqueeze(1), b = decoded.unsqueeze(1);
  Tensor loss = torch::zeros({original.size(0)}, original.options());
  double exponents = 0;
  for (size_t s = 0; s < kExponents.size(); ++s) {
    const bool is_last = s + 1 == kExponents.size() || std::min(a.size(2), a.size(3)) < 2 * kWindow;
    const Similarity similarity = SimilarityOf(a, b);
    const Tensor used = is_last ? similarity.all : similarity.structure;
    loss = loss - kExponents[s] * torch::log(used.clamp_min(kLeast));
    exponents += kExponents[s];
    if (is_last) break;
    a = Halved(a);
    b = Halved(b);
  }
  return loss / exponents;
}

Tensor GradientLoss(const Tensor& original, const Tensor& decoded) {
  Tensor a = original.unsqueeze(1), b = decoded.unsqueeze(1);
  Tensor loss = torch::zeros({original.size(0)}, original.options());
  for (int s = 0; s < kGradientScales; ++s) {
    for (const int64_t direction : {2, 3}) {
      const Tensor real = a.diff(1, direction), shown = b.diff(1, direction);
      const Tensor error = torch::sqrt((real - shown).square() + 0.01) - 0.1;
      loss = loss + error.flatten(1).mean(1) / (real.abs().flatten(1).mean(1) + kFlat);
    }
    a = Halved(a);
    b = Halved(b);
  }
  return loss / (2 * kGradientScales);
}

Tensor EnergyLoss(const Tensor& original, const Tensor& decoded) {
  Tensor a = original.unsqueeze(1), b = decoded.unsqueeze(1);
  Tensor loss = torch::zeros({original.size(0)}, original.options());
  const auto log_energy = [](const Tensor& x, const Tensor& half) {
    const Tensor detail = x - half.repeat_interleave(2, 2).repeat_interleave(2, 3);
    return torch::log(torch::avg_pool2d(detail.square(), kEnergyWindow, kEnergyWindow / 2) +
                      kLeastEnergy);
  };
  for (int s = 0; s < kOctaves; ++s) {
    const Tensor half_a = Halved(a), half_b = Halved(b);
    const Tensor error = log_energy(a, half_a) - log_energy(b, half_b);
    loss = loss + error.abs().flatten(1).mean(1);
    a = half_a;
    b = half_b;
  }
  return loss / kOctaves;
}

Tensor PerceptualLoss(const Tensor& original, const Tensor& decoded) {
  return StructureLoss(original, decoded) + kGradientShare * GradientLoss(original, decoded);
}

}  // namespace jackdaw::train
