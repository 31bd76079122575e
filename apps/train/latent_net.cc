#include "apps/train/latent_net.h"

#include <cmath>
#include <vector>

namespace jackdaw::train {

namespace {

using torch::Tensor;
namespace F = torch::nn::functional;

constexpr double kActivationMax = 32.0;
constexpr double kMinLogScale = -4, kMaxLogScale = 5;

Tensor Act(const Tensor& x) {
  return torch::leaky_relu(x, 0.125).clamp(-kActivationMax, kActivationMax);
}

// Bits of integers under discretised logistics, per image. x: [B, C, H, W].
Tensor LogisticBits(const Tensor& x, const Tensor& mean, const Tensor& log_scale) {
  const Tensor inverse = torch::exp(-log_scale.clamp(kMinLogScale, kMaxLogScale));
  const Tensor d = x - mean;
  const Tensor sign = torch::where(d > 0, -torch::ones_like(d), torch::ones_like(d));
  const Tensor p = sign * (torch::sigmoid(sign * (d + 0.5) * inverse) -
                           torch::sigmoid(sign * (d - 0.5) * inverse));
  return -torch::log2(p.clamp_min(1e-7)).sum({1, 2, 3});
}

Tensor Apply(torch::nn::Conv2d& layer, const Tensor& x, bool reduced) {
  const auto type = reduced ? torch::kBFloat16 : torch::kFloat;
  const auto& o = layer->options;
  return torch::conv2d(x.to(type), layer->weight.to(type), layer->bias.to(type), o.stride(),
                       c10::get<torch::ExpandingArray<2>>(o.padding()));
}

torch::nn::Conv2d Conv(int in, int out, int size, int stride, int padding) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, size).stride(stride).padding(padding));
}
}  // namespace

LatentNetImpl::LatentNetImpl(int embed, int y, int z, int features)
    : y1(register_module("y1", Conv(embed, kLatentHidden, 3, 1, 1))),
      y2(register_module("y2", Conv(kLatentHidden, kLatentHidden, 5, 2, 2))),
      y3(register_module("y3", Conv(kLatentHidden, y, 3, 1, 1))),
      z1(register_module("z1", Conv(y, kHyperHidden, 3, 1, 1))),
      z2(register_module("z2", Conv(kHyperHidden, z, 4, 2, 1))),
      hyper_out(register_module("hyper_out", Conv(kHyperHidden, 2 * y, 3, 1, 1))),
      context_in(register_module("context_in", Conv(y, features, 3, 1, 1))),
      z_mean(register_parameter("z_mean", torch::zeros({z}))),
      z_log_scale(register_parameter("z_log_scale", torch::zeros({z}))) {
  const auto up = [this](const char* name, int in, int out) {
    const double bound = 1 / std::sqrt(4.0 * in);
    return register_parameter(name, torch::empty({4, out, 4 * in}).uniform_(-bound, bound));
  };
  hyper_up_w = up("hyper_up_w", z, kHyperHidden);
  hyper_up_b = register_parameter("hyper_up_b", torch::zeros({kHyperHidden}));
  context_up_w = up("context_up_w", features, features);
  context_up_b = register_parameter("context_up_b", torch::zeros({features}));
}

// x: [B, C, H, W] -> [B, out, 2 H, 2 W].
Tensor LatentNetImpl::UpLayer(const Tensor& x, const Tensor& w, const Tensor& b,
                              bool reduced) const {
  using torch::indexing::Slice;
  const auto type = reduced ? torch::kBFloat16 : torch::kFloat;
  const int64_t height = x.size(2), width = x.size(3);
  const Tensor padded =
      F::pad(x.to(type).permute({0, 2, 3, 1}), F::PadFuncOptions({0, 0, 1, 1, 1, 1}));
  std::vector<Tensor> rows;
  for (int64_t p = 0; p < 2; ++p) {
    std::vector<Tensor> columns;
    for (int64_t q = 0; q < 2; ++q) {
      std::vector<Tensor> taps;
      for (int64_t i = 0; i < 4; ++i) {
        const int64_t dy = p + i / 2, dx = q + i % 2;
        taps.push_back(padded.index({Slice(), Slice(dy, dy + height), Slice(dx, dx + width)}));
      }
      columns.push_back(torch::linear(torch::cat(taps, -1), w[2 * p + q].to(type), b.to(type)));
    }
    rows.push_back(torch::stack(columns, 3).flatten(2, 3));  // [B, H, 2 W, out]
  }
  return torch::stack(rows, 2).flatten(1, 2).permute({0, 3, 1, 2});
}

LatentOutput LatentNetImpl::forward(const Tensor& embedded, bool reduced) {
  const int64_t height = embedded.size(1), width = embedded.size(2);
  Tensor x = embedded.permute({0, 3, 1, 2});
  const int64_t below = (4 - height % 4) % 4, right = (4 - width % 4) % 4;
  if (below + right > 0) {
    x = F::pad(x.to(torch::kFloat),
               F::PadFuncOptions({0, right, 0, below}).mode(torch::kReplicate));
  }
  x = Act(Apply(y1, x, reduced));
  x = Act(Apply(y2, x, reduced));
  Tensor y = Apply(y3, x, reduced).to(torch::kFloat);
  Tensor z = Apply(z2, Act(Apply(z1, y, reduced)), reduced).to(torch::kFloat);
  if (is_training()) {
    y = y + torch::rand_like(y) - 0.5;
    z = z + torch::rand_like(z) - 0.5;
  } else {
    y = torch::round(y);
    z = torch::round(z);
  }
  LatentOutput out;
  out.bits = LogisticBits(z, z_mean.view({1, -1, 1, 1}), z_log_scale.view({1, -1, 1, 1}));
  const Tensor hyper =
      Apply(hyper_out, Act(UpLayer(z, hyper_up_w, hyper_up_b, reduced)), reduced).to(torch::kFloat);
  const auto parts = hyper.chunk(2, 1);
  out.bits = out.bits + LogisticBits(y, parts[0], parts[1]);
  const Tensor context =
      Act(UpLayer(Act(Apply(context_in, y, reduced)), context_up_w, context_up_b, reduced));
  out.context = context.permute({0, 2, 3, 1}).slice(1, 0, height).slice(2, 0, width);
  return out;
}

}  // namespace jackdaw::train
