#include "apps/sweep/measures/metrics.h"

#include <cmath>

namespace jackdaw::sweep {
namespace {

// In the order of Metric.
constexpr std::array<MetricInfo, kAllMetrics.size()> kInfos = {{
    {"psnr_luma_db", "PSNR, luma", "dB"},
    {"psnr_rgb_db", "PSNR, RGB", "dB"},
    {"ms_ssim", "MS-SSIM, luma", "dB"},
    {"ms_ssim_colour", "MS-SSIM, colour", "dB"},
    {"ssimulacra2", "SSIMULACRA2", "points"},
    {"butteraugli", "Butteraugli", "negative distance"},
}};

}  // namespace

const MetricInfo& InfoOf(Metric metric) { return kInfos[static_cast<size_t>(metric)]; }

double QualityOf(Metric metric, double value) {
  switch (metric) {
    case Metric::kMsSsim:
    case Metric::kMsSsimColour:
      return -10 * std::log10(1 - value);
    case Metric::kButteraugli:
      return -value;
    case Metric::kPsnrLuma:
    case Metric::kPsnrRgb:
    case Metric::kSsimulacra2:
      break;
  }
  return value;
}

}  // namespace jackdaw::sweep
