#include "apps/sweep/measures/bjontegaard.h"

#include <algorithm>
#include <cmath>

namespace jackdaw::sweep {
namespace {

// Steps at which the difference of two curves is looked at for its largest value.
constexpr int kNumSteps = 400;

// Rate and quality both rise strictly; log rate.
struct Curve {
  std::vector<double> log_rate, quality;

  bool usable() const { return quality.size() >= 2; }
  Pchip RateOfQuality() const { return {quality, log_rate}; }
  Pchip QualityOfRate() const { return {log_rate, quality}; }
};

Curve MakeCurve(std::vector<RateQuality> points) {
  std::erase_if(points, [](const RateQuality& p) {
    return !std::isfinite(p.quality) || !std::isfinite(p.rate) || p.rate <= 0;
  });
  std::sort(points.begin(), points.end(), [](const RateQuality& a, const RateQuality& b) {
    return a.rate != b.rate ? a.rate < b.rate : a.quality > b.quality;
  });
  Curve curve;
  for (const RateQuality& point : points) {
    if (!curve.quality.empty() && point.quality <= curve.quality.back()) continue;
    curve.log_rate.push_back(std::log(point.rate));
    curve.quality.push_back(point.quality);
  }
  return curve;
}

double Percent(double log_ratio) { return (std::exp(log_ratio) - 1) * 100; }

}  // namespace

std::optional<Pchip> LogRateOfQuality(const std::vector<RateQuality>& points) {
  const Curve curve = MakeCurve(points);
  if (!curve.usable()) return std::nullopt;
  return curve.RateOfQuality();
}

std::optional<BdRate> ComputeBdRate(const std::vector<RateQuality>& anchor,
                                    const std::vector<RateQuality>& test,
                                    const QualityRange& range) {
  const std::optional<Pchip> a = LogRateOfQuality(anchor), t = LogRateOfQuality(test);
  if (!a || !t) return std::nullopt;
  const double low = std::max({range.low, a->min_x(), t->min_x()});
  const double high = std::min({range.high, a->max_x(), t->max_x()});
  if (!(low < high)) return std::nullopt;
  const double mean = (t->Integral(low, high) - a->Integral(low, high)) / (high - low);
  double worst = -std::numeric_limits<double>::infinity();
  for (int i = 0; i <= kNumSteps; ++i) {
    const double at = std::min(high, low + (high - low) * i / kNumSteps);
    worst = std::max(worst, t->At(at) - a->At(at));
  }
  return BdRate{Percent(mean), Percent(worst), {low, high}};
}

std::optional<double> ComputeBdQuality(const std::vector<RateQuality>& anchor,
                                       const std::vector<RateQuality>& test,
                                       const QualityRange& range) {
  const Curve anchor_curve = MakeCurve(anchor), test_curve = MakeCurve(test);
  if (!anchor_curve.usable() || !test_curve.usable()) return std::nullopt;
  const Pchip anchor_rate = anchor_curve.RateOfQuality();
  const double worst = std::max(range.low, anchor_rate.min_x());
  const double best = std::min(range.high, anchor_rate.max_x());
  if (!(worst < best)) return std::nullopt;
  const Pchip a = anchor_curve.QualityOfRate(), t = test_curve.QualityOfRate();
  const double low = std::max(anchor_rate.At(worst), t.min_x());
  const double high = std::min(anchor_rate.At(best), t.max_x());
  if (!(low < high)) return std::nullopt;
  return (t.Integral(low, high) - a.Integral(low, high)) / (high - low);
}

}  // namespace jackdaw::sweep
