#include "apps/sweep/report/comparison.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "apps/sweep/report/curves.h"
#include "tests/sweep/test_pictures.h"

namespace jackdaw::sweep {
namespace {

constexpr size_t kTested = 2;  // jackdaw-lossy: 0.9 times the anchor's bytes at equal quality

std::vector<Comparison> Select(const std::vector<Comparison>& all, Scope scope, Metric metric) {
  std::vector<Comparison> some;
  std::copy_if(all.begin(), all.end(), std::back_inserter(some), [&](const Comparison& one) {
    return one.scope == scope && one.metric == metric && one.kind == ReferenceKind::kInput;
  });
  return some;
}

TEST(Compare, EachSourceTheirMeanAndTheMeanCurve) {
  const SweepResults results = test::TestResults("first");
  const std::vector<Comparison> all = Compare(results, {"anchor", {}});
  EXPECT_EQ(Select(all, Scope::kSource, Metric::kPsnrLuma).size(), 2u);
  for (const Scope scope : {Scope::kSource, Scope::kMeanOfSources, Scope::kMeanCurve}) {
    for (const Metric metric : {Metric::kPsnrLuma, Metric::kPsnrRgb, Metric::kMsSsim}) {
      const std::vector<Comparison> some = Select(all, scope, metric);
      ASSERT_FALSE(some.empty());
      EXPECT_EQ(some[0].codec, kTested);
      EXPECT_NEAR(some[0].rate.percent, -10, 1e-6);
      EXPECT_NEAR(some[0].rate.worst_percent, -10, 1e-6);
      EXPECT_GT(some[0].quality_gain.value(), 0);
    }
    EXPECT_TRUE(Select(all, scope, Metric::kButteraugli).empty());
  }
  EXPECT_EQ(Select(all, Scope::kMeanOfSources, Metric::kPsnrLuma)[0].num_sources, 2u);
}

TEST(Compare, RangeAndBestOther) {
  const SweepResults results = test::TestResults("first");
  const std::vector<Comparison> within =
      Compare(results, {kBestOther, {{Metric::kPsnrLuma, {32, 36}}}});
  const Comparison one = Select(within, Scope::kSource, Metric::kPsnrLuma).at(0);
  EXPECT_EQ(one.codec, 1u);  // the anchor of the others, against itself
  EXPECT_NEAR(one.rate.percent, 0, 0.01);
  EXPECT_EQ(one.rate.range.low, 32);
  EXPECT_EQ(one.rate.range.high, 36);
  const Comparison tested = Select(within, Scope::kSource, Metric::kPsnrLuma).at(1);
  EXPECT_EQ(tested.codec, kTested);
  EXPECT_NEAR(tested.rate.percent, -10, 0.01);
  const std::vector<Comparison> beyond =
      Compare(results, {"anchor", {{Metric::kPsnrLuma, {50, 60}}}});
  EXPECT_TRUE(Select(beyond, Scope::kSource, Metric::kPsnrLuma).empty());
  EXPECT_FALSE(Select(beyond, Scope::kSource, Metric::kPsnrRgb).empty());
}

TEST(Compare, NeverBeyondWhatWasMeasured) {
  const SweepResults results = test::TestResults("first");
  const QualityRange wide = {0, 100};
  const std::vector<Comparison> all = Compare(results, {"anchor", {{Metric::kPsnrLuma, wide}}});
  const Comparison one = Select(all, Scope::kSource, Metric::kPsnrLuma).at(0);
  EXPECT_GE(one.rate.range.low, 30);
  EXPECT_LE(one.rate.range.high, 40);
  const Comparison mean = Select(all, Scope::kMeanOfSources, Metric::kPsnrLuma).at(0);
  EXPECT_EQ(mean.rate.range.low, one.rate.range.low);
  for (const auto& [metric, range] : DefaultRanges()) EXPECT_LT(range.low, range.high);
}

TEST(Compare, MissingPoints) {
  SweepResults results = test::TestResults("first");
  results.sources[0].points[kTested] = {std::nullopt, std::nullopt, std::nullopt};
  const std::vector<Comparison> all = Compare(results, {"anchor", {}});
  EXPECT_EQ(Select(all, Scope::kSource, Metric::kPsnrLuma).size(), 1u);
  EXPECT_EQ(Select(all, Scope::kMeanOfSources, Metric::kPsnrLuma)[0].num_sources, 1u);
  for (SourceResult& source : results.sources) {
    for (auto& points : source.points) points.assign(points.size(), std::nullopt);
  }
  EXPECT_TRUE(Compare(results, {"anchor", {}}).empty());
}

TEST(MeanPoints, BitsOverPixelsAndMeanQuality) {
  SweepResults results = test::TestResults("first");
  results.sources[1].width_px = 300;  // three times the pixels
  results.sources[1].points[1][0]->against_input[Metric::kPsnrLuma] = 32;
  const MeanPoint mean = MeanPoints(results)[1][0];
  EXPECT_EQ(mean.num_sources, 2u);
  EXPECT_DOUBLE_EQ(mean.bits_per_pixel, 8 * 2000.0 / (100 * 80 + 300 * 80));
  EXPECT_DOUBLE_EQ(*mean.against_input[Metric::kPsnrLuma], 31);
  EXPECT_DOUBLE_EQ(mean.encode_cpu_seconds, 2);
  EXPECT_TRUE(mean.against_pristine.has_value());
  results.sources[1].points[1][0]->against_pristine.reset();
  results.sources[1].points[1][0]->against_input[Metric::kMsSsim].reset();
  const MeanPoint partial = MeanPoints(results)[1][0];
  EXPECT_FALSE(partial.against_pristine.has_value());
  EXPECT_FALSE(partial.against_input[Metric::kMsSsim].has_value());
  EXPECT_TRUE(std::isinf(*MeanPoints(results)[0][0].against_input[Metric::kPsnrLuma]));
}

}  // namespace
}  // namespace jackdaw::sweep
