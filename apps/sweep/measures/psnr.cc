#include "apps/sweep/measures/psnr.h"

#include <cmath>
#include <limits>

namespace jackdaw::sweep {
namespace {

double Decibels(double sum_of_squares, size_t count) {
  if (sum_of_squares == 0) return std::numeric_limits<double>::infinity();
  return 10 * std::log10(255.0 * 255.0 * static_cast<double>(count) / sum_of_squares);
}

}  // namespace

double PsnrLumaDb(const Plane& reference, const Plane& distorted) {
  double sum = 0;
  for (size_t i = 0; i < reference.samples.size(); ++i) {
    const double difference = reference.samples[i] - distorted.samples[i];
    sum += difference * difference;
  }
  return Decibels(sum, reference.samples.size());
}

double PsnrRgbDb(const Image& reference, const Image& distorted) {
  // At most 255^2 * 3 * kMaxPixels < 2^46.
  uint64_t sum = 0;
  for (size_t i = 0; i < reference.samples.size(); ++i) {
    const int difference = reference.samples[i] - distorted.samples[i];
    sum += static_cast<uint64_t>(difference * difference);
  }
  return Decibels(static_cast<double>(sum), reference.samples.size());
}

}  // namespace jackdaw::sweep
