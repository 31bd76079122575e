#include "apps/sweep/report/csv_report.h"

#include <fmt/format.h>

#include <string_view>

namespace jackdaw::sweep {
namespace {

std::string Field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string Header() {
  std::string line =
      "source,codec,version,setting_name,setting,bytes,bits_per_pixel,encode_cpu_seconds,"
      "decode_cpu_seconds";
  for (const ReferenceKind kind : kAllReferences) {
    for (const Metric metric : kAllMetrics) {
      line += fmt::format(",{}_{}", ReferenceKey(kind), InfoOf(metric).key);
    }
  }
  return line + "\r\n";
}

std::string Line(const SourceResult& source, const CodecResult& codec, size_t setting,
                 const PointResult& point) {
  std::string line = fmt::format(
      "{},{},{},{},{},{},{:.6f},{:.6f},{:.6f}", Field(source.name), Field(codec.info.name),
      Field(codec.info.version), Field(codec.info.setting),
      codec.info.setting.empty() ? "" : SettingText(codec.settings[setting]), point.bytes,
      BitsPerPixel(point.bytes, source), point.encode_cpu_seconds, point.decode_cpu_seconds);
  for (const ReferenceKind kind : kAllReferences) {
    for (const Metric metric : kAllMetrics) {
      const std::optional<double> value = ValueOf(point, kind, metric);
      line += value ? fmt::format(",{:.6f}", *value) : ",";
    }
  }
  return line + "\r\n";
}

}  // namespace

std::string CsvReport(const SweepResults& results) {
  std::string csv = Header();
  for (const SourceResult& source : results.sources) {
    for (size_t codec = 0; codec < results.codecs.size(); ++codec) {
      for (size_t s = 0; s < source.points[codec].size(); ++s) {
        const std::optional<PointResult>& point = source.points[codec][s];
        if (point) csv += Line(source, results.codecs[codec], s, *point);
      }
    }
  }
  return csv;
}

}  // namespace jackdaw::sweep
