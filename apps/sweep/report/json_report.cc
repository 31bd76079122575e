#include "apps/sweep/report/json_report.h"

#include <cmath>

#include "apps/sweep/point_json.h"
#include "apps/sweep/report/curves.h"

namespace jackdaw::sweep {
namespace {

using nlohmann::json;

json Metrics() {
  json list = json::array();
  for (const Metric metric : kAllMetrics) {
    const MetricInfo& info = InfoOf(metric);
    list.push_back({{"key", info.key}, {"title", info.title}, {"unit", info.unit}});
  }
  return list;
}

json Codecs(const SweepResults& results) {
  json list = json::array();
  for (const CodecResult& codec : results.codecs) {
    list.push_back({{"name", codec.info.name},
                    {"version", codec.info.version},
                    {"setting", codec.info.setting},
                    {"is_lossless", codec.info.is_lossless},
                    {"settings", codec.settings}});
  }
  return list;
}

json Sources(const SweepResults& results) {
  json list = json::array();
  for (const SourceResult& source : results.sources) {
    list.push_back({{"name", source.name},
                    {"width_px", source.width_px},
                    {"height_px", source.height_px},
                    {"jpeg_bytes", source.jpeg_bytes},
                    {"has_pristine", source.has_pristine}});
  }
  return list;
}

json Points(const SweepResults& results) {
  json list = json::array();
  for (size_t i = 0; i < results.sources.size(); ++i) {
    const SourceResult& source = results.sources[i];
    for (size_t codec = 0; codec < source.points.size(); ++codec) {
      for (size_t s = 0; s < source.points[codec].size(); ++s) {
        const std::optional<PointResult>& point = source.points[codec][s];
        if (!point) continue;
        json object = PointToJson(*point);
        object["source"] = i;
        object["codec"] = codec;
        object["setting"] = s;
        object["bits_per_pixel"] = BitsPerPixel(point->bytes, source);
        list.push_back(std::move(object));
      }
    }
  }
  return list;
}

json Means(const SweepResults& results) {
  json list = json::array();
  const std::vector<std::vector<MeanPoint>> means = MeanPoints(results);
  for (size_t codec = 0; codec < means.size(); ++codec) {
    for (size_t s = 0; s < means[codec].size(); ++s) {
      const MeanPoint& mean = means[codec][s];
      if (mean.num_sources == 0) continue;
      json object = {{"codec", codec},
                     {"setting", s},
                     {"num_sources", mean.num_sources},
                     {"total_bytes", mean.total_bytes},
                     {"bits_per_pixel", mean.bits_per_pixel},
                     {"total_encode_cpu_seconds", mean.encode_cpu_seconds},
                     {"total_decode_cpu_seconds", mean.decode_cpu_seconds},
                     {"input", MetricsToJson(mean.against_input)}};
      if (mean.against_pristine) object["pristine"] = MetricsToJson(*mean.against_pristine);
      list.push_back(std::move(object));
    }
  }
  return list;
}

json ComparisonToJson(const Comparison& comparison) {
  json object = {{"scope", ScopeKey(comparison.scope)},
                 {"codec", comparison.codec},
                 {"reference", ReferenceKey(comparison.kind)},
                 {"metric", InfoOf(comparison.metric).key},
                 {"bd_rate_percent", comparison.rate.percent},
                 {"worst_rate_percent", comparison.rate.worst_percent}};
  if (comparison.quality_gain) object["bd_quality"] = *comparison.quality_gain;
  if (comparison.scope == Scope::kSource) object["source"] = comparison.source;
  if (comparison.scope == Scope::kMeanOfSources) object["num_sources"] = comparison.num_sources;
  if (std::isfinite(comparison.rate.range.low)) {
    object["quality_low"] = comparison.rate.range.low;
    object["quality_high"] = comparison.rate.range.high;
  }
  return object;
}

json MissingCodecs(const SweepResults& results) {
  json list = json::array();
  for (const MissingCodec& codec : results.missing_codecs) {
    list.push_back({{"name", codec.name}, {"needs", codec.needs}});
  }
  return list;
}

// Only finite ends are numbers of JSON.
json Ranges(const ComparisonSpec& spec) {
  json object = json::object();
  for (const auto& [metric, range] : spec.ranges) {
    if (!std::isfinite(range.low) || !std::isfinite(range.high)) continue;
    object[InfoOf(metric).key] = {range.low, range.high};
  }
  return object;
}

json Failures(const SweepResults& results) {
  json list = json::array();
  for (const Failure& failure : results.failures) {
    list.push_back({{"source", failure.source},
                    {"codec", failure.codec},
                    {"setting", failure.setting},
                    {"message", failure.message}});
  }
  return list;
}

}  // namespace

json JsonReport(const SweepResults& results, const ComparisonSpec& spec,
                const std::vector<Comparison>& comparisons) {
  json list = json::array();
  for (const Comparison& comparison : comparisons) list.push_back(ComparisonToJson(comparison));
  return {{"format", 1},
          {"anchor", spec.anchor},
          {"metric_tools", results.metric_tools},
          {"metrics", Metrics()},
          {"ranges", Ranges(spec)},
          {"codecs", Codecs(results)},
          {"missing_codecs", MissingCodecs(results)},
          {"sources", Sources(results)},
          {"points", Points(results)},
          {"means", Means(results)},
          {"comparisons", std::move(list)},
          {"failures", Failures(results)}};
}

std::string PrintJson(const json& document, int indent) {
  return document.dump(indent, ' ', false, json::error_handler_t::replace);
}

}  // namespace jackdaw::sweep
