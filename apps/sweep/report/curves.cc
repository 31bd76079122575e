#include "apps/sweep/report/curves.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "apps/sweep/measures/pchip.h"

namespace jackdaw::sweep {
namespace {

// Of the best curve; a step is then well below 0.1 dB.
constexpr int kNumBestPoints = 500;

// A running mean of each measure that stays empty once a value is missing.
class MetricMeans {
 public:
  void Add(const MetricValues& values) {
    for (const Metric metric : kAllMetrics) {
      if (!values[metric]) {
        is_missing_[static_cast<size_t>(metric)] = true;
      } else {
        sums_[static_cast<size_t>(metric)] += *values[metric];
      }
    }
    ++count_;
  }

  size_t count() const { return count_; }

  MetricValues Means() const {
    MetricValues means;
    for (const Metric metric : kAllMetrics) {
      const auto i = static_cast<size_t>(metric);
      if (!is_missing_[i]) means[metric] = sums_[i] / static_cast<double>(count_);
    }
    return means;
  }

 private:
  std::array<double, kAllMetrics.size()> sums_ = {};
  std::array<bool, kAllMetrics.size()> is_missing_ = {};
  size_t count_ = 0;
};

MeanPoint MeanOf(const SweepResults& results, size_t codec, size_t setting) {
  MeanPoint mean;
  MetricMeans input, pristine;
  double num_pixels = 0;
  for (const SourceResult& source : results.sources) {
    const std::optional<PointResult>& point = source.points[codec][setting];
    if (!point) continue;
    mean.total_bytes += point->bytes;
    num_pixels += static_cast<double>(source.width_px) * source.height_px;
    mean.encode_cpu_seconds += point->encode_cpu_seconds;
    mean.decode_cpu_seconds += point->decode_cpu_seconds;
    input.Add(point->against_input);
    if (point->against_pristine) pristine.Add(*point->against_pristine);
  }
  mean.num_sources = input.count();
  if (mean.num_sources == 0) return mean;
  mean.bits_per_pixel = 8 * static_cast<double>(mean.total_bytes) / num_pixels;
  mean.against_input = input.Means();
  if (pristine.count() == input.count()) mean.against_pristine = pristine.Means();
  return mean;
}

}  // namespace

std::vector<RateQuality> CurveOf(const SourceResult& source, size_t codec, ReferenceKind kind,
                                 Metric metric) {
  std::vector<RateQuality> curve;
  for (const std::optional<PointResult>& point : source.points[codec]) {
    if (!point) continue;
    const std::optional<double> value = ValueOf(*point, kind, metric);
    if (!value) continue;
    curve.push_back({BitsPerPixel(point->bytes, source), QualityOf(metric, *value)});
  }
  return curve;
}

std::vector<std::vector<MeanPoint>> MeanPoints(const SweepResults& results) {
  std::vector<std::vector<MeanPoint>> means(results.codecs.size());
  for (size_t codec = 0; codec < means.size(); ++codec) {
    for (size_t s = 0; s < results.codecs[codec].settings.size(); ++s) {
      means[codec].push_back(MeanOf(results, codec, s));
    }
  }
  return means;
}

std::vector<RateQuality> MeanCurve(const std::vector<MeanPoint>& points, ReferenceKind kind,
                                   Metric metric) {
  std::vector<RateQuality> curve;
  for (const MeanPoint& point : points) {
    if (point.num_sources == 0) continue;
    const std::optional<MetricValues> pristine = point.against_pristine;
    const MetricValues values =
        kind == ReferenceKind::kInput ? point.against_input : pristine.value_or(MetricValues{});
    if (values[metric]) {
      curve.push_back({point.bits_per_pixel, QualityOf(metric, *values[metric])});
    }
  }
  return curve;
}

std::vector<RateQuality> BestOf(const std::vector<std::vector<RateQuality>>& curves) {
  std::vector<Pchip> log_rates;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const std::vector<RateQuality>& points : curves) {
    std::optional<Pchip> log_rate = LogRateOfQuality(points);
    if (!log_rate) continue;
    low = std::min(low, log_rate->min_x());
    high = std::max(high, log_rate->max_x());
    log_rates.push_back(std::move(*log_rate));
  }
  std::vector<RateQuality> best;
  for (int i = 0; i <= kNumBestPoints && low < high; ++i) {
    const double quality = low + (high - low) * i / kNumBestPoints;
    double least = std::numeric_limits<double>::infinity();
    for (const Pchip& log_rate : log_rates) {
      if (quality < log_rate.min_x() || quality > log_rate.max_x()) continue;
      least = std::min(least, log_rate.At(quality));
    }
    best.push_back({std::exp(least), quality});
  }
  return best;
}

}  // namespace jackdaw::sweep
