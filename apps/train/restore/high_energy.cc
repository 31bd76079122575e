#include "apps/train/restore/high_energy.h"

#include <cmath>
#include <numbers>

namespace jackdaw::train {
namespace {

using torch::Tensor;

constexpr int64_t kReach = 15;  // taps on either side

// A sinc that ends at half the Nyquist frequency, under Hamming's window: [2 kReach + 1].
Tensor LowPass() {
  Tensor taps = torch::empty({2 * kReach + 1});
  for (int64_t i = -kReach; i <= kReach; ++i) {
    const double x = std::numbers::pi * static_cast<double>(i);
    const double sinc = i == 0 ? 0.5 : std::sin(x / 2) / x;
    taps[i + kReach] = sinc * (0.54 + 0.46 * std::cos(x / kReach));
  }
  return taps / taps.sum();
}

}  // namespace

double HighEnergy(const Tensor& plane) {
  const torch::NoGradGuard guard;
  const Tensor taps = LowPass();
  const Tensor x = plane.to(torch::kFloat32).unsqueeze(0).unsqueeze(0);
  const Tensor low =
      torch::conv2d(torch::conv2d(x, taps.view({1, 1, 1, -1})), taps.view({1, 1, -1, 1}));
  const Tensor inside = x.narrow(2, kReach, low.size(2)).narrow(3, kReach, low.size(3));
  return (inside - low).square().mean().item<double>();
}

}  // namespace jackdaw::train
