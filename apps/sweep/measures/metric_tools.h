// Measures by other programs: ssimulacra2 and butteraugli_main of libjxl, where installed.
#ifndef JACKDAW_APPS_SWEEP_MEASURES_METRIC_TOOLS_H_
#define JACKDAW_APPS_SWEEP_MEASURES_METRIC_TOOLS_H_

#include <optional>
#include <string>

#include "apps/sweep/codecs/toolbox.h"
#include "jackdaw/result.h"

namespace jackdaw::sweep {

class MetricTools {
 public:
  // Those found on the toolbox's search path.
  explicit MetricTools(const Toolbox& toolbox);

  bool has_ssimulacra2() const { return ssimulacra2_.has_value(); }
  bool has_butteraugli() const { return butteraugli_.has_value(); }
  bool any() const { return has_ssimulacra2() || has_butteraugli(); }
  // One line: the tools with their versions; empty without any.
  std::string Description() const;

  // Of two PNG files of one size. REQUIRES: the tool is there.
  Result<double> Ssimulacra2(const std::string& reference, const std::string& distorted) const;
  Result<double> Butteraugli(const std::string& reference, const std::string& distorted) const;

 private:
  Result<double> Score(const Tool& tool, const std::string& reference,
                       const std::string& distorted) const;

  Toolbox toolbox_;
  std::optional<Tool> ssimulacra2_, butteraugli_;
};

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_MEASURES_METRIC_TOOLS_H_
