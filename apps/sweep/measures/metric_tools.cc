#include "apps/sweep/measures/metric_tools.h"

#include <charconv>
#include <cmath>
#include <string_view>

#include "apps/sweep/system/subprocess.h"

namespace jackdaw::sweep {
namespace {

// The number that the text starts with.
std::optional<double> LeadingNumber(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace

MetricTools::MetricTools(const Toolbox& toolbox)
    : toolbox_(toolbox),
      ssimulacra2_(FindTool(toolbox, "ssimulacra2", "--version")),
      butteraugli_(FindTool(toolbox, "butteraugli_main", "--version")) {}

std::string MetricTools::Description() const {
  std::string text;
  if (ssimulacra2_) text += "ssimulacra2 (" + ssimulacra2_->version + ")";
  if (butteraugli_) {
    text += (text.empty() ? "" : ", ") + ("butteraugli_main (" + butteraugli_->version + ")");
  }
  return text;
}

Result<double> MetricTools::Score(const Tool& tool, const std::string& reference,
                                  const std::string& distorted) const {
  const Result<ProcessResult> run =
      RunSuccessfully({tool.path, reference, distorted}, toolbox_.timeout);
  if (!run.ok()) return run.error();
  // Both print the score first; butteraugli_main a norm after it.
  const std::optional<double> score = LeadingNumber(run.value().out);
  if (!score) return Error{ErrorCode::kCorrupt, 0, tool.path + " gave no number"};
  return *score;
}

Result<double> MetricTools::Ssimulacra2(const std::string& reference,
                                        const std::string& distorted) const {
  return Score(*ssimulacra2_, reference, distorted);
}

Result<double> MetricTools::Butteraugli(const std::string& reference,
                                        const std::string& distorted) const {
  return Score(*butteraugli_, reference, distorted);
}

}  // namespace jackdaw::sweep
