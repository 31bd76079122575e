#include "apps/train/block_net.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace jackdaw::train {

namespace {

using torch::Tensor;

// Of all activations of a channel, this share is within its range. Channels have heavy tails: the
// few beyond are not worth the large weights that would read a channel made for them.
constexpr double kRangeQuantile = 0.995;
constexpr double kLeastScale = 1.0 / 16, kMostScale = 4;
// Weights of an imported network beyond so many times their row's root mean square are clipped: the
// largest of a row sets the step of all.
constexpr double kMostOutlying = 6;
// What a byte holds at the least shift.
constexpr double kMostWeight = infer::kMaxByteWeight / 2.0;

Tensor Range(const Tensor& x) {
  const torch::NoGradGuard guard;
  const Tensor flat = x.detach().reshape({-1, x.size(-1)});
  const int64_t rank =
      std::max<int64_t>(1, std::llround(static_cast<double>(flat.size(0)) * (1 - kRangeQuantile)));
  return std::get<0>(flat.topk(rank, 0)).select(0, rank - 1);
}

}  // namespace

Tensor BlockNetImpl::Weight(const char* name, int64_t rows, int64_t columns) {
  const double bound = 1 / std::sqrt(static_cast<double>(columns));
  return register_parameter(name, torch::empty({rows, columns}).uniform_(-bound, bound));
}

BlockNetImpl::BlockNetImpl(const prior::BlockShape& shape, Tensor sigma_in, Tensor sigma_guide_in)
    : shape_(shape), order_(MakeSlotOrder(shape.lanes)), chunk_begin_(ChunkBegins(order_)) {
  const int64_t n = order_.num_slots(), e = shape.embed, c = shape.context, g = shape.guide_embed;
  const int64_t units = shape.NumHidden(), outputs = shape.NumOutputs() * n;
  const auto bias = [this](const char* name, int64_t size) {
    return register_parameter(name, torch::zeros({size}));
  };
  embed_w = Weight("embed_w", e, 3 * n), embed_b = bias("embed_b", e);
  if (g > 0) guide_w = Weight("guide_w", g, 128), guide_b = bias("guide_b", g);
  image_w = Weight("image_w", c, shape.ImageInputs());
  context1_w = Weight("context1_w", c, shape.BlockInputs()), context1_b = bias("context1_b", c);
  context2_w = Weight("context2_w", c, (shape.NumNeighbours() + 1) * c);
  context2_b = bias("context2_b", c);
  context3_w = Weight("context3_w", c, c), context3_b = bias("context3_b", c);
  last_w = Weight("last_w", shape.NumLastLogits(), c);
  last_b = bias("last_b", shape.NumLastLogits());
  if (shape.lanes == 2) {
    last_pair = register_parameter("last_pair", torch::zeros({kGroups, prior::kLastNodes}));
  }
  hidden1_w = Weight("hidden1_w", units, c), hidden1_b = bias("hidden1_b", units);
  features_w = Weight("features_w", units, 2 * n);
  hidden2_w = Weight("hidden2_w", units, units), hidden2_b = bias("hidden2_b", units);
  output_w = Weight("output_w", outputs, int64_t{kStepsPerChunk} * shape.hidden);
  output_b = bias("output_b", outputs);
  linear_w = register_parameter("linear_w", torch::zeros({n, shape.NumMeanParts() * n}));
  sigma = register_buffer("sigma", sigma_in);
  sigma_guide = register_buffer("sigma_guide", g > 0 ? sigma_guide_in : torch::ones({64}));
  MakeMasks();
  MakeStart();
}

