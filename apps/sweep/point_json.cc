#include "apps/sweep/point_json.h"

#include <cmath>
#include <limits>

namespace jackdaw::sweep {
namespace {

using nlohmann::json;

std::optional<double> NumberFromJson(const json& value) {
  if (value.is_number()) return value.get<double>();
  if (value == "inf") return std::numeric_limits<double>::infinity();
  return std::nullopt;
}

std::optional<double> Seconds(const json& point, const char* key) {
  const auto found = point.find(key);
  if (found == point.end() || !found->is_number() || found->get<double>() < 0) return std::nullopt;
  return found->get<double>();
}

std::optional<MetricValues> MetricsFromJson(const json& object) {
  if (!object.is_object()) return std::nullopt;
  MetricValues values;
  for (const Metric metric : kAllMetrics) {
    const auto found = object.find(InfoOf(metric).key);
    if (found == object.end()) continue;
    values[metric] = NumberFromJson(*found);
    if (!values[metric]) return std::nullopt;
  }
  if (!values[Metric::kPsnrLuma] || !values[Metric::kPsnrRgb]) return std::nullopt;
  return values;
}

}  // namespace

json NumberToJson(double value) {
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return value;
}

json MetricsToJson(const MetricValues& values) {
  json object = json::object();
  for (const Metric metric : kAllMetrics) {
    if (values[metric]) object[InfoOf(metric).key] = NumberToJson(*values[metric]);
  }
  return object;
}

json PointToJson(const PointResult& point) {
  json object = {{"bytes", point.bytes},
                 {"encode_cpu_seconds", point.encode_cpu_seconds},
                 {"decode_cpu_seconds", point.decode_cpu_seconds},
                 {"input", MetricsToJson(point.against_input)}};
  if (point.against_pristine) object["pristine"] = MetricsToJson(*point.against_pristine);
  return object;
}

std::optional<PointResult> PointFromJson(const json& object) {
  if (!object.is_object()) return std::nullopt;
  const auto bytes = object.find("bytes");
  const std::optional<double> encode = Seconds(object, "encode_cpu_seconds");
  const std::optional<double> decode = Seconds(object, "decode_cpu_seconds");
  const auto input = object.find("input");
  if (bytes == object.end() || !bytes->is_number_unsigned() || !encode || !decode ||
      input == object.end()) {
    return std::nullopt;
  }
  PointResult point;
  point.bytes = bytes->get<uint64_t>();
  point.encode_cpu_seconds = *encode;
  point.decode_cpu_seconds = *decode;
  const std::optional<MetricValues> against_input = MetricsFromJson(*input);
  if (!against_input) return std::nullopt;
  point.against_input = *against_input;
  if (const auto pristine = object.find("pristine"); pristine != object.end()) {
    point.against_pristine = MetricsFromJson(*pristine);
    if (!point.against_pristine) return std::nullopt;
  }
  return point;
}

}  // namespace jackdaw::sweep
