#include "codec/lossy/enc_cjpeg_loss.h"

#include <algorithm>

#include "codec/jpeg/standard_tables.h"

namespace jackdaw::lossy {
namespace {

// libjpeg's scale of its tables: 1 at 50, 0 at 100.
double TableScale(double quality) {
  return quality < 50 ? 50 / std::max(quality, 1.0) : 2 - quality / 50;
}

}  // namespace

ClassLoss CjpegLoss(const ClassStatistics& statistics, const quant::FrequencyTable& quant,
                    bool colour, double quality, uint16_t unit) {
  constexpr int kUnscaled = 50;
  constexpr double kMaxStep = 255;
  const quant::FrequencyTable base = jpeg::ScaledQuantTable(
      colour ? jpeg::QuantBase::kChroma : jpeg::QuantBase::kLuma, kUnscaled, 255);
  ClassLoss loss;
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    const double step = std::min(base[k] * TableScale(quality), kMaxStep);
    const double coarse = step * step / 12;
    for (const MagnitudeCount& bin : statistics.magnitudes[k]) {
      const double value = static_cast<double>(bin.magnitude) * quant[k] / unit;
      const double error = step >= 2 * value ? value * value : coarse;
      loss.distortion += error * bin.weight;
      loss.squared_error += error * bin.count;
    }
  }
  return loss;
}

}  // namespace jackdaw::lossy
