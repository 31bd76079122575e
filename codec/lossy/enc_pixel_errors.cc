#include "codec/lossy/enc_pixel_errors.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace jackdaw::lossy {

PixelErrors PixelErrorsOf(std::span<const double> components, ColourModel model) {
  if (model == ColourModel::kLumaAndColour) {
    const double all =
        std::inner_product(components.begin(), components.end(), kRgbShares.begin(), 0.0);
    return {components[0], all};
  }
  const double sum = std::accumulate(components.begin(), components.end(), 0.0);
  const double mean = sum / static_cast<double>(components.size());
  return {mean, mean};
}

double PsnrOf(double mean_squared_error) {
  if (mean_squared_error <= 0) return std::numeric_limits<double>::infinity();
  return 10 * std::log10(255.0 * 255.0 / mean_squared_error);
}

}  // namespace jackdaw::lossy
