// Statistics for rate curves, and what holds for every curve.
#ifndef JACKDAW_TESTS_LOSSY_CURVE_HELPERS_H_
#define JACKDAW_TESTS_LOSSY_CURVE_HELPERS_H_

#include <gtest/gtest.h>

#include "codec/lossy/enc_rate_curves.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {

// Magnitudes that fall off as those of photographs do.
// weight: of every squared error.
inline lossy::MagnitudeHistogram FallingHistogram(TestRng* rng, uint32_t largest,
                                                  double weight = 1) {
  lossy::MagnitudeHistogram histogram;
  uint32_t count = 4000 + rng->Below(4000);
  for (uint32_t m = 0; m <= largest && count > 0; ++m) {
    histogram.push_back({m, count, weight * count});
    count = count * (30 + rng->Below(60)) / 100;
  }
  return histogram;
}

inline lossy::ClassStatistics RandomStatistics(uint64_t seed, double weight = 1) {
  TestRng rng(seed);
  lossy::ClassStatistics statistics;
  for (lossy::MagnitudeHistogram& histogram : statistics.magnitudes) {
    histogram = FallingHistogram(&rng, 1 + rng.Below(40), weight);
  }
  statistics.dc_differences = FallingHistogram(&rng, 60);
  return statistics;
}

// No distortion at first, then entropy never rises and distortion never falls.
inline void ExpectMonotone(const lossy::ClassCurves& curves) {
  lossy::RatePoint before = lossy::TotalAt(curves, 0);
  EXPECT_EQ(before.distortion, 0);
  for (double lambda = 0.01; lambda < 1e6; lambda *= 1.2) {
    const lossy::RatePoint now = lossy::TotalAt(curves, lambda);
    EXPECT_LE(now.bits, before.bits);
    EXPECT_GE(now.distortion, before.distortion);
    before = now;
  }
}

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_LOSSY_CURVE_HELPERS_H_
