#include "apps/train/restore/muon.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace jackdaw::train {
namespace {

using torch::Tensor;

// The nearest orthogonal matrix, roughly: singular values end between 0.7 and 1.2.
Tensor Orthogonal(const Tensor& matrix) {
  constexpr double kA = 3.4445, kB = -4.7750, kC = 2.0315;
  const bool tall = matrix.size(0) > matrix.size(1);
  Tensor x = tall ? matrix.t().contiguous() : matrix;
  x = x / (x.norm() + 1e-7);
  for (int i = 0; i < 5; ++i) {
    const Tensor square = x.matmul(x.t());
    x = kA * x + (kB * square + kC * square.matmul(square)).matmul(x);
  }
  return tall ? x.t().contiguous() : x;
}

}  // namespace

Muon::Muon(std::vector<Tensor> parameters, const MuonOptions& options) : options_(options) {
  for (Tensor& parameter : parameters) {
    Slot slot{parameter, torch::zeros_like(parameter), torch::zeros_like(parameter), false};
    // Convolutions per channel have one input each, which leaves nothing to make orthogonal.
    slot.is_matrix = options.use_muon && parameter.dim() == 4 && parameter.size(1) > 1;
    slots_.push_back(std::move(slot));
  }
}

void Muon::ZeroGrad() {
  for (Slot& slot : slots_) {
    if (slot.parameter.grad().defined()) slot.parameter.mutable_grad().zero_();
  }
}

void Muon::Step(double scale) {
  const torch::NoGradGuard guard;
  ++step_;
  const double correct1 = 1 - std::pow(options_.beta1, static_cast<double>(step_));
  const double correct2 = 1 - std::pow(options_.beta2, static_cast<double>(step_));
  for (Slot& slot : slots_) {
    const Tensor gradient = slot.parameter.grad();
    if (!gradient.defined()) continue;
    if (slot.is_matrix) {
      const double m = options_.momentum;
      slot.first.mul_(m).add_(gradient, 1 - m);
      const Tensor ahead = (slot.first * m + gradient * (1 - m)).flatten(1);
      const double ratio = static_cast<double>(ahead.size(0)) / static_cast<double>(ahead.size(1));
      const Tensor update = Orthogonal(ahead) * std::sqrt(std::max(1.0, ratio));
      slot.parameter.add_(update.view_as(slot.parameter), -options_.matrix_rate * scale);
    } else {
      slot.first.mul_(options_.beta1).add_(gradient, 1 - options_.beta1);
      slot.second.mul_(options_.beta2).addcmul_(gradient, gradient, 1 - options_.beta2);
      const Tensor deviation = (slot.second / correct2).sqrt_().add_(1e-8);
      slot.parameter.addcdiv_(slot.first, deviation, -options_.rate * scale / correct1);
    }
  }
}

void Muon::Save(torch::serialize::OutputArchive* archive) const {
  archive->write("step", torch::tensor(step_));
  for (size_t i = 0; i < slots_.size(); ++i) {
    archive->write("first" + std::to_string(i), slots_[i].first);
    archive->write("second" + std::to_string(i), slots_[i].second);
  }
}

void Muon::Load(torch::serialize::InputArchive* archive) {
  Tensor step;
  archive->read("step", step);
  step_ = step.item<int64_t>();
  for (size_t i = 0; i < slots_.size(); ++i) {
    archive->read("first" + std::to_string(i), slots_[i].first);
    archive->read("second" + std::to_string(i), slots_[i].second);
  }
}

}  // namespace jackdaw::train
