// Points as JSON, for the cache and the report. Infinity, which JSON lacks, is the string "inf".
#ifndef JACKDAW_APPS_SWEEP_POINT_JSON_H_
#define JACKDAW_APPS_SWEEP_POINT_JSON_H_

#include <nlohmann/json.hpp>
#include <optional>

#include "apps/sweep/point.h"

namespace jackdaw::sweep {

nlohmann::json NumberToJson(double value);
nlohmann::json MetricsToJson(const MetricValues& values);  // only those that were measured
nlohmann::json PointToJson(const PointResult& point);

// Empty when the document is not what PointToJson writes.
std::optional<PointResult> PointFromJson(const nlohmann::json& json);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_POINT_JSON_H_
