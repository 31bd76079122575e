#include "apps/train/attention/attention_net.h"

#include <cmath>
#include <stdexcept>
#include <vector>

namespace jackdaw::train {
namespace {

using torch::Tensor;
namespace F = torch::nn::functional;

constexpr double kSmall = 0.02;

torch::nn::Conv2d Convolution(uint32_t inputs, uint32_t outputs, int64_t kernel) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(inputs, outputs, kernel));
}

}  // namespace

AttentionNetImpl::AttentionNetImpl(const attention::AttentionShape& shape) : shape_(shape) {
  constexpr auto kInputs = static_cast<uint32_t>(attention::kFrequencies);
  embed_ = register_module("embed", Convolution(kInputs, shape.embedding, 1));
  mix_ = register_module("mix", Convolution(shape.embedding, shape.hidden, 3));
  out_ = register_module("out", Convolution(shape.hidden, kInputs, 1));
  const torch::NoGradGuard guard;
  out_->weight.mul_(kSmall);
  out_->bias.zero_();
}

Tensor AttentionNetImpl::forward(const Tensor& coeffs) {
  const Tensor magnitudes =
      torch::log1p(coeffs.narrow(1, 1, 63).abs() / attention::kMagnitudeUnit) / std::log(2.0);
  const Tensor features = torch::cat({coeffs.narrow(1, 0, 1) / attention::kDcUnit, magnitudes}, 1);
  const Tensor embedding = torch::relu(embed_->forward(features));
  const Tensor padded = F::pad(embedding, F::PadFuncOptions({1, 1, 1, 1}).mode(torch::kReplicate));
  const Tensor z = out_->forward(torch::relu(mix_->forward(padded)));
  return (1 + z * torch::rsqrt(1 + z.square())) / 2;
}

attention::AttentionWeights WeightsOf(const AttentionNet& net) {
  attention::AttentionWeights weights{net->shape(), {}};
  for (const Tensor& parameter : net->parameters()) {
    const Tensor flat = parameter.detach().to(torch::kFloat32).contiguous().view(-1);
    const float* data = flat.data_ptr<float>();
    weights.parameters.insert(weights.parameters.end(), data, data + flat.numel());
  }
  return weights;
}

void SetWeights(const attention::AttentionWeights& weights, AttentionNet* net) {
  if (weights.shape != (*net)->shape() ||
      weights.parameters.size() != weights.shape.num_parameters()) {
    throw std::runtime_error("attention weights of another shape");
  }
  const torch::NoGradGuard guard;
  std::vector<float> values = weights.parameters;
  int64_t at = 0;
  const Tensor all = torch::from_blob(values.data(), {static_cast<int64_t>(values.size())});
  for (Tensor& parameter : (*net)->parameters()) {
    parameter.copy_(all.narrow(0, at, parameter.numel()).view_as(parameter));
    at += parameter.numel();
  }
}

}  // namespace jackdaw::train
