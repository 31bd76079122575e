#include "apps/train/least_squares.h"

#include <gtest/gtest.h>

#include <random>

namespace jackdaw::train {
namespace {

TEST(LeastSquares, FindsWhatMadeTheValues) {
  std::mt19937 random(1);
  LeastSquares<3> sums;
  for (int i = 0; i < 50; ++i) {
    const auto number = [&] { return static_cast<double>(random() % 100); };
    const std::array<double, 3> terms = {1, number(), number()};
    sums.Add(terms, 5 - 2 * terms[1] + 0.25 * terms[2], 1 + number());
  }
  const auto found = sums.Solve();
  EXPECT_NEAR(found[0], 5, 1e-8);
  EXPECT_NEAR(found[1], -2, 1e-8);
  EXPECT_NEAR(found[2], 0.25, 1e-8);
}

TEST(LeastSquares, WeighsErrors) {
  LeastSquares<1> sums;
  sums.Add({1}, 10, 3);
  sums.Add({1}, 20, 1);
  EXPECT_NEAR(sums.Solve()[0], 12.5, 1e-12);
}

TEST(LeastSquares, LeavesOutWhatCannotBeKnown) {
  LeastSquares<3> sums;
  for (int i = 1; i < 9; ++i) sums.Add({1.0 * i, 2.0 * i, 0}, 6.0 * i, 1);
  const auto found = sums.Solve();
  EXPECT_NEAR(found[0], 6, 1e-9);
  EXPECT_EQ(found[1], 0);
  EXPECT_EQ(found[2], 0);
}

}  // namespace
}  // namespace jackdaw::train
