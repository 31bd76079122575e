#include "models/pixels/restoration_shape.h"

#include <algorithm>
#include <cmath>

namespace jackdaw::restoration {
namespace {

// T.81, figure A.6: u + v along the diagonals of the zigzag.
constexpr std::array<uint8_t, 15> kDiagonalLengths = {1, 2, 3, 4, 5, 6, 7, 8, 7, 6, 5, 4, 3, 2, 1};

std::array<float, kFrequencies> MakeTypical() {
  std::array<float, kFrequencies> typical{};
  size_t k = 0;
  for (size_t sum = 0; sum < kDiagonalLengths.size(); ++sum) {
    for (size_t i = 0; i < kDiagonalLengths[sum]; ++i, ++k) {
      typical[k] = static_cast<float>(300 / std::pow(1 + static_cast<double>(sum), 1.5));
    }
  }
  typical[0] = 400;
  return typical;
}

}  // namespace

const std::array<float, kFrequencies> kTypical = MakeTypical();

float CorrectionScale(float step, float typical) {
  return 1 / std::sqrt(12 / (step * step) + 1 / (typical * typical));
}

float ErrorOf(std::span<const float, kFrequencies> steps) {
  float sum = 0;
  for (size_t k = 0; k < kFrequencies; ++k) {
    sum += std::min(steps[k] * steps[k] / 12, kTypical[k] * kTypical[k]);
  }
  return std::sqrt(sum / kFrequencies);
}

}  // namespace jackdaw::restoration
