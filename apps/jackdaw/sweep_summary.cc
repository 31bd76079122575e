#include "apps/jackdaw/sweep_summary.h"

#include <fmt/format.h>

#include <array>

#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

std::string LosslessText(const sweep::SweepResults& results, size_t codec) {
  uint64_t before = 0, after = 0, num_images = 0;
  for (const sweep::SourceResult& source : results.sources) {
    if (!source.points[codec].front()) continue;
    before += source.jpeg_bytes;
    after += source.points[codec].front()->bytes;
    ++num_images;
  }
  return fmt::format("{} bytes in total, {:.2f} % of the input ({})", WithCommas(after),
                     100 - SavedPercent(before, after), Counted(num_images, "image", "images"));
}

// Measures of the summary, where they were taken.
constexpr std::array kMeasures = {sweep::Metric::kPsnrLuma, sweep::Metric::kMsSsim,
                                  sweep::Metric::kSsimulacra2};

std::string ComparisonText(const sweep::Comparison& one) {
  const sweep::MetricInfo& info = sweep::InfoOf(one.metric);
  const std::string gain =
      one.quality_gain ? fmt::format(", {:+.3f} {}", *one.quality_gain, info.unit) : "";
  return fmt::format("{}: mean BD-rate {:+.2f} %, worst {:+.2f} %{} ({}, {:.4g} to {:.4g} {})",
                     info.title, one.rate.percent, one.rate.worst_percent, gain,
                     Counted(one.num_sources, "image", "images"), one.rate.range.low,
                     one.rate.range.high, info.unit);
}

// A line for each measure and reference.
std::string LossyText(size_t codec, const std::string& anchor,
                      const std::vector<sweep::Comparison>& comparisons, size_t indent) {
  std::string text;
  for (const sweep::ReferenceKind kind : sweep::kAllReferences) {
    for (const sweep::Metric metric : kMeasures) {
      for (const sweep::Comparison& one : comparisons) {
        if (one.codec != codec || one.scope != sweep::Scope::kMeanOfSources || one.kind != kind ||
            one.metric != metric) {
          continue;
        }
        if (!text.empty()) text += '\n' + std::string(indent, ' ');
        text += fmt::format("against the {} ",
                            kind == sweep::ReferenceKind::kInput ? "input" : "pristine picture");
        text += ComparisonText(one);
      }
    }
  }
  return text.empty() ? "nothing in common with " + anchor : text;
}

std::string MissingText(const sweep::SweepResults& results) {
  std::string names;
  for (const sweep::MissingCodec& codec : results.missing_codecs) {
    names += (names.empty() ? "" : ", ") + codec.name;
  }
  return names.empty() ? "" : fmt::format("not installed: {}\n", names);
}

}  // namespace

std::string SweepSummary(const sweep::SweepResults& results, const std::string& anchor,
                         const std::vector<sweep::Comparison>& comparisons) {
  constexpr size_t kNameWidth = 26;
  std::string text = fmt::format("anchor: {}\n", anchor);
  for (size_t codec = 0; codec < results.codecs.size(); ++codec) {
    const sweep::CodecInfo& info = results.codecs[codec].info;
    const std::string says = info.is_lossless ? LosslessText(results, codec)
                             : info.name == anchor
                                 ? "the anchor"
                                 : LossyText(codec, anchor, comparisons, kNameWidth);
    text += fmt::format("{:<{}}{}\n", info.name, kNameWidth, says);
  }
  return text + MissingText(results);
}

}  // namespace jackdaw::app
