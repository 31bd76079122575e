#include <gtest/gtest.h>

#include "codec/lossy/enc_rate_curves.h"
#include "tests/lossy/curve_helpers.h"

namespace jackdaw::lossy {
namespace {

using test::ExpectMonotone;
using test::RandomStatistics;

TEST(LowerHull, KeepsOnlyConvexFallingPoints) {
  const RateCurve hull = LowerHull({{10, 0, 0, 1, 0},
                                    {9, 9, 9, 2, 0},  // above the line from the first to the next
                                    {6, 4, 4, 3, 0},
                                    {7, 5, 5, 4, 0},   // worse than the one before in both
                                    {12, 0, 0, 5, 0},  // no distortion either, more bits
                                    {1, 30, 30, 6, 0},
                                    {1, 40, 40, 7, 0}});
  ASSERT_EQ(hull.size(), 3u);
  EXPECT_EQ(hull[0].step, 1);
  EXPECT_EQ(hull[1].step, 3);
  EXPECT_EQ(hull[2].step, 6);
  EXPECT_EQ(PointAt(hull, 0).step, 1);
  EXPECT_EQ(PointAt(hull, 0.99).step, 1);
  EXPECT_EQ(PointAt(hull, 1.01).step, 3);
  EXPECT_EQ(PointAt(hull, 100).step, 6);
}

TEST(RateCurves, AreMonotoneInLambda) {
  quant::FrequencyTable quant{};
  quant.fill(4);
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    const ClassCurves curves = MakeCurves(RandomStatistics(seed), quant, 255);
    ExpectMonotone(curves);
  }
}

TEST(RateCurves, AWeightIsADividerOfLambda) {
  quant::FrequencyTable quant{};
  quant.fill(4);
  const ClassCurves plain = MakeCurves(RandomStatistics(3), quant, 255);
  const ClassCurves weighted = MakeCurves(RandomStatistics(3, 4), quant, 255);
  for (double lambda = 0.013; lambda < 1e5; lambda *= 2.3) {
    EXPECT_EQ(QuantizerAt(weighted, 4 * lambda).steps, QuantizerAt(plain, lambda).steps);
    const RatePoint a = TotalAt(plain, lambda), b = TotalAt(weighted, 4 * lambda);
    EXPECT_NEAR(b.distortion, 4 * a.distortion, 1e-9 * b.distortion);
    EXPECT_EQ(b.squared_error, a.squared_error);
  }
}

TEST(RateCurves, StepsAreNeverFinerThanTheInputNorAboveTheLimit) {
  quant::FrequencyTable quant{};
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) quant[k] = static_cast<uint16_t>(1 + 5 * k);
  const ClassCurves curves = MakeCurves(RandomStatistics(9), quant, 255);
  for (double lambda = 0.01; lambda < 1e6; lambda *= 3) {
    const quant::Quantizer quantizer = QuantizerAt(curves, lambda);
    for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
      EXPECT_GE(quantizer.steps[k], quant[k]);
      EXPECT_LE(quantizer.steps[k], std::max<uint16_t>(255, quant[k]));
    }
  }
}

TEST(RateCurves, FindTheLatticeOfTheCoefficients) {
  // All values are multiples of 3: the step 3 q loses nothing.
  ClassStatistics statistics;
  for (MagnitudeHistogram& histogram : statistics.magnitudes) {
    histogram = {{0, 900, 0}, {3, 50, 50}, {6, 20, 20}, {9, 5, 5}};
  }
  statistics.dc_differences = {{0, 1, 0}};
  quant::FrequencyTable quant{};
  quant.fill(2);
  const quant::Quantizer quantizer = QuantizerAt(MakeCurves(statistics, quant, 255), 1e-6);
  EXPECT_EQ(quantizer.steps[30], 6);
}

TEST(RateCurves, EmptyAndZeroHistogramsAreFine) {
  ClassStatistics statistics;
  for (MagnitudeHistogram& histogram : statistics.magnitudes) histogram = {{0, 10, 0}};
  statistics.magnitudes[5] = {};
  quant::FrequencyTable quant{};
  quant.fill(65535);
  const ClassCurves curves = MakeCurves(statistics, quant, 65535);
  EXPECT_EQ(QuantizerAt(curves, 10).steps, quant);
  EXPECT_EQ(TotalAt(curves, 10).bits, 0);
}

}  // namespace
}  // namespace jackdaw::lossy
