#include "apps/train/attention/reconstruction.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace jackdaw::train {
namespace {

using torch::Tensor;

constexpr double kLeastCount = 30;   // values that a centroid is made of
constexpr double kMostOffset = 0.5;  // steps
constexpr int64_t kPlacesPerStep = 32;
constexpr int64_t kPlaces = kPlacesPerStep * (kMagnitudes + 1);  // the last one: all above

// The place of the histogram, in steps, below which a number of values lies.
double PlaceBelowWhich(const Tensor& histogram, double wanted) {
  double below = 0;
  for (int64_t i = 0; i < kPlaces; ++i) {
    const double here = histogram[i].item<double>();
    if (below + here > wanted) {
      return (static_cast<double>(i) + (wanted - below) / here) / kPlacesPerStep;
    }
    below += here;
  }
  return static_cast<double>(kPlaces) / kPlacesPerStep;
}

}  // namespace

ReconstructionPoints::ReconstructionPoints(Tensor offsets, double least_lambda, double most_lambda)
    : offsets_(std::move(offsets)), least_lambda_(least_lambda), most_lambda_(most_lambda) {}

int64_t ReconstructionPoints::RangeOf(double lambda) const {
  const double part = std::log(lambda / least_lambda_) / std::log(most_lambda_ / least_lambda_);
  return std::clamp(static_cast<int64_t>(part * kLambdaRanges), int64_t{0}, kLambdaRanges - 1);
}

Tensor ReconstructionPoints::Offsets(size_t component, double lambda) const {
  if (!offsets_.defined()) return {};
  return offsets_[RangeOf(lambda)][static_cast<int64_t>(component)];
}

LloydSums::LloydSums(double least_lambda, double most_lambda)
    : least_lambda_(least_lambda),
      most_lambda_(most_lambda),
      weights_(torch::zeros({kLambdaRanges, 3, 64, kMagnitudes}, torch::kFloat64)),
      distances_(torch::zeros_like(weights_)),
      counts_(torch::zeros_like(weights_)),
      histogram_(torch::zeros({kLambdaRanges, 3, 64, kPlaces}, torch::kFloat64)) {}

void LloydSums::Add(size_t component, double lambda, const Tensor& coeffs, const Tensor& weights,
                    const Tensor& steps, const Tensor& levels) {
  const torch::NoGradGuard guard;
  const int64_t range = ReconstructionPoints({}, least_lambda_, most_lambda_).RangeOf(lambda);
  const auto c = static_cast<int64_t>(component);
  // [64][values]
  const auto rows = [](const Tensor& x) {
    return x.transpose(0, 1).flatten(1).to(torch::kFloat64);
  };
  const Tensor step = steps.view({-1, 64, 1, 1});
  const Tensor magnitude = rows(coeffs.abs() / step), level = rows(levels);
  const Tensor weight = rows(weights * step.square());
  for (int64_t m = 1; m <= kMagnitudes; ++m) {
    const Tensor has = (m == kMagnitudes ? level >= m : level == m).to(torch::kFloat64);
    weights_[range][c].select(1, m - 1) += (has * weight).sum(1);
    distances_[range][c].select(1, m - 1) += (has * weight * (magnitude - level)).sum(1);
    counts_[range][c].select(1, m - 1) += has.sum(1);
  }
  const Tensor place = (magnitude * kPlacesPerStep).to(torch::kInt64).clamp_max(kPlaces - 1);
  histogram_[range][c].scatter_add_(1, place, torch::ones_like(magnitude));
}

Tensor LloydSums::Centroids() const {
  const Tensor centroids =
      (distances_ / weights_.clamp_min(1e-30)).clamp(-kMostOffset, kMostOffset);
  return torch::where(counts_ >= kLeastCount, centroids, torch::zeros_like(centroids));
}

ReconstructionPoints LloydSums::Points() const {
  return {Centroids().to(torch::kFloat32), least_lambda_, most_lambda_};
}

std::string LloydSums::Csv(int64_t round) const {
  const Tensor centroids = Centroids();
  std::string text;
  for (int64_t r = 0; r < kLambdaRanges; ++r) {
    const double lambda = least_lambda_ * std::pow(most_lambda_ / least_lambda_,
                                                   (static_cast<double>(r) + 0.5) / kLambdaRanges);
    for (int64_t c = 0; c < 3; ++c) {
      for (int64_t k = 1; k < 64; ++k) {
        char line[200];
        int size =
            std::snprintf(line, sizeof(line), "%lld,%.1f,%lld,%lld", static_cast<long long>(round),
                          lambda, static_cast<long long>(c), static_cast<long long>(k));
        const Tensor histogram = histogram_[r][c][k], counts = counts_[r][c][k];
        const double all = histogram.sum().item<double>();
        for (int64_t m = 0; m < kMagnitudes; ++m) {
          const double above = counts.slice(0, m).sum().item<double>();
          size += std::snprintf(line + size, sizeof(line) - static_cast<size_t>(size), ",%.3f",
                                PlaceBelowWhich(histogram, all - above));
        }
        for (int64_t m = 0; m < kMagnitudes; ++m) {
          size += std::snprintf(line + size, sizeof(line) - static_cast<size_t>(size), ",%.3f",
                                static_cast<double>(m + 1) + centroids[r][c][k][m].item<double>());
        }
        text += line;
        text += '\n';
      }
    }
  }
  return text;
}

}  // namespace jackdaw::train