void BlockNetImpl::MakeMasks() {
  const int64_t n = order_.num_slots();
  const StepMasks masks = MakeStepMasks(order_, shape_.hidden, shape_.window, shape_.NumOutputs());
  features_mask = register_buffer("features_mask", torch::cat({masks.features, masks.features}, 1));
  hidden2_mask = register_buffer("hidden2_mask", masks.hidden2);
  output_mask = register_buffer("output_mask", masks.output);
  Tensor linear = torch::ones({n, shape_.NumMeanParts() * n});
  for (const int part : prior::OwnMeanParts(shape_)) {
    linear.slice(1, part * n, (part + 1) * n).copy_(masks.own);
  }
  linear_mask = register_buffer("linear_mask", linear);
  std::vector<int64_t> groups, lanes;
  for (int step = 0; step < order_.num_steps(); ++step) {
    groups.push_back(kGroups - 1 - step / shape_.lanes);
    lanes.push_back(step % shape_.lanes);
  }
  step_group_ = register_buffer("step_group", torch::tensor(groups));
  step_lane_ = register_buffer("step_lane", torch::tensor(lanes));
}

// Outputs that begin as mixtures of a narrow, a medium and a wide distribution.
void BlockNetImpl::MakeStart() {
  const torch::NoGradGuard guard;
  const int k = shape_.components, outputs = shape_.NumOutputs();
  constexpr double kLogScales[] = {-2, 0.5, 2};
  output_w.mul_(0.1 * std::sqrt(static_cast<double>(kStepsPerChunk)));
  for (size_t i = 0; i + 1 < chunk_begin_.size(); ++i) {
    const int begin = chunk_begin_[i], size = chunk_begin_[i + 1] - begin;
    for (int j = 0; j < k; ++j) {
      const int row = outputs * begin + (k + j) * size;
      output_b.slice(0, row, row + size).fill_(kLogScales[j]);
    }
  }
}

Tensor BlockNetImpl::Product(const Tensor& x, const Tensor& w, const Pass& pass) const {
  if (!pass.reduced) return torch::linear(x, w);
  return torch::linear(x.to(torch::kBFloat16), w.to(torch::kBFloat16)).to(torch::kFloat);
}

Tensor BlockNetImpl::ByteLayer(const Tensor& x, const Tensor& w, const Tensor& b,
                               const Tensor& shifts, const Pass& pass) const {
  const bool rounds = pass.arithmetic == Arithmetic::kBytes;
  const Tensor y = Product(x, rounds ? RoundRows(w, shifts) : w, pass);
  if (!b.defined()) return y;
  // A bias has the unit of the sums: products of weights and activations.
  return y + (rounds ? RoundColumns(b, shifts - std::log2(kByteUnit)) : b);
}

Tensor BlockNetImpl::ByteLayer(const Tensor& x, const Tensor& w, const Tensor& b,
                               const Pass& pass) const {
  const bool rounds = pass.arithmetic == Arithmetic::kBytes;
  return ByteLayer(x, w, b, rounds ? ByteShifts(w, b) : Tensor(), pass);
}

Tensor BlockNetImpl::Residual(const Tensor& before, const Tensor& sums,
                              Arithmetic arithmetic) const {
  const Tensor sum = before + ByteActivation(sums, arithmetic);
  return arithmetic == Arithmetic::kUnbounded ? sum : sum.clamp_max(kByteMax);
}

Tensor BlockNetImpl::Embedding(const Tensor& features, const Tensor& lq, const Pass& pass) const {
  // The image's own inputs are the same for all its blocks: added once per image.
  const int64_t n2 = 2 * int64_t{order_.num_slots()};
  const Tensor image = torch::linear(lq, embed_w.slice(1, n2), embed_b);
  return ByteActivation(Product(features, embed_w.slice(1, 0, n2), pass) + image, pass.arithmetic);
}

