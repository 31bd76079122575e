#include "apps/train/net_parts.h"

namespace jackdaw::train {

using torch::Tensor;
namespace F = torch::nn::functional;
using torch::indexing::Slice;

Shifter::Shifter(const Tensor& x)
    : height_(x.size(1)),
      width_(x.size(2)),
      padded_(F::pad(x, F::PadFuncOptions({0, 0, 1, 1, 1, 1}))) {}

Tensor Shifter::At(int dy, int dx) const {
  return padded_.index({Slice(), Slice(1 + dy, 1 + dy + height_), Slice(1 + dx, 1 + dx + width_)});
}

std::vector<Tensor> Shifter::Neighbours() const {
  std::vector<Tensor> taps;
  for (const auto& tap : kCausal) taps.push_back(At(tap[0], tap[1]));
  return taps;
}

Tensor Shifter::Square() const {
  std::vector<Tensor> taps;
  for (int dy = -1; dy <= 1; ++dy) {
    for (int dx = -1; dx <= 1; ++dx) taps.push_back(At(dy, dx));
  }
  return torch::cat(taps, -1);
}

Tensor LevelFeatures(const Tensor& levels, const Tensor& u) {
  return torch::cat(
      {u.clamp(-8, 8) * 0.5, torch::sign(levels) * torch::log1p(levels.abs().clamp_max(255))}, -1);
}

Tensor GuideFeatures(const Tensor& guide, const Tensor& sigma_guide) {
  const Tensor u = guide / sigma_guide;
  return torch::cat({u.clamp(-8, 8) * 0.5, (8 * u).clamp(-8, 8) * 0.5}, -1);
}

Tensor StepFeatures(const Tensor& quant) { return torch::log(quant) - 2.5; }

Tensor LinearMean(const Tensor& u, const Tensor& w, int lanes) {
  const int64_t batch = u.size(0), height = u.size(1), width = u.size(2), n = u.size(3);
  const Shifter shifted(u), exists(torch::ones({1, height, width, 1}, u.options()));
  const Tensor first_column =
      torch::zeros({1, height, width, 1}, u.options())
          .index_fill_(2, torch::zeros({1}, torch::TensorOptions(torch::kLong).device(u.device())),
                       1);
  const auto dc = [&](const Tensor& x) { return x.slice(-1, n - lanes, n); };
  const Tensor ref = dc(shifted.At(0, -1)) + first_column * dc(shifted.At(-1, 0));
  std::vector<Tensor> inputs;
  for (const auto& tap : kCausal) {
    const Tensor x = shifted.At(tap[0], tap[1]);
    const Tensor relative = (dc(x) - ref) * exists.At(tap[0], tap[1]);
    inputs.push_back(torch::cat({x.slice(-1, 0, n - lanes), relative}, -1));
  }
  inputs.push_back(torch::cat({u.slice(-1, 0, n - lanes), dc(u) - ref}, -1));
  const Tensor mean = torch::linear(torch::cat(inputs, -1), w);
  const Tensor rest = torch::zeros({batch, height, width, n - lanes}, u.options());
  return (mean + torch::cat({rest, ref}, -1)).reshape({-1, n});
}

std::vector<int> ChunkBegins(const SlotOrder& order) {
  std::vector<int> begins;
  for (int step = 0; step < order.num_steps(); step += kStepsPerChunk) {
    begins.push_back(order.step_begin[static_cast<size_t>(step)]);
  }
  begins.push_back(order.num_slots());
  return begins;
}

StepMasks MakeStepMasks(const SlotOrder& order, int hidden, int window, int outputs) {
  const int64_t h = hidden;
  std::vector<int64_t> slot_step, unit_step, unit_in_chunk, output_step;
  for (const Slot& slot : order.slots) slot_step.push_back(slot.step);
  for (int64_t i = 0; i < order.num_steps() * h; ++i) unit_step.push_back(i / h);
  for (int64_t i = 0; i < kStepsPerChunk * h; ++i) unit_in_chunk.push_back(i / h);
  const std::vector<int> chunk_begin = ChunkBegins(order);
  for (size_t c = 0; c + 1 < chunk_begin.size(); ++c) {
    for (int i = 0; i < outputs; ++i) {
      for (int p = chunk_begin[c]; p < chunk_begin[c + 1]; ++p) {
        output_step.push_back(order.slots[static_cast<size_t>(p)].step % kStepsPerChunk);
      }
    }
  }
  const Tensor slots = torch::tensor(slot_step), units = torch::tensor(unit_step);
  const Tensor from = units.unsqueeze(0), to = units.unsqueeze(1);
  StepMasks masks;
  masks.features = (slots.unsqueeze(0) < to).to(torch::kFloat);
  masks.hidden2 = (from <= to).logical_and(from > to - window).to(torch::kFloat);
  masks.output =
      (torch::tensor(output_step).unsqueeze(1) == torch::tensor(unit_in_chunk).unsqueeze(0))
          .to(torch::kFloat);
  masks.own = (slots.unsqueeze(0) < slots.unsqueeze(1)).to(torch::kFloat);
  return masks;
}

}  // namespace jackdaw::train
