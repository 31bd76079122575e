#include "apps/train/prior_net.h"

#include <algorithm>
#include <cmath>

namespace jackdaw::train {

namespace {

using torch::Tensor;

Tensor Act(const Tensor& x) {
  return torch::leaky_relu(x, 0.125).clamp(-kActivationMax, kActivationMax);
}
Tensor Clamped(const Tensor& x) { return x.clamp(-kActivationMax, kActivationMax); }

}  // namespace

NetShape MakeShape(Target target) {
  NetShape shape;
  if (target == Target::kChroma) {
    shape.lanes = 2;
    shape.context = 96;
    shape.hidden = 12;
    shape.window = 4;
    shape.guide_embed = 48;
  }
  return shape;
}

int64_t PriorNetImpl::DenseContext() const {
  return 4 * int64_t{shape_.embed} + 9 * int64_t{shape_.guide_embed};
}

Tensor PriorNetImpl::Weight(const char* name, int64_t rows, int64_t columns) {
  const double bound = 1 / std::sqrt(static_cast<double>(columns));
  return register_parameter(name, torch::empty({rows, columns}).uniform_(-bound, bound));
}

PriorNetImpl::PriorNetImpl(const NetShape& shape, Tensor sigma_in, Tensor sigma_guide_in)
    : shape_(shape), order_(MakeSlotOrder(shape.lanes)), chunk_begin_(ChunkBegins(order_)) {
  const int64_t n = order_.num_slots(), e = shape.embed, c = shape.context, g = shape.guide_embed;
  const int64_t units = int64_t{order_.num_steps()} * shape.hidden;
  const auto bias = [this](const char* name, int64_t size) {
    return register_parameter(name, torch::zeros({size}));
  };
  embed_w = Weight("embed_w", e, 3 * n), embed_b = bias("embed_b", e);
  if (g > 0) guide_w = Weight("guide_w", g, 128), guide_b = bias("guide_b", g);
  context1_w = Weight("context1_w", c, DenseContext() + n + (g > 0 ? 64 : 0));
  context1_b = bias("context1_b", c);
  context2_w = Weight("context2_w", c, 5 * c), context2_b = bias("context2_b", c);
  context3_w = Weight("context3_w", c, c), context3_b = bias("context3_b", c);
  hidden1_w = Weight("hidden1_w", units, c + 2 * n), hidden1_b = bias("hidden1_b", units);
  hidden2_w = Weight("hidden2_w", units, units), hidden2_b = bias("hidden2_b", units);
  // Rows per chunk: [5][slots of the chunk]; columns: the hidden units of the chunk.
  output_w = Weight("output_w", kOutputs * n, int64_t{kStepsPerChunk} * shape.hidden);
  output_b = bias("output_b", kOutputs * n);
  linear_w = register_parameter("linear_w", torch::zeros({n, 5 * n}));
  sigma = register_buffer("sigma", sigma_in);
  sigma_guide = register_buffer("sigma_guide", g > 0 ? sigma_guide_in : torch::ones({64}));
  MakeMasks();
  const torch::NoGradGuard guard;
  output_w.mul_(0.1 * std::sqrt(static_cast<double>(kStepsPerChunk)));
  for (size_t i = 0; i + 1 < chunk_begin_.size(); ++i) {
    const int begin = chunk_begin_[i], size = chunk_begin_[i + 1] - begin;
    output_b.slice(0, 5 * begin + 2 * size, 5 * begin + 3 * size).fill_(-2);
    output_b.slice(0, 5 * begin + 3 * size, 5 * begin + 4 * size).fill_(0.5);
  }
}

void PriorNetImpl::MakeMasks() {
  const int64_t n = order_.num_slots();
  const StepMasks masks = MakeStepMasks(order_, shape_.hidden, shape_.window, kOutputs);
  const Tensor context = torch::ones({masks.hidden2.size(0), shape_.context});
  hidden1_mask =
      register_buffer("hidden1_mask", torch::cat({context, masks.features, masks.features}, 1));
  hidden2_mask = register_buffer("hidden2_mask", masks.hidden2);
  output_mask = register_buffer("output_mask", masks.output);
  linear_mask = register_buffer("linear_mask", torch::cat({torch::ones({n, 4 * n}), masks.own}, 1));
}

Tensor PriorNetImpl::Linear(const Tensor& x, const Tensor& w, const Tensor& b, bool reduced) const {
  if (!reduced) return torch::linear(x, w, b);
  return torch::linear(x.to(torch::kBFloat16), w.to(torch::kBFloat16), b.to(torch::kBFloat16));
}

Tensor PriorNetImpl::GuideContext(const Batch& batch, bool reduced) {
  const Tensor features = GuideFeatures(batch.guide, sigma_guide);
  return Shifter(Act(Linear(features, guide_w, guide_b, reduced))).Square();
}

Tensor PriorNetImpl::Mean(const Tensor& u) {
  return LinearMean(u, linear_w * linear_mask, shape_.lanes);
}

// The second hidden layer and the outputs of all steps, from the first hidden layer,
// [blocks][units].
Tensor PriorNetImpl::Mixtures(const Tensor& h1, bool reduced) {
  const Tensor w2 = hidden2_w * hidden2_mask, wo = output_w * output_mask;
  const int64_t chunk_units = int64_t{kStepsPerChunk} * shape_.hidden;
  std::vector<Tensor> outputs;
  for (size_t i = 0; i + 1 < chunk_begin_.size(); ++i) {
    const int64_t begin = static_cast<int64_t>(i) * chunk_units, end = begin + chunk_units;
    const int64_t from = std::max<int64_t>(0, begin - int64_t{shape_.window - 1} * shape_.hidden);
    const Tensor h2 =
        Clamped(h1.slice(1, begin, end) +
                Act(Linear(h1.slice(1, from, end), w2.slice(0, begin, end).slice(1, from, end),
                           hidden2_b.slice(0, begin, end), reduced)));
    const int64_t first = kOutputs * chunk_begin_[i], last = kOutputs * chunk_begin_[i + 1];
    outputs.push_back(
        Linear(h2, wo.slice(0, first, last), output_b.slice(0, first, last), reduced));
  }
  return torch::cat(outputs, 1).to(torch::kFloat);
}

NetOutput PriorNetImpl::forward(const Batch& batch, bool reduced) {
  const int64_t count = batch.levels.size(0), height = batch.levels.size(1),
                width = batch.levels.size(2), n = batch.levels.size(3);
  const Tensor scale = (batch.quant / sigma).view({count, 1, 1, n});
  const Tensor u = batch.levels * scale;
  const Tensor lq = StepFeatures(batch.quant).view({count, 1, 1, n});
  const auto per_image = [&](const Tensor& x) {
    return x.expand({count, height, width, x.size(3)});
  };
  const auto type = reduced ? torch::kBFloat16 : torch::kFloat;

  const Tensor f = LevelFeatures(batch.levels, u).to(type);
  const int64_t e = shape_.embed, c = shape_.context;
  // The image's own inputs are the same for all its blocks: added once per image.
  const Tensor embed_image = torch::linear(lq, embed_w.slice(1, 2 * n), embed_b);
  const Tensor embedded =
      Act(Linear(f, embed_w.slice(1, 0, 2 * n), torch::zeros({e}, u.options()), reduced) +
          per_image(embed_image).to(type));
  std::vector<Tensor> inputs = Shifter(embedded).Neighbours();
  Tensor lq_all = lq;
  if (shape_.guide_embed > 0) {
    inputs.push_back(GuideContext(batch, reduced));
    lq_all = torch::cat({lq, StepFeatures(batch.luma_quant).view({count, 1, 1, 64})}, -1);
  }
  const int64_t dense = DenseContext();
  const Tensor context_image = torch::linear(lq_all, context1_w.slice(1, dense), context1_b);
  Tensor a = Act(Linear(torch::cat(inputs, -1), context1_w.slice(1, 0, dense),
                        torch::zeros({c}, u.options()), reduced) +
                 per_image(context_image).to(type));
  inputs = Shifter(a).Neighbours();
  inputs.push_back(a);
  a = Clamped(a + Act(Linear(torch::cat(inputs, -1), context2_w, context2_b, reduced)));
  a = Clamped(a + Act(Linear(a, context3_w, context3_b, reduced)));

  const Tensor h1 =
      Act(Linear(torch::cat({a, f}, -1), hidden1_w * hidden1_mask, hidden1_b, reduced))
          .view({count * height * width, -1});
  return {Mixtures(h1, reduced), Mean(u)};
}

}  // namespace jackdaw::train