Tensor BlockNetImpl::Context(const Batch& batch, const Tensor& embedded, const Tensor& lq,
                             const LatticeBlocks* lattice, const Pass& pass,
                             ChannelRanges* ranges) const {
  const bool rounds = pass.arithmetic == Arithmetic::kBytes;
  Tensor guide, lq_all = lq;
  if (shape_.guide_embed > 0) {
    const Tensor features = GuideFeatures(batch.guide, sigma_guide);
    guide = ByteActivation(Product(features, guide_w, pass) + guide_b, pass.arithmetic);
    if (ranges != nullptr) ranges->guide = Range(guide);
    guide = Shifter(guide).Square();
    const int64_t count = batch.luma_quant.size(0);
    lq_all = torch::cat({lq, StepFeatures(batch.luma_quant).view({count, 1, 1, 64})}, -1);
  }
  Tensor image = torch::linear(lq_all, image_w.slice(1, 0, lq_all.size(-1)), context1_b);
  if (lattice != nullptr) {
    const Tensor of_passes = image_w.slice(1, lq_all.size(-1)).t();
    image = image.view({-1, 1, shape_.context}) + of_passes;
  }
  const Tensor shifts1 = rounds ? ByteShifts(context1_w, {}) : Tensor();
  if (rounds) image = RoundColumns(image, shifts1 - std::log2(kByteUnit));
  if (lattice != nullptr) image = image.index_select(1, lattice->pass());
  const Tensor sums1 = NeighbourLayer(embedded, guide, lattice,
                                      rounds ? RoundRows(context1_w, shifts1) : context1_w, pass);
  const Tensor a1 = ByteActivation(sums1.view({image.size(0), -1, shape_.context}) +
                                       image.view({image.size(0), -1, shape_.context}),
                                   pass.arithmetic)
                        .view({embedded.size(0), embedded.size(1), embedded.size(2), -1});
  const Tensor shifts2 = rounds ? ByteShifts(context2_w, context2_b) : Tensor();
  const Tensor sums2 =
      NeighbourLayer(a1, a1, lattice, rounds ? RoundRows(context2_w, shifts2) : context2_w, pass) +
      (rounds ? RoundColumns(context2_b, shifts2 - std::log2(kByteUnit)) : context2_b);
  const Tensor a2 = Residual(a1, sums2, pass.arithmetic);
  const Tensor a3 = Residual(a2, ByteLayer(a2, context3_w, context3_b, pass), pass.arithmetic);
  if (ranges != nullptr) ranges->context = Range(a3);  // never below a1 and a2
  return a3;
}

// Sums over x of the neighbours and what else there is (undefined: nothing). x: [B, H, W, C]; w:
// rounded.
Tensor BlockNetImpl::NeighbourLayer(const Tensor& x, const Tensor& other,
                                    const LatticeBlocks* lattice, const Tensor& w,
                                    const Pass& pass) const {
  if (lattice == nullptr) {
    std::vector<Tensor> inputs = Shifter(x).Neighbours();
    if (other.defined()) inputs.push_back(other);
    return Product(torch::cat(inputs, -1), w, pass);
  }
  const Tensor sums =
      lattice->Sums(x.flatten(1, 2), other.defined() ? other.flatten(1, 2) : other, w,
                    [&](const Tensor& in, const Tensor& part) { return Product(in, part, pass); });
  return sums.view({x.size(0), x.size(1), x.size(2), -1});
}

Tensor BlockNetImpl::Hidden1Shifts() const {
  return torch::minimum(ByteShifts(hidden1_w, hidden1_b),
                        FeatureShifts(features_w * features_mask));
}

Tensor BlockNetImpl::Hidden1(const Tensor& context, const Tensor& features, const Tensor& last,
                             const Pass& pass) const {
  Tensor w = features_w * features_mask, shifts;
  if (pass.arithmetic == Arithmetic::kBytes) {
    shifts = Hidden1Shifts();
    w = RoundRows(w, shifts + prior::kFeatureWeightShift);
  }
  const Tensor h1 = ByteActivation(ByteLayer(context, hidden1_w, hidden1_b, shifts, pass) +
                                       Product(features, w, pass),
                                   pass.arithmetic)
                        .view({-1, order_.num_steps(), shape_.hidden});
  // [M, steps]: which steps are coded.
  const Tensor is_coded = step_group_.unsqueeze(0) <= last.index_select(1, step_lane_);
  return (h1 * is_coded.to(torch::kFloat).unsqueeze(2)).flatten(1);
}

