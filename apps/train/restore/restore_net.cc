#include "apps/train/restore/restore_net.h"

#include <stdexcept>
#include <string>

namespace jackdaw::train {
namespace {

using torch::Tensor;

// Small corrections at the start, and small changes by every pair.
constexpr double kSmall = 0.1;

Tensor Column(const Tensor& x) { return x.unsqueeze(2).unsqueeze(3); }

// As two numbers of eight bits each: [B][2 C][H][W].
Tensor HighAndLow(const Tensor& x) {
  const Tensor high = x.to(torch::kBFloat16);
  return torch::cat({high, (x - high.to(torch::kFloat)).to(torch::kBFloat16)}, 1);
}

}  // namespace

StyledConvImpl::StyledConvImpl(int64_t inputs, int64_t outputs, int64_t kernel,
                               double weight_scale) {
  conv_ = register_module(
      "conv",
      torch::nn::Conv2d(
          torch::nn::Conv2dOptions(inputs, outputs, kernel).padding(kernel / 2).bias(false)));
  style_ = register_module(
      "style", torch::nn::Linear(static_cast<int64_t>(restoration::kStyle), 2 * outputs));
  const torch::NoGradGuard guard;
  conv_->weight.mul_(weight_scale);
  style_->weight.mul_(kSmall);
  style_->bias.zero_();
}

Tensor StyledConvImpl::forward(const Tensor& x, const Tensor& style, bool reduced) {
  const std::vector<Tensor> parts = style_->forward(style).chunk(2, 1);
  const auto type = reduced ? torch::kBFloat16 : torch::kFloat;
  Tensor weight = conv_->weight.to(type);
  if (x.size(1) == 2 * weight.size(1)) weight = torch::cat({weight, weight}, 1);
  weight = weight.contiguous(torch::MemoryFormat::ChannelsLast);
  const Tensor sums = torch::conv2d(x.to(type), weight, {}, 1, weight.size(2) / 2);
  return torch::addcmul(Column(parts[1]), sums.to(torch::kFloat), 1 + Column(parts[0]));
}

RestoreNetImpl::RestoreNetImpl(const restoration::RestorationShape& shape) : shape_(shape) {
  const auto size = [](auto n) { return static_cast<int64_t>(n); };
  const int64_t c = size(shape.channels);
  Tensor typical = torch::empty({size(shape.components * restoration::kFrequencies)});
  for (int64_t i = 0; i < typical.size(0); ++i) {
    typical[i] = restoration::kTypical[static_cast<size_t>(i % 64)] *
                 (shape.components == 1 ? 1 : restoration::kTypicalOfChroma);
  }
  typical_ = typical.view({1, -1, 1, 1});
  style1_ = register_module(
      "style1", torch::nn::Linear(size(shape.table_values()), size(restoration::kStyleHidden)));
  style2_ = register_module(
      "style2", torch::nn::Linear(size(restoration::kStyleHidden), size(restoration::kStyle)));
  first_ = register_module("first",
                           StyledConv(size(shape.features()), c, size(shape.first_kernel), 1.0));
  for (uint32_t i = 0; i < shape.pairs; ++i) {
    const std::string name = "pair" + std::to_string(i);
    // One after the other: parameters are written in the order in which they are registered.
    const StyledConv a = register_module(name + "a", StyledConv(c, c, 3, 1.0));
    const StyledConv b = register_module(name + "b", StyledConv(c, c, 3, kSmall));
    pairs_.emplace_back(a, b);
  }
  last_ = register_module("last",
                          StyledConv(c, size(shape.outputs()), size(shape.last_kernel), kSmall));
  if (shape.details() > 0) {
    detail_ = register_module("detail", StyledConv(c, size(shape.details()), 1, kSmall));
  }
}

Tensor RestoreNetImpl::Style(const RestoreBatch& batch) {
  Tensor values = batch.steps.log() / 2 - 1;
  if (shape_.sampling_values > 0) {
    const Tensor sampling = torch::tensor({batch.h == 2 ? 1.0f : 0.0f, batch.v == 2 ? 1.0f : 0.0f});
    values = torch::cat({values, sampling.expand({values.size(0), 2})}, 1);
  }
  return torch::relu(style2_->forward(torch::relu(style1_->forward(values))));
}

Tensor RestoreNetImpl::Trunk(const Tensor& features, const Tensor& style, bool reduced) {
  Tensor x = features.contiguous(torch::MemoryFormat::ChannelsLast);
  x = first_->forward(reduced ? HighAndLow(x) : x, style, reduced);
  for (auto& [a, b] : pairs_) {
    x = x + b->forward(torch::relu(a->forward(x, style, reduced)), style, reduced);
  }
  return x;
}

Restored RestoreNetImpl::Fine(const RestoreBatch& batch, bool reduced) {
  if (base_ == nullptr) throw std::logic_error("a fine network has nothing to work behind");
  Tensor base;
  {
    const torch::NoGradGuard guard;
    base = base_->forward(batch, reduced).coeffs;
  }
  const Tensor steps = Column(batch.steps), values = batch.levels * steps;
  const int64_t n = values.size(0), h = 8 * values.size(2), w = 8 * values.size(3);
  const auto cell = static_cast<int64_t>(shape_.cell), places = 8 / cell;
  const Tensor so_far = InverseDct(base).view({n, 1, h, w});
  const Tensor plain = InverseDct(values).view({n, 1, h, w});
  const Tensor error =
      torch::minimum(batch.steps.square() / 12, typical_.view({1, 64}).square()).mean(1).sqrt();
  const Tensor unit = Column(error.unsqueeze(1));
  const Tensor place = torch::eye(places);
  const auto place_of = [&](int64_t size, bool of_rows) {
    const Tensor line = place.repeat({1, size / 8});
    return (of_rows ? line.unsqueeze(2) : line.unsqueeze(1))
        .unsqueeze(0)
        .expand({n, places, h / cell, w / cell});
  };
  const Tensor features = torch::cat({torch::pixel_unshuffle(so_far / restoration::kFineUnit, cell),
                                      torch::pixel_unshuffle((plain - so_far) / unit, cell),
                                      place_of(w, false), place_of(h, true)},
                                     1);
  const Tensor style = Style(batch);
  const Tensor x = Trunk(features, style, reduced);
  const Tensor added = torch::pixel_shuffle(last_->forward(x, style, reduced), cell) * unit;
  const Tensor coeffs = base + ForwardDct(added.view({n, h, w}));
  Restored restored;
  restored.coeffs = torch::maximum(torch::minimum(coeffs, values + steps / 2), values - steps / 2);
  return restored;
}

Restored RestoreNetImpl::forward(const RestoreBatch& batch, bool reduced) {
  if (shape_.is_fine()) return Fine(batch, reduced);
  const Tensor steps = Column(batch.steps), values = batch.levels * steps;
  std::vector<Tensor> features = {values / typical_, torch::asinh(batch.levels)};
  if (shape_.guided) {
    features.push_back(batch.guide / (typical_.narrow(1, 0, 64) / restoration::kTypicalOfChroma));
  }
  const Tensor style = Style(batch);
  const Tensor x = Trunk(torch::cat(features, 1), style, reduced);
  const Tensor scale = torch::rsqrt(12 / steps.square() + 1 / typical_.square());
  const Tensor t = last_->forward(x, style, reduced) * (2 * scale / steps);
  Restored restored;
  restored.coeffs = torch::addcmul(values, t * torch::rsqrt(1 + t.square()), steps / 2);
  if (shape_.details() > 0 && batch.h == 2 && batch.v == 2) {
    // [B][component][block of 2 x 2][64][H][W], in units of a tenth of the typical magnitude.
    const int64_t n = x.size(0), h = x.size(2), w = x.size(3);
    const auto components = static_cast<int64_t>(shape_.components);
    const Tensor unit = typical_.narrow(1, 0, 64).view({1, 1, 1, 64, 1, 1}) * kSmall;
    const Tensor d = detail_->forward(x, style, reduced).view({n, components, 4, 64, h, w}) * unit;
    const Tensor blocks = d.view({n, components, 2, 2, 64, h, w})
                              .permute({0, 1, 4, 5, 2, 6, 3})
                              .reshape({n * components, 64, 2 * h, 2 * w});
    restored.details = InverseDct(blocks).view({n, components, 16 * h, 16 * w});
  }
  return restored;
}

}  // namespace jackdaw::train
