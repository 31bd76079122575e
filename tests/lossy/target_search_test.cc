#include <gtest/gtest.h>

#include <cmath>

#include "codec/lossy/enc_target_search.h"

namespace jackdaw {
namespace {

// A result that falls with both lambdas as sizes do.
double Smooth(const LossyKnobs& knobs) {
  return 1000 / (1 + std::sqrt(knobs.table_lambda)) + 10 / (1 + knobs.level_lambda);
}

SearchGoal GoalOf(double target, double (*size)(const LossyKnobs&), int* num_calls) {
  SearchGoal goal;
  goal.tolerance = 0.01;
  goal.excess = [=](const LossyKnobs& knobs) -> Result<double> {
    ++*num_calls;
    return 1 - size(knobs) / target;
  };
  return goal;
}

TEST(SearchKnobs, MeetsEveryTargetOfASmoothCurve) {
  for (const double target : {5.0, 40.0, 300.0, 900.0, 1000.0}) {
    int num_calls = 0;
    const auto found = SearchKnobs(GoalOf(target, Smooth, &num_calls));
    ASSERT_TRUE(found.ok());
    ASSERT_TRUE(found.value().has_value());
    const double size = Smooth(*found.value());
    EXPECT_LE(size, target);
    EXPECT_GE(size, 0.99 * target);
    EXPECT_LT(num_calls, 40);
  }
}

TEST(SearchKnobs, UsesTheLevelsWhereTablesJump) {
  const auto stairs = [](const LossyKnobs& knobs) {
    return (knobs.table_lambda < 10 ? 1000.0 : 500.0) / (1 + std::log1p(knobs.level_lambda) / 10);
  };
  int num_calls = 0;
  const auto found = SearchKnobs(GoalOf(700, stairs, &num_calls));
  ASSERT_TRUE(found.ok());
  ASSERT_TRUE(found.value().has_value());
  const double size = stairs(*found.value());
  EXPECT_LE(size, 700);
  EXPECT_GE(size, 0.99 * 700);
}

TEST(SearchKnobs, MixesBlocksWhereLevelsJump) {
  const auto cliff = [](const LossyKnobs& knobs) {
    const auto size = [](double lambda) { return lambda < 10 ? 1000.0 : 500.0; };
    return size(knobs.level_lambda) * (1 - knobs.other_share) +
           size(knobs.other_level_lambda) * knobs.other_share;
  };
  int num_calls = 0;
  const auto found = SearchKnobs(GoalOf(700, cliff, &num_calls));
  ASSERT_TRUE(found.ok() && found.value().has_value());
  EXPECT_LE(cliff(*found.value()), 700);
  EXPECT_GE(cliff(*found.value()), 0.99 * 700);
}

TEST(SearchKnobs, LosslessWhenThatIsEnough) {
  int num_calls = 0;
  const auto found = SearchKnobs(GoalOf(2000, Smooth, &num_calls));
  ASSERT_TRUE(found.ok() && found.value().has_value());
  EXPECT_EQ(found.value()->table_lambda, 0);
  EXPECT_EQ(num_calls, 1);
}

TEST(SearchKnobs, EmptyWhenOutOfReach) {
  int num_calls = 0;
  const auto found = SearchKnobs(GoalOf(0.5, Smooth, &num_calls));
  ASSERT_TRUE(found.ok());
  EXPECT_FALSE(found.value().has_value());
}

TEST(SearchKnobs, PassesErrorsOn) {
  SearchGoal goal;
  goal.excess = [](const LossyKnobs&) -> Result<double> {
    return Error{ErrorCode::kUnsupported, 0, "no"};
  };
  EXPECT_FALSE(SearchKnobs(goal).ok());
}

}  // namespace
}  // namespace jackdaw
