#include "entropy/logistic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace jackdaw::entropy {
namespace {

TEST(Squash, IsTheLogisticFunction) {
  for (int x = -kStretchMax; x <= kStretchMax; ++x) {
    const double p = 65536 / (1 + std::exp(-x / 256.0));
    EXPECT_NEAR(Squash(x), p, 0.51 + 1e-4 * std::min(p, 65536 - p) / 65536) << x;
  }
}

TEST(Squash, EndsAndOrder) {
  uint32_t previous = 0;
  for (int x = -kStretchMax; x <= kStretchMax; ++x) {
    const uint32_t p = Squash(x);
    EXPECT_GE(p, 1u);
    EXPECT_LE(p, 65535u);
    EXPECT_GE(p, previous) << x;
    EXPECT_EQ(p + Squash(-x), 65536u) << x;
    previous = p;
  }
  EXPECT_EQ(Squash(0), 32768u);
  EXPECT_EQ(Squash(kStretchMax + 1), Squash(kStretchMax));
  EXPECT_EQ(Squash(std::numeric_limits<int32_t>::max()), Squash(kStretchMax));
  EXPECT_EQ(Squash(-kStretchMax - 1), Squash(-kStretchMax));
  EXPECT_EQ(Squash(std::numeric_limits<int32_t>::min()), Squash(-kStretchMax));
}

// Stretch of a bucket is the first x whose squash reaches the middle of the bucket.
TEST(Stretch12, IsTheInverse) {
  int32_t previous = -kStretchMax;
  for (uint32_t bucket = 0; bucket < 4096; ++bucket) {
    const int32_t x = Stretch12(bucket);
    ASSERT_GE(x, previous) << bucket;
    ASSERT_LE(x, kStretchMax);
    ASSERT_GE(Squash(x), 16 * bucket + 8);
    if (x > -kStretchMax) {
      ASSERT_LT(Squash(x - 1), 16 * bucket + 8);
    }
    previous = x;
  }
}

TEST(CostQ12, IsTheCost) {
  for (int x = -kStretchMax; x <= kStretchMax; ++x) {
    EXPECT_NEAR(CostQ12(x), 4096 * std::log1p(std::exp(-x / 256.0)), 4.0) << x;
  }
}

TEST(LearningStep, IsTheErrorOverTheVariance) {
  for (int x = -kStretchMax; x <= kStretchMax; ++x) {
    // Of the middle of eight.
    const double middle = ((x + kStretchMax + 1) / 8 * 8 + 4 - kStretchMax - 1) / 256.0;
    const double p = 1 / (1 + std::exp(-middle));
    EXPECT_NEAR(LearningStep(x), 4096 * std::min(1 / p, 16 * (1 - p)), 8.0) << x;
  }
  EXPECT_EQ(LearningStep(kStretchMax), 1);
}

// The tables are part of the format.
TEST(Logistic, TablesAreAsEver) {
  uint64_t hash = 0xCBF29CE484222325u;  // FNV-1a over 16-bit values
  const auto add = [&](uint32_t v) { hash = (hash ^ (v & 0xFFFF)) * 0x100000001B3u; };
  for (int x = -kStretchMax; x <= kStretchMax; ++x) add(Squash(x));
  for (uint32_t bucket = 0; bucket < 4096; ++bucket) add(static_cast<uint32_t>(Stretch12(bucket)));
  EXPECT_EQ(hash, 15827118113604338984u);
}

}  // namespace
}  // namespace jackdaw::entropy
