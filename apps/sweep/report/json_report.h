// A sweep as JSON.
#ifndef JACKDAW_APPS_SWEEP_REPORT_JSON_REPORT_H_
#define JACKDAW_APPS_SWEEP_REPORT_JSON_REPORT_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apps/sweep/report/comparison.h"
#include "apps/sweep/results.h"

namespace jackdaw::sweep {

// {"format": 1, "anchor", "metric_tools",
//  "metrics": [{"key", "title", "unit"}],
//  "ranges": {metric: [low, high]}, of the comparisons,
//  "codecs": [{"name", "version", "setting", "is_lossless", "settings": [number]}],
//  "missing_codecs": [{"name", "needs"}],
//  "sources": [{"name", "width_px", "height_px", "jpeg_bytes", "has_pristine"}],
//  "points": [{"source", "codec", "setting": indices, "bits_per_pixel", and what point_json.h
//              has}],
//  "means": [{"codec", "setting", "num_sources", "bits_per_pixel": of all, "total_bytes",
//             "total_encode_cpu_seconds", "total_decode_cpu_seconds", and means of the measures}],
//  "comparisons": [{"scope", "source", "codec", "reference", "metric", "bd_rate_percent",
//                   "worst_rate_percent", "bd_quality", "quality_low", "quality_high"}],
//  "failures": [{"source", "codec", "setting", "message"}]}
// Indices count from 0. Names that are not UTF-8 get U+FFFD when the document is printed by
// PrintJson.
nlohmann::json JsonReport(const SweepResults& results, const ComparisonSpec& spec,
                          const std::vector<Comparison>& comparisons);

// indent: spaces a level; -1: one line.
std::string PrintJson(const nlohmann::json& document, int indent);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_REPORT_JSON_REPORT_H_
