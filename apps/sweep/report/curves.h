// Rate-distortion curves of a sweep: of one source, and the mean over all of them.
#ifndef JACKDAW_APPS_SWEEP_REPORT_CURVES_H_
#define JACKDAW_APPS_SWEEP_REPORT_CURVES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "apps/sweep/measures/bjontegaard.h"
#include "apps/sweep/results.h"

namespace jackdaw::sweep {

// The points of one codec on one source by a measure, quality as QualityOf gives it; those that
// failed or were not measured are left out.
std::vector<RateQuality> CurveOf(const SourceResult& source, size_t codec, ReferenceKind kind,
                                 Metric metric);

struct MeanPoint {
  size_t num_sources = 0;  // over which it is taken: those where this point did not fail
  uint64_t total_bytes = 0;
  double bits_per_pixel = 0;                              // all their bits by all their pixels
  double encode_cpu_seconds = 0, decode_cpu_seconds = 0;  // sums
  // Means of the values; empty where one of them is.
  MetricValues against_input;
  std::optional<MetricValues> against_pristine;  // empty unless all sources have one
};

// [codec][setting]; num_sources 0 where nothing was measured.
std::vector<std::vector<MeanPoint>> MeanPoints(const SweepResults& results);

std::vector<RateQuality> MeanCurve(const std::vector<MeanPoint>& points, ReferenceKind kind,
                                   Metric metric);

// For each quality the smallest rate that any of the curves gives: what one could choose from all
// of them. Points close enough for interpolation, rising in both.
std::vector<RateQuality> BestOf(const std::vector<std::vector<RateQuality>>& curves);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_REPORT_CURVES_H_
