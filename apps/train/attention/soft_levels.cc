#include "apps/train/attention/soft_levels.h"

#include <cmath>

namespace jackdaw::train {
namespace {

using torch::Tensor;

constexpr double kNever = 1e9;  // bits of a candidate that another one repeats

// 0 for 0, else the bit length.
Tensor SizeOf(const Tensor& levels) {
  return torch::where(levels > 0, (torch::log2(levels.clamp_min(1)) + 1e-4).floor() + 1,
                      torch::zeros_like(levels))
      .clamp_max(kSizes - 1)
      .to(torch::kInt64);
}

// Places in a table of [64][kSizes].
Tensor PlacesOf(const Tensor& levels) {
  const Tensor rows = torch::arange(64, torch::kInt64).view({1, 64, 1, 1}) * kSizes;
  return SizeOf(levels) + rows;
}

// Candidates for the levels of AC frequencies, [4][B][64][H][W]. The one above the nearest is
// seldom best, but without it the choice would jump where the nearest one changes with the step,
// which gradients do not see.
struct Candidates {
  Tensor levels;    // whole
  Tensor repeated;  // bits on top
};

Candidates CandidatesFor(const Tensor& magnitudes) {
  const Tensor nearest = (magnitudes.detach() + 0.5).floor();
  const Tensor below = (nearest - 1).clamp_min(0), zero = torch::zeros_like(nearest);
  const auto none = [&](const Tensor& levels) { return (levels == 0).to(levels.dtype()); };
  return {torch::stack({nearest + 1, nearest, below, zero}),
          torch::stack({zero, none(nearest), none(below), zero}) * kNever};
}

// What levels are decoded to, in steps.
Tensor ValuesOf(const Tensor& levels, const Tensor& offsets) {
  if (!offsets.defined()) return levels;
  const Tensor of_magnitude = torch::constant_pad_nd(offsets, {1, 0});  // nothing for zeros
  const Tensor rows = torch::arange(64, torch::kInt64).view({1, 64, 1, 1}) * (kMagnitudes + 1);
  return levels + of_magnitude.take(levels.clamp_max(kMagnitudes).to(torch::kInt64) + rows);
}

Tensor Gathered(const Tensor& candidates, const Tensor& index) {
  return candidates.gather(0, index.unsqueeze(0)).squeeze(0);
}

// DC alone: [B][1][H][W]. Errors grow with the step, as they do on average.
SoftCoding CodeDc(const Tensor& coeffs, const Tensor& edited, const Tensor& step,
                  const Tensor& weights) {
  const Tensor values = edited / step;
  const Tensor error = (torch::round(values) - values).detach();
  SoftCoding coding;
  coding.decoded = edited + error * step;
  coding.distortion = (weights * (coeffs - coding.decoded).square()).sum();
  const Tensor differences = values.diff(1, 3).abs();
  coding.bits = (1 + 1.5 * torch::log2(1 + differences)).sum();
  return coding;
}

}  // namespace

Tensor EntropyRates(const Tensor& levels) {
  const torch::NoGradGuard guard;
  const Tensor counts = torch::bincount(PlacesOf(levels).flatten(), {}, 64 * kSizes)
                            .view({64, kSizes})
                            .to(levels.dtype()) +
                        0.05;
  const Tensor lengths = -torch::log2(counts / counts.sum(1, true));
  return lengths + torch::arange(kSizes).to(levels.dtype()).unsqueeze(0);
}

SoftCoding CodeSoftly(const SoftInput& input) {
  const Tensor steps = input.steps.view({-1, 64, 1, 1});
  const Tensor wanted = input.edited.abs() / steps, real = input.coeffs.abs() / steps;
  const Candidates candidates = CandidatesFor(wanted);
  const Tensor values = ValuesOf(candidates.levels, input.offsets);
  const Tensor price = (input.choice_weights * steps.square()).unsqueeze(0) *
                       (wanted.unsqueeze(0) - values).square() / input.lambda;  // in bits
  // Rates of the nearest levels, then of those chosen by them.
  Tensor rates = EntropyRates(candidates.levels[1]);
  const auto costs = [&] {
    return price + rates.take(PlacesOf(candidates.levels)) + candidates.repeated;
  };
  rates = EntropyRates(Gathered(candidates.levels, costs().detach().argmin(0)));
  const Tensor cost = costs();
  const Tensor share = torch::softmax(-cost / input.temperature, 0);
  const Tensor bits = (share * rates.take(PlacesOf(candidates.levels))).sum(0);
  const Tensor errors = (share * (real.unsqueeze(0) - values).square()).sum(0);
  const Tensor soft = (share * values).sum(0);
  const Tensor best = cost.detach().argmin(0);
  const Tensor hard = Gathered(values, best);
  const Tensor signed_steps = steps * input.edited.sign();
  const Tensor decoded_soft = soft * signed_steps;
  const Tensor decoded = decoded_soft + (hard * signed_steps - decoded_soft).detach();

  const auto dc = [](const Tensor& x) { return x.narrow(1, 0, 1); };
  const auto ac = [](const Tensor& x) { return x.narrow(1, 1, 63); };
  SoftCoding coding = CodeDc(dc(input.coeffs), dc(input.edited), dc(steps), dc(input.weights));
  coding.levels = Gathered(candidates.levels, best);
  coding.decoded = torch::cat({coding.decoded, ac(decoded)}, 1);
  coding.bits = coding.bits + ac(bits).sum();
  coding.distortion =
      coding.distortion + (ac(input.weights) * ac(steps).square() * ac(errors)).sum();
  return coding;
}

}  // namespace jackdaw::train
