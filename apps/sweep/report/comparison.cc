#include "apps/sweep/report/comparison.h"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

#include "apps/sweep/report/curves.h"

namespace jackdaw::sweep {
namespace {

using CurveFunction = std::function<std::vector<RateQuality>(size_t codec)>;

bool IsComparable(const SweepResults& results, const std::string& anchor, size_t codec) {
  const CodecInfo& info = results.codecs[codec].info;
  return !info.is_lossless && info.name != anchor;
}

std::vector<RateQuality> AnchorCurve(const SweepResults& results, const std::string& anchor,
                                     const CurveFunction& curve_of) {
  std::vector<std::vector<RateQuality>> others;
  for (size_t codec = 0; codec < results.codecs.size(); ++codec) {
    const CodecInfo& info = results.codecs[codec].info;
    if (info.name == anchor) return curve_of(codec);
    if (!info.is_lossless && !info.name.starts_with("jackdaw-")) others.push_back(curve_of(codec));
  }
  return BestOf(others);
}

// The codecs of one source, or of the mean, by one measure.
void CompareCurves(const SweepResults& results, const ComparisonSpec& spec,
                   const Comparison& labels, const CurveFunction& curve_of,
                   std::vector<Comparison>* out) {
  const auto found = spec.ranges.find(labels.metric);
  const QualityRange range = found != spec.ranges.end() ? found->second : QualityRange{};
  const std::vector<RateQuality> anchor = AnchorCurve(results, spec.anchor, curve_of);
  for (size_t codec = 0; codec < results.codecs.size(); ++codec) {
    if (!IsComparable(results, spec.anchor, codec)) continue;
    const std::vector<RateQuality> test = curve_of(codec);
    const std::optional<BdRate> rate = ComputeBdRate(anchor, test, range);
    if (!rate) continue;
    Comparison comparison = labels;
    comparison.codec = codec;
    comparison.rate = *rate;
    comparison.quality_gain = ComputeBdQuality(anchor, test, range);
    out->push_back(comparison);
  }
}

// Of comparisons of several sources by one measure. REQUIRES: at least one.
Comparison MeanOf(const std::vector<Comparison>& of_sources) {
  Comparison mean = of_sources.front();
  mean.scope = Scope::kMeanOfSources;
  mean.source = 0;
  mean.num_sources = of_sources.size();
  double percent = 0, gain = 0, num_gains = 0;
  for (const Comparison& one : of_sources) {
    percent += one.rate.percent;
    mean.rate.worst_percent = std::max(mean.rate.worst_percent, one.rate.worst_percent);
    mean.rate.range.low = std::min(mean.rate.range.low, one.rate.range.low);
    mean.rate.range.high = std::max(mean.rate.range.high, one.rate.range.high);
    if (!one.quality_gain) continue;
    gain += *one.quality_gain;
    ++num_gains;
  }
  mean.rate.percent = percent / static_cast<double>(of_sources.size());
  mean.quality_gain.reset();
  if (num_gains > 0) mean.quality_gain = gain / num_gains;
  return mean;
}

std::vector<Comparison> MeansOfSources(const std::vector<Comparison>& comparisons) {
  using Measure = std::tuple<ReferenceKind, Metric, size_t>;
  std::map<Measure, std::vector<Comparison>> groups;
  for (const Comparison& one : comparisons) {
    if (one.scope == Scope::kSource) groups[{one.kind, one.metric, one.codec}].push_back(one);
  }
  std::vector<Comparison> means;
  means.reserve(groups.size());
  for (const auto& [measure, of_sources] : groups) means.push_back(MeanOf(of_sources));
  return means;
}

}  // namespace

const char* ScopeKey(Scope scope) {
  switch (scope) {
    case Scope::kSource:
      return "source";
    case Scope::kMeanOfSources:
      return "mean of sources";
    case Scope::kMeanCurve:
      break;
  }
  return "mean curve";
}

QualityRanges DefaultRanges() {
  constexpr QualityRange kDecibels = {30, 46};
  constexpr QualityRange kSimilarity = {12, 25};  // in dB: 0.937 to 0.997
  return {{Metric::kPsnrLuma, kDecibels},   {Metric::kPsnrRgb, kDecibels},
          {Metric::kMsSsim, kSimilarity},   {Metric::kMsSsimColour, kSimilarity},
          {Metric::kSsimulacra2, {50, 85}}, {Metric::kButteraugli, {-4, -0.8}}};
}

std::vector<Comparison> Compare(const SweepResults& results, const ComparisonSpec& spec) {
  std::vector<Comparison> comparisons;
  const std::vector<std::vector<MeanPoint>> means = MeanPoints(results);
  for (const ReferenceKind kind : kAllReferences) {
    for (const Metric metric : kAllMetrics) {
      for (size_t source = 0; source < results.sources.size(); ++source) {
        const Comparison labels{Scope::kSource, source, 0, kind, metric, {}, {}, 1};
        const auto curve = [&](size_t codec) {
          return CurveOf(results.sources[source], codec, kind, metric);
        };
        CompareCurves(results, spec, labels, curve, &comparisons);
      }
      const Comparison labels{Scope::kMeanCurve, 0, 0, kind, metric, {}, {}, 1};
      const auto curve = [&](size_t codec) { return MeanCurve(means[codec], kind, metric); };
      CompareCurves(results, spec, labels, curve, &comparisons);
    }
  }
  const std::vector<Comparison> of_sources = MeansOfSources(comparisons);
  comparisons.insert(comparisons.end(), of_sources.begin(), of_sources.end());
  return comparisons;
}

}  // namespace jackdaw::sweep
