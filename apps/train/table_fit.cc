#include "apps/train/table_fit.h"

#include <cmath>
#include <random>

namespace jackdaw::train {

namespace {

constexpr int64_t kInputs = kRateInputs, kHidden = kRateHidden, kFrequencies = 64;
// A usual mean squared error of differences, as a share of the cost.
constexpr double kUsualError = 1e-3;

torch::Tensor SoftSign(const torch::Tensor& t) { return t / (1 + t.abs()); }

torch::Tensor Stack(const std::vector<RateGroup>& groups, std::vector<float> RateGroup::*member,
                    at::IntArrayRef shape) {
  std::vector<torch::Tensor> all;
  for (const RateGroup& group : groups) all.push_back(torch::tensor(group.*member).reshape(shape));
  return torch::stack(all);
}

// [groups][runs][64], but inputs: [groups][64][kInputs].
struct Records {
  torch::Tensor inputs, entropy, distortion, cost;

  Records Select(const torch::Tensor& index) const {
    return {inputs.index_select(0, index), entropy.index_select(0, index),
            distortion.index_select(0, index), cost.index_select(0, index)};
  }
};

// Groups that fit far worse than usual count less: graphics, and files saved again as quality 100.
torch::Tensor Tame(const torch::Tensor& loss) {
  return (kUsualError * torch::log1p(loss / kUsualError)).mean();
}

struct Losses {
  torch::Tensor whole, own;
};

// factor: [groups][64].
Losses Loss(const Records& r, const torch::Tensor& factor) {
  const torch::Tensor total = r.cost.sum(2).mean(1, true) + 1;  // [groups][1]
  const torch::Tensor told = r.entropy * factor.unsqueeze(1) + r.distortion;
  const torch::Tensor missed = told - r.cost;
  const torch::Tensor own = missed - missed.mean(1, true);
  const torch::Tensor whole = own.sum(2) / total;  // [groups][runs]
  return {Tame(whole.square().mean(1)),
          Tame(own.square().sum(2).mean(1) / total.square().squeeze(1))};
}

void CopyTo(const torch::Tensor& from, float* to) {
  const torch::Tensor flat = from.detach().contiguous().reshape({-1});
  std::copy(flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel(), to);
}

}  // namespace

RateFit::RateFit(uint64_t seed) {
  torch::manual_seed(seed);
  hidden_weights_ = torch::randn({kHidden, kInputs}) / std::sqrt(static_cast<double>(kInputs));
  hidden_bias_ = torch::randn({kHidden}) * 0.5;
  output_weights_ = torch::randn({kHidden}) * 0.1;
  output_bias_ = torch::zeros({1});
  for (torch::Tensor* t : {&hidden_weights_, &hidden_bias_, &output_weights_, &output_bias_}) {
    t->set_requires_grad(true);
  }
}

torch::Tensor RateFit::LnFactor(const torch::Tensor& inputs) const {
  const torch::Tensor hidden =
      SoftSign(torch::matmul((inputs - offset_) * scale_, hidden_weights_.t()) + hidden_bias_);
  return kMaxLnFactor * SoftSign(torch::matmul(hidden, output_weights_) + output_bias_);
}

FitErrors RateFit::Fit(const std::vector<RateGroup>& groups, int runs, const FitOptions& options) {
  const auto stack = [&](std::vector<float> RateGroup::*member) {
    return Stack(groups, member, {runs, kFrequencies});
  };
  const Records all = {Stack(groups, &RateGroup::inputs, {kFrequencies, kInputs}),
                       stack(&RateGroup::entropy_bits), stack(&RateGroup::distortion),
                       stack(&RateGroup::cost)};
  if (!offset_.defined()) {
    const torch::Tensor rows = all.inputs.reshape({-1, kInputs});
    offset_ = rows.mean(0);
    scale_ = 1 / (rows.std(0) + 1e-3);
  }
  torch::optim::Adam adam({hidden_weights_, hidden_bias_, output_weights_, output_bias_},
                          torch::optim::AdamOptions(options.rate));
  std::mt19937_64 random(options.seed);
  for (int step = 0; step < options.steps; ++step) {
    std::vector<int64_t> drawn(static_cast<size_t>(options.batch));
    for (int64_t& i : drawn) i = static_cast<int64_t>(random() % groups.size());
    const double rate = options.rate * 0.5 * (1 + std::cos(M_PI * step / options.steps));
    static_cast<torch::optim::AdamOptions&>(adam.param_groups()[0].options()).lr(rate);
    adam.zero_grad();
    const Records batch = all.Select(torch::tensor(drawn));
    const Losses losses = Loss(batch, LnFactor(batch.inputs).exp());
    const torch::Tensor loss = losses.whole + options.own * losses.own;
    loss.backward();
    adam.step();
  }
  const torch::NoGradGuard no_grad;
  return {Loss(all, torch::ones({all.inputs.size(0), kFrequencies})).whole.item<double>(),
          Loss(all, LnFactor(all.inputs).exp()).whole.item<double>()};
}

RateModel RateFit::Model() const {
  RateModel model;
  CopyTo(offset_, model.offset.data());
  CopyTo(scale_, model.scale.data());
  for (int64_t h = 0; h < kHidden; ++h) {
    CopyTo(hidden_weights_[h], model.hidden_weights[static_cast<size_t>(h)].data());
  }
  CopyTo(hidden_bias_, model.hidden_bias.data());
  CopyTo(output_weights_, model.output_weights.data());
  CopyTo(output_bias_, &model.output_bias);
  return model;
}

}  // namespace jackdaw::train
