#include "apps/sweep/measures/bjontegaard.h"

#include <gtest/gtest.h>

#include <cmath>

#include "apps/sweep/measures/pchip.h"
#include "apps/sweep/report/curves.h"

namespace jackdaw::sweep {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// By hand for (0, 0), (1, 1), (2, 4): slopes 0 (limited), 6 / (3 / 1 + 3 / 3) = 1.5, 4.
TEST(Pchip, HandComputed) {
  const Pchip curve({0, 1, 2}, {0, 1, 4});
  EXPECT_DOUBLE_EQ(curve.At(0), 0);
  EXPECT_DOUBLE_EQ(curve.At(1), 1);
  EXPECT_DOUBLE_EQ(curve.At(2), 4);
  EXPECT_DOUBLE_EQ(curve.At(0.5), 0.3125);
  EXPECT_DOUBLE_EQ(curve.At(1.5), 2.1875);
  EXPECT_DOUBLE_EQ(curve.Integral(0, 1), 0.375);
  EXPECT_DOUBLE_EQ(curve.Integral(0, 2), 8.0 / 3);
  EXPECT_DOUBLE_EQ(curve.Integral(1, 1), 0);
  EXPECT_NEAR(curve.Integral(0.25, 1.5) + curve.Integral(1.5, 1.75), curve.Integral(0.25, 1.75),
              1e-15);
}

TEST(Pchip, TwoPointsAreALine) {
  const Pchip line({1, 3}, {10, 20});
  EXPECT_DOUBLE_EQ(line.At(2), 15);
  EXPECT_DOUBLE_EQ(line.Integral(1, 3), 30);
}

TEST(Pchip, KeepsFlatPartsFlat) {
  const Pchip step({0, 1, 2, 3}, {0, 0, 1, 1});
  EXPECT_DOUBLE_EQ(step.At(0.5), 0);
  EXPECT_DOUBLE_EQ(step.At(2.5), 1);
  for (double x = 0; x <= 3; x += 0.01) {
    EXPECT_GE(step.At(x), 0);
    EXPECT_LE(step.At(x), 1);
  }
}

const std::vector<RateQuality> kAnchor = {{0.5, 30}, {1, 34}, {1.7, 37}, {3, 41}};

TEST(BdRate, EqualShapeGivesTheExactRatio) {
  std::vector<RateQuality> test = kAnchor;
  for (RateQuality& point : test) point.rate *= 0.9;
  const BdRate rate = ComputeBdRate(kAnchor, test).value();
  EXPECT_NEAR(rate.percent, -10, 1e-9);
  EXPECT_NEAR(rate.worst_percent, -10, 1e-9);
  EXPECT_DOUBLE_EQ(rate.range.low, 30);
  EXPECT_DOUBLE_EQ(rate.range.high, 41);
  std::vector<RateQuality> better = kAnchor;
  for (RateQuality& point : better) point.quality += 1.5;
  EXPECT_NEAR(ComputeBdQuality(kAnchor, better).value(), 1.5, 1e-9);
}

// Logarithms of rate are lines from 0 to ln 2 and from 0 to ln 4: their mean distance is ln 2 / 2.
// At equal rates up to 2, quality falls behind from 0 to 5.
TEST(BdRate, HandComputedLines) {
  const std::vector<RateQuality> anchor = {{1, 30}, {2, 40}}, test = {{1, 30}, {4, 40}};
  const BdRate rate = ComputeBdRate(anchor, test).value();
  EXPECT_NEAR(rate.percent, 100 * (std::sqrt(2.0) - 1), 1e-9);
  EXPECT_NEAR(rate.worst_percent, 100, 1e-9);
  EXPECT_NEAR(ComputeBdQuality(anchor, test).value(), -2.5, 1e-9);
  // Over 30..35 alone the distance is from 0 to ln 2 / 2.
  const BdRate lower = ComputeBdRate(anchor, test, {0, 35}).value();
  EXPECT_NEAR(lower.percent, 100 * (std::pow(2, 0.25) - 1), 1e-9);
  EXPECT_DOUBLE_EQ(lower.range.high, 35);
}

// A jump of the anchor leaves no common rate with a test that needs far less: there is a BD-rate,
// but no BD-quality.
TEST(BdRate, QualityAtEqualRateMayBeMissing) {
  const std::vector<RateQuality> anchor = {{2, 30}, {2.1, 45}, {3, 46}};
  const std::vector<RateQuality> test = {{0.2, 30}, {0.4, 40}, {1, 46}};
  EXPECT_LT(ComputeBdRate(anchor, test, {35, 44}).value().percent, -70);
  EXPECT_FALSE(ComputeBdQuality(anchor, test, {35, 44}).has_value());
}

TEST(BdRate, OrderInfinityAndBeatenPointsDoNotMatter) {
  std::vector<RateQuality> test = {{3, 41},   {0.5, 30}, {1, 34},          {1.7, 37},
                                   {1.8, 36}, {2.5, 37}, {3.5, kInfinity}, {0, 20}};
  EXPECT_NEAR(ComputeBdRate(kAnchor, test).value().percent, 0, 1e-12);
  EXPECT_NEAR(ComputeBdQuality(kAnchor, test).value(), 0, 1e-12);
}

TEST(BdRate, NothingInCommon) {
  EXPECT_FALSE(ComputeBdRate(kAnchor, {{1, 50}, {2, 60}}).has_value());
  EXPECT_FALSE(ComputeBdRate(kAnchor, {{1, 35}}).has_value());
  EXPECT_FALSE(ComputeBdRate(kAnchor, {}).has_value());
  EXPECT_FALSE(ComputeBdRate({}, kAnchor).has_value());
  EXPECT_FALSE(ComputeBdRate(kAnchor, kAnchor, {50, 60}).has_value());
  EXPECT_FALSE(ComputeBdQuality(kAnchor, {{10, 30}, {20, 40}}).has_value());
  EXPECT_FALSE(ComputeBdQuality(kAnchor, {{1, kInfinity}, {2, kInfinity}}).has_value());
}

TEST(BestOf, TakesTheSmallestRateAtEachQuality) {
  const std::vector<RateQuality> steep = {{1, 30}, {2, 40}}, flat = {{1.5, 30}, {1.6, 40}};
  const std::vector<RateQuality> best = BestOf({steep, flat, {}, {{1, 35}}});
  EXPECT_NEAR(best.front().rate, 1, 1e-12);
  EXPECT_NEAR(best.back().rate, 1.6, 1e-12);
  EXPECT_LT(ComputeBdRate(steep, best).value().percent, -1);
  EXPECT_NEAR(ComputeBdRate(best, steep).value().worst_percent, 25, 1e-6);  // 2 against 1.6
  EXPECT_TRUE(BestOf({}).empty());
}

}  // namespace
}  // namespace jackdaw::sweep
