#include "apps/jackdaw/sweep_summary.h"

#include <fmt/format.h>

#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

std::string LosslessText(const sweep::SweepResults& results, size_t codec) {
  uint64_t before = 0, after = 0;
  for (const sweep::SourceResult& source : results.sources) {
    if (!source.points[codec].front()) continue;
    before += source.jpeg_bytes;
    after += source.points[codec].front()->bytes;
  }
  return fmt::format("{} bytes, {:.2f} % of the input", WithCommas(after),
                     100 - SavedPercent(before, after));
}

std::string LossyText(size_t codec, const std::string& anchor,
                      const std::vector<sweep::Comparison>& comparisons) {
  for (const sweep::Comparison& one : comparisons) {
    if (one.codec != codec || one.scope != sweep::Scope::kMeanOfSources ||
        one.kind != sweep::ReferenceKind::kInput || one.metric != sweep::Metric::kPsnrLuma) {
      continue;
    }
    const std::string gain =
        one.quality_gain ? fmt::format(", BD-PSNR {:+.3f} dB", *one.quality_gain) : "";
    return fmt::format("BD-rate {:+.2f} %, worst {:+.2f} %{} against {} ({})", one.rate.percent,
                       one.rate.worst_percent, gain, anchor,
                       Counted(one.num_sources, "image", "images"));
  }
  return "nothing in common with " + anchor;
}

}  // namespace

std::string SweepSummary(const sweep::SweepResults& results, const std::string& anchor,
                         const std::vector<sweep::Comparison>& comparisons) {
  std::string text;
  for (size_t codec = 0; codec < results.codecs.size(); ++codec) {
    const sweep::CodecInfo& info = results.codecs[codec].info;
    const std::string says = info.is_lossless      ? LosslessText(results, codec)
                             : info.name == anchor ? "the anchor"
                                                   : LossyText(codec, anchor, comparisons);
    text += fmt::format("{:<26}{}\n", info.name, says);
  }
  return text;
}

}  // namespace jackdaw::app