// The second hidden layer and the outputs of all steps, from the first hidden layer, [M, units].
Tensor BlockNetImpl::Mixtures(const Tensor& h1, const Pass& pass, ChannelRanges* ranges) const {
  const bool rounds = pass.arithmetic == Arithmetic::kBytes;
  const Tensor w2 = hidden2_w * hidden2_mask, wo = output_w * output_mask;
  const Tensor shifts2 = rounds ? ByteShifts(w2, hidden2_b) : hidden2_b;
  const Tensor shifts_o = rounds ? ByteShifts(wo, output_b) : output_b;
  const int64_t chunk_units = int64_t{kStepsPerChunk} * shape_.hidden;
  const int64_t outputs = shape_.NumOutputs();
  std::vector<Tensor> results, units;
  for (size_t i = 0; i + 1 < chunk_begin_.size(); ++i) {
    const int64_t begin = static_cast<int64_t>(i) * chunk_units, end = begin + chunk_units;
    const int64_t from = std::max<int64_t>(0, begin - int64_t{shape_.window - 1} * shape_.hidden);
    const Tensor h2 =
        Residual(h1.slice(1, begin, end),
                 ByteLayer(h1.slice(1, from, end), w2.slice(0, begin, end).slice(1, from, end),
                           hidden2_b.slice(0, begin, end), shifts2.slice(0, begin, end), pass),
                 pass.arithmetic);
    if (ranges != nullptr) units.push_back(h2);
    const int64_t first = outputs * chunk_begin_[i], end_row = outputs * chunk_begin_[i + 1];
    results.push_back(ByteLayer(h2, wo.slice(0, first, end_row), output_b.slice(0, first, end_row),
                                shifts_o.slice(0, first, end_row), pass));
  }
  if (ranges != nullptr) ranges->hidden = Range(torch::cat(units, 1));
  return torch::cat(results, 1);
}

Tensor BlockNetImpl::LastLogits(const Tensor& context, const Tensor& last, const Pass& pass) const {
  const Tensor logits =
      ByteLayer(context, last_w, last_b, pass).view({-1, int64_t{shape_.NumLastLogits()}});
  if (shape_.lanes == 1) return logits;
  const Tensor pair = last_pair.index_select(0, last.select(1, 0));
  return torch::cat(
      {logits.slice(1, 0, prior::kLastNodes), logits.slice(1, prior::kLastNodes) + pair}, 1);
}

BlockOutput BlockNetImpl::forward(const Batch& batch, const Tensor& last, Arithmetic arithmetic,
                                  bool reduced, ChannelRanges* ranges) {
  const int64_t count = batch.levels.size(0), n = batch.levels.size(3);
  const Pass pass = {arithmetic, reduced};
  const Tensor u = batch.levels * (batch.quant / sigma).view({count, 1, 1, n});
  const Tensor lq = StepFeatures(batch.quant).view({count, 1, 1, n});
  const Tensor features = LevelFeatures(batch.levels, u);
  const Tensor embedded = Embedding(features, lq, pass);
  if (ranges != nullptr) ranges->embed = Range(embedded);
  std::optional<LatticeBlocks> lattice;
  if (shape_.lattice) {
    lattice.emplace(batch.levels.size(1), batch.levels.size(2), batch.levels.device());
  }
  const Tensor context = Context(batch, embedded, lq, lattice ? &*lattice : nullptr, pass, ranges);
  BlockOutput output;
  output.last = LastLogits(context, last, pass);
  output.mixture = Mixtures(Hidden1(context, features, last, pass), pass, ranges);
  const Tensor linear = linear_w * linear_mask;
  output.mean = lattice ? LatticeMean(*lattice, u, linear, shape_.lanes)
                        : LinearMean(u, linear, shape_.lanes);
  return output;
}

