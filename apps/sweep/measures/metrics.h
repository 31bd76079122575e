// The measures of distortion, and their values for one decoded picture.
#ifndef JACKDAW_APPS_SWEEP_MEASURES_METRICS_H_
#define JACKDAW_APPS_SWEEP_MEASURES_METRICS_H_

#include <array>
#include <cstddef>
#include <optional>

namespace jackdaw::sweep {

enum class Metric {
  kPsnrLuma,
  kPsnrRgb,
  kMsSsim,        // of luma
  kMsSsimColour,  // the mean of those of Cb and Cr
  kSsimulacra2,
  kButteraugli
};

inline constexpr std::array kAllMetrics = {Metric::kPsnrLuma,    Metric::kPsnrRgb,
                                           Metric::kMsSsim,      Metric::kMsSsimColour,
                                           Metric::kSsimulacra2, Metric::kButteraugli};

struct MetricInfo {
  const char* key;    // in CSV and JSON, e.g. "psnr_luma_db"
  const char* title;  // for a person
  const char* unit;   // of what QualityOf gives
};
const MetricInfo& InfoOf(Metric metric);

// Empty: not measured. PSNR is infinite for equal pictures.
class MetricValues {
 public:
  std::optional<double>& operator[](Metric metric) { return values_[static_cast<size_t>(metric)]; }
  const std::optional<double>& operator[](Metric metric) const {
    return values_[static_cast<size_t>(metric)];
  }
  friend bool operator==(const MetricValues&, const MetricValues&) = default;

 private:
  std::array<std::optional<double>, kAllMetrics.size()> values_;
};

// The value on the scale on which curves are drawn and compared, higher is better: PSNR and
// SSIMULACRA2 as they are, MS-SSIM as -10 log10(1 - x) in dB, Butteraugli negative.
double QualityOf(Metric metric, double value);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_MEASURES_METRICS_H_
