#include "codec/lossy/enc_pixel_errors.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace jackdaw::lossy {

PixelErrors PixelErrorsOf(std::span<const double> components, ColourModel model) {
  if (model != ColourModel::kAlike) {
    const double rgb =
        std::inner_product(kRgbShares.begin(), kRgbShares.end(), components.begin(), 0.0);
    const bool black = model == ColourModel::kLumaColourAndBlack;
    return {components[0], black ? (3 * rgb + components[3]) / 4 : rgb};
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
