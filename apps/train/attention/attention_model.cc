#include "apps/train/attention/attention_model.h"

#include <cmath>

#include "codec/lossy/enc_attention.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

constexpr double kMiddleLambda = 20;  // where slopes change nothing
constexpr double kLeastStep = 1;

}  // namespace

AttentionModelImpl::AttentionModelImpl(AttentionMode mode, const attention::AttentionShape& shape)
    : mode_(mode),
      weigh_{AttentionNet(shape), AttentionNet(shape)},
      scale_{AttentionNet(shape), AttentionNet(shape)} {
  register_module("weigh_luma", weigh_[0]);
  register_module("weigh_colour", weigh_[1]);
  register_module("scale_luma", scale_[0]);
  register_module("scale_colour", scale_[1]);
  offsets_ = register_parameter("offsets", torch::zeros({3, 64}));
  slopes_ = register_parameter("slopes", torch::zeros({3, 64}));
}

Tensor AttentionModelImpl::Steps(size_t component, double lambda, const Tensor& weights) {
  const auto c = static_cast<int64_t>(component);
  const Tensor even = 0.5 * (std::log(6 * lambda / std::log(2.0)) - weights.mean({2, 3}).log());
  const Tensor learned = offsets_[c] + slopes_[c] * std::log(lambda / kMiddleLambda);
  return torch::exp(even + (trains_tables_ ? learned : learned.detach())).clamp_min(kLeastStep);
}

Tensor AttentionModelImpl::Octaves(size_t component, const Tensor& coeffs) {
  if (trains_tables_ || mode_ == AttentionMode::kTables || mode_ == AttentionMode::kScale) {
    return torch::zeros_like(coeffs);
  }
  const Tensor weights = weigh_[component > 0 ? 1 : 0]->forward(coeffs);
  return lossy::kAttentionOctaves * (2 * weights - 1);
}

Tensor AttentionModelImpl::Edited(size_t component, const Tensor& coeffs) {
  if (trains_tables_ || mode_ == AttentionMode::kTables || mode_ == AttentionMode::kWeights) {
    return coeffs;
  }
  return coeffs * (0.5 + scale_[component > 0 ? 1 : 0]->forward(coeffs));
}

}  // namespace jackdaw::train
