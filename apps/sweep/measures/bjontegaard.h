// Mean distance of two rate-distortion curves.
//
// G. Bjontegaard, "Calculation of average PSNR differences between RD-curves", ITU-T VCEG-M33
// (2001), with piecewise cubic interpolation (pchip.h) in place of one cubic for the whole curve,
// as the common test conditions of VVC (JVET-N1010) do.
#ifndef JACKDAW_APPS_SWEEP_MEASURES_BJONTEGAARD_H_
#define JACKDAW_APPS_SWEEP_MEASURES_BJONTEGAARD_H_

#include <limits>
#include <optional>
#include <vector>

#include "apps/sweep/measures/pchip.h"

namespace jackdaw::sweep {

// A point of an encoder's curve.
struct RateQuality {
  double rate = 0;     // bits per pixel, or any unit; points of rate <= 0 do not count
  double quality = 0;  // higher is better; points that are not finite do not count
};

struct QualityRange {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

struct BdRate {
  double percent = 0;        // mean difference of rate at equal quality; negative: test is smaller
  double worst_percent = 0;  // the largest difference at any one quality
  QualityRange range;        // of quality over which it was taken
};

// The natural logarithm of the rate as a function of quality, between a curve's ends. Points that
// another point of the same curve beats in both rate and quality are left out: the curve of an
// encoder is what one would choose from it. Empty with fewer than two points.
std::optional<Pchip> LogRateOfQuality(const std::vector<RateQuality>& points);

// Empty when the curves have no range of quality in common within `range`, or one of them has
// no LogRateOfQuality.
std::optional<BdRate> ComputeBdRate(const std::vector<RateQuality>& anchor,
                                    const std::vector<RateQuality>& test,
                                    const QualityRange& range = {});

// Mean difference of quality at equal rate, in the unit of quality; positive: test is better.
// Taken at the rates at which the anchor's quality lies in `range`; empty when the test has none of
// them.
std::optional<double> ComputeBdQuality(const std::vector<RateQuality>& anchor,
                                       const std::vector<RateQuality>& test,
                                       const QualityRange& range = {});

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_MEASURES_BJONTEGAARD_H_
