// Multi-scale structural similarity of a plane.
//
// Z. Wang, E. P. Simoncelli, A. C. Bovik, "Multi-scale structural similarity for image quality
// assessment", Asilomar 2003, with the parameters published there: five scales, an 11 x 11 Gaussian
// window of standard deviation 1.5 wherever it fits whole, K1 = 0.01, K2 = 0.03, L = 255; from
// scale to scale the mean of 2 x 2 samples (an odd edge is repeated). Contrast and structure count
// at every scale, luminance at the coarsest alone.
#ifndef JACKDAW_APPS_SWEEP_MEASURES_MS_SSIM_H_
#define JACKDAW_APPS_SWEEP_MEASURES_MS_SSIM_H_

#include <optional>
#include <vector>

#include "apps/sweep/pictures/luma.h"

namespace jackdaw::sweep {

// One reference, ready for comparison with many images. Immutable, hence thread-safe.
class MsSsimReference {
 public:
  explicit MsSsimReference(Plane reference);

  // 0..1, 1 for equal images; a negative mean of contrast and structure counts as 0. Empty when a
  // side is too short for the window at the coarsest scale (below 161 px).
  // REQUIRES: the size of the reference.
  std::optional<double> Compare(Plane distorted) const;

 private:
  struct Scale {
    Plane plane;
    Plane mean;         // Gaussian-weighted
    Plane mean_square;  // of the squares
  };
  std::vector<Scale> scales_;  // empty when the image is too small
};

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_MEASURES_MS_SSIM_H_
