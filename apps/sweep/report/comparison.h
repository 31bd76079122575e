// Codecs of a sweep against an anchor, in numbers: BD-rate and BD-quality.
#ifndef JACKDAW_APPS_SWEEP_REPORT_COMPARISON_H_
#define JACKDAW_APPS_SWEEP_REPORT_COMPARISON_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "apps/sweep/measures/bjontegaard.h"
#include "apps/sweep/measures/metrics.h"
#include "apps/sweep/results.h"

namespace jackdaw::sweep {

// As an anchor: at each quality the smallest file of all codecs whose name does not start with
// "jackdaw-".
inline constexpr const char* kBestOther = "best-other";

// By measure, on the scale of QualityOf. Measures without one are compared wherever both curves
// are.
using QualityRanges = std::map<Metric, QualityRange>;

// Where pictures are of use and what they have lost is worth a comparison: from visible damage to
// what few people see. Near the input's own quality, encoders find its quantization again, and
// curves jump.
QualityRanges DefaultRanges();

struct ComparisonSpec {
  std::string anchor;  // the name of a codec, or kBestOther
  QualityRanges ranges;
};

// Which curves: those of one source, or of the whole set.
enum class Scope {
  kSource,
  kMeanOfSources,  // the mean of the sources' numbers
  kMeanCurve,      // of the curves of mean rate and mean quality
};
const char* ScopeKey(Scope scope);  // "source", "mean of sources", "mean curve"

struct Comparison {
  Scope scope;
  size_t source = 0;  // of kSource
  size_t codec = 0;
  ReferenceKind kind;
  Metric metric;
  BdRate rate;  // of kMeanOfSources: the means; worst_percent the largest; range of them all
  std::optional<double> quality_gain;  // at equal rate, in the metric's unit; where rates overlap
  size_t num_sources = 1;              // of kMeanOfSources: those with a number
};

// All that can be compared: codecs without a knob and the anchor itself are left out, and so are
// curves that have no quality in common.
std::vector<Comparison> Compare(const SweepResults& results, const ComparisonSpec& spec);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_REPORT_COMPARISON_H_