void BlockNetImpl::RescaleChannels(const ChannelRanges& ranges) {
  const torch::NoGradGuard guard;
  const auto scale_of = [](const Tensor& range) {
    const Tensor scale = (kByteMax / range.clamp_min(1e-6)).clamp(kLeastScale, kMostScale);
    return torch::where(range > 1e-6, scale, torch::ones_like(scale));
  };
  const auto scale_rows = [](const Tensor& scale, std::vector<Tensor> layers) {
    for (Tensor& x : layers) x.mul_(x.dim() == 1 ? scale : scale.unsqueeze(1));
  };
  TORCH_CHECK(!shape_.lattice);
  const int64_t e4 = 4 * int64_t{shape_.embed};
  const Tensor embed = scale_of(ranges.embed), context = scale_of(ranges.context),
               hidden = scale_of(ranges.hidden);
  scale_rows(embed, {embed_w, embed_b});
  context1_w.slice(1, 0, e4).div_(embed.repeat({4}));
  if (shape_.guide_embed > 0) {
    const Tensor guide = scale_of(ranges.guide);
    scale_rows(guide, {guide_w, guide_b});
    context1_w.slice(1, e4).div_(guide.repeat({9}));
  }
  scale_rows(context,
             {image_w, context1_w, context1_b, context2_w, context2_b, context3_w, context3_b});
  context2_w.div_(context.repeat({5}));
  context3_w.div_(context);
  last_w.div_(context);
  hidden1_w.div_(context);
  scale_rows(hidden, {hidden1_w, hidden1_b, features_w, hidden2_w, hidden2_b});
  hidden2_w.div_(hidden);
  const int64_t outputs = shape_.NumOutputs(), width = int64_t{kStepsPerChunk} * shape_.hidden;
  for (size_t i = 0; i + 1 < chunk_begin_.size(); ++i) {
    const auto chunk = static_cast<int64_t>(i);
    output_w.slice(0, outputs * chunk_begin_[i], outputs * chunk_begin_[i + 1])
        .div_(hidden.slice(0, chunk * width, (chunk + 1) * width));
  }
}

void BlockNetImpl::ClipOutliers() {
  const torch::NoGradGuard guard;
  hidden2_w.mul_(hidden2_mask);
  output_w.mul_(output_mask);
  for (Tensor& w : ByteWeights()) {
    const Tensor count = (w != 0).sum(1, true).clamp_min(1);
    const Tensor limit = torch::sqrt(w.square().sum(1, true) / count) * kMostOutlying;
    w.copy_(torch::minimum(torch::maximum(w, -limit), limit));
  }
  LimitWeights();
}

void BlockNetImpl::LimitWeights() {
  const torch::NoGradGuard guard;
  for (Tensor& w : ByteWeights()) w.clamp_(-kMostWeight, kMostWeight);
}

std::vector<Tensor> BlockNetImpl::ByteWeights() const {
  return {context1_w, context2_w, context3_w, last_w, hidden1_w, hidden2_w, output_w};
}

Tensor LastGroups(const Tensor& levels, const SlotOrder& order) {
  const int64_t n = order.num_slots();
  std::vector<float> groups;
  std::vector<std::vector<int64_t>> of_lane(static_cast<size_t>(order.lanes));
  for (int64_t p = 0; p < n; ++p) {
    const Slot& slot = order.slots[static_cast<size_t>(p)];
    groups.push_back(static_cast<float>(kGroups - 1 - slot.step / order.lanes));
    of_lane[static_cast<size_t>(slot.lane)].push_back(p);
  }
  const Tensor group = torch::tensor(groups).to(levels.device());
  const Tensor used = (levels.reshape({-1, n}) != 0).to(torch::kFloat) * group;
  std::vector<Tensor> last;
  for (const std::vector<int64_t>& slots : of_lane) {
    const Tensor lane =
        order.lanes == 1 ? used : used.index_select(1, torch::tensor(slots).to(levels.device()));
    last.push_back(lane.amax(1));
  }
  return torch::stack(last, 1).to(torch::kLong);
}

}  // namespace jackdaw::train
