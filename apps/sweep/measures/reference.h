// A picture that others are compared with, prepared once for many comparisons.
#ifndef JACKDAW_APPS_SWEEP_MEASURES_REFERENCE_H_
#define JACKDAW_APPS_SWEEP_MEASURES_REFERENCE_H_

#include <string>

#include "apps/sweep/measures/metric_tools.h"
#include "apps/sweep/measures/metrics.h"
#include "apps/sweep/measures/ms_ssim.h"
#include "apps/sweep/pictures/image.h"
#include "apps/sweep/pictures/luma.h"

namespace jackdaw::sweep {

// Immutable, hence thread-safe.
class Reference {
 public:
  // png_path: a file of the same pixels, for the metric tools.
  Reference(Image image, std::string png_path);

  const Image& image() const { return image_; }  // RGB

  // All measures that can be had. `distorted` is RGB; `distorted_png` a file of the same pixels,
  // read only when `tools` has any. Another size is kCorrupt.
  Result<MetricValues> Compare(const Image& distorted, const std::string& distorted_png,
                               const MetricTools& tools) const;

 private:
  Image image_;
  Plane luma_;
  MsSsimReference ms_ssim_;
  MsSsimReference blue_, red_;  // of the colour differences
  std::string png_path_;
};

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_MEASURES_REFERENCE_H_
