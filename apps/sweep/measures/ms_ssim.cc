#include "apps/sweep/measures/ms_ssim.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace jackdaw::sweep {
namespace {

constexpr size_t kWindow = 11;
constexpr double kSigma = 1.5;
constexpr std::array<double, 5> kExponents = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
constexpr double kC1 = (0.01 * 255) * (0.01 * 255);
constexpr double kC2 = (0.03 * 255) * (0.03 * 255);

// The 11 x 11 window is the product of two of these.
std::array<double, kWindow> GaussianWeights() {
  std::array<double, kWindow> weights;
  double sum = 0;
  for (size_t i = 0; i < kWindow; ++i) {
    const int distance = static_cast<int>(i) - static_cast<int>(kWindow) / 2;
    const double x = distance;
    weights[i] = std::exp(-x * x / (2 * kSigma * kSigma));
    sum += weights[i];
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

// Filtered wherever the window fits: kWindow - 1 samples fewer each way.
Plane Filter(const Plane& in) {
  const std::array<double, kWindow> weights = GaussianWeights();
  const size_t out_width = in.width_px - (kWindow - 1);
  const size_t out_height = in.height_px - (kWindow - 1);
  std::vector<double> rows(out_width * in.height_px, 0);
  for (size_t y = 0; y < in.height_px; ++y) {
    double* out = &rows[y * out_width];
    for (size_t k = 0; k < kWindow; ++k) {
      const double* from = &in.samples[y * in.width_px + k];
      for (size_t x = 0; x < out_width; ++x) out[x] += weights[k] * from[x];
    }
  }
  Plane result{out_width, out_height, std::vector<double>(out_width * out_height, 0)};
  for (size_t y = 0; y < out_height; ++y) {
    double* out = &result.samples[y * out_width];
    for (size_t k = 0; k < kWindow; ++k) {
      const double* from = &rows[(y + k) * out_width];
      for (size_t x = 0; x < out_width; ++x) out[x] += weights[k] * from[x];
    }
  }
  return result;
}

Plane FilterProduct(const Plane& a, const Plane& b) {
  Plane product = a;
  for (size_t i = 0; i < product.samples.size(); ++i) product.samples[i] *= b.samples[i];
  return Filter(product);
}

Plane Halve(const Plane& in) {
  Plane out{(in.width_px + 1) / 2, (in.height_px + 1) / 2, {}};
  out.samples.resize(out.width_px * out.height_px);
  for (size_t y = 0; y < out.height_px; ++y) {
    const double* upper = &in.samples[2 * y * in.width_px];
    const double* lower = &in.samples[std::min(2 * y + 1, in.height_px - 1) * in.width_px];
    for (size_t x = 0; x < out.width_px; ++x) {
      const size_t left = 2 * x, right = std::min(2 * x + 1, in.width_px - 1);
      out.samples[y * out.width_px + x] =
          (upper[left] + upper[right] + lower[left] + lower[right]) / 4;
    }
  }
  return out;
}

bool IsLargeEnough(const Plane& plane) {
  // Halving four times rounds up.
  constexpr size_t kCoarsest = size_t{1} << (kExponents.size() - 1);
  const size_t shorter = std::min(plane.width_px, plane.height_px);
  return (shorter + kCoarsest - 1) / kCoarsest >= kWindow;
}

struct Means {
  double contrast_structure = 0;
  double ssim = 0;  // the same times luminance
};

}  // namespace

MsSsimReference::MsSsimReference(Plane reference) {
  if (!IsLargeEnough(reference)) return;
  for (size_t i = 0; i < kExponents.size(); ++i) {
    if (i > 0) reference = Halve(reference);
    scales_.push_back({reference, Filter(reference), FilterProduct(reference, reference)});
  }
}

std::optional<double> MsSsimReference::Compare(Plane distorted) const {
  if (scales_.empty()) return std::nullopt;
  double product = 1;
  for (size_t s = 0; s < scales_.size(); ++s) {
    const Scale& scale = scales_[s];
    if (s > 0) distorted = Halve(distorted);
    const Plane mean = Filter(distorted);
    const Plane mean_square = FilterProduct(distorted, distorted);
    const Plane mean_product = FilterProduct(scale.plane, distorted);
    Means means;
    for (size_t i = 0; i < mean.samples.size(); ++i) {
      const double x = scale.mean.samples[i], y = mean.samples[i];
      const double variance_x = scale.mean_square.samples[i] - x * x;
      const double variance_y = mean_square.samples[i] - y * y;
      const double covariance = mean_product.samples[i] - x * y;
      const double cs = (2 * covariance + kC2) / (variance_x + variance_y + kC2);
      means.contrast_structure += cs;
      means.ssim += cs * (2 * x * y + kC1) / (x * x + y * y + kC1);
    }
    const bool is_coarsest = s + 1 == scales_.size();
    const double sum = is_coarsest ? means.ssim : means.contrast_structure;
    const double mean_here = sum / static_cast<double>(mean.samples.size());
    product *= std::pow(std::max(mean_here, 0.0), kExponents[s]);
  }
  // Rounding may leave equal images a hair above 1.
  return std::min(product, 1.0);
}

}  // namespace jackdaw::sweep
