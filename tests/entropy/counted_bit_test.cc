#include "entropy/counted_bit.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace jackdaw::entropy {
namespace {

TEST(CountedBit, ProbabilitiesOfTheFirstBits) {
  CountedBit bit;
  EXPECT_EQ(bit.p1_q16(), 32768u);
  bit.Update(1);
  EXPECT_EQ(bit.p1_q16(), 7u * 65536 / 9);
  bit.Update(0);
  EXPECT_EQ(bit.p1_q16(), 32768u);
  bit.Update(0);
  EXPECT_EQ(bit.p1_q16(), 7u * 65536 / 19);
}

TEST(CountedBit, StaysOffTheEnds) {
  CountedBit ones, zeros;
  for (int i = 0; i < 5000; ++i) {
    ones.Update(1);
    zeros.Update(0);
    ASSERT_LE(ones.p1_q16(), 65504u);
    ASSERT_GE(zeros.p1_q16(), 32u);
  }
  EXPECT_EQ(ones.p1_q16(), 65504u);
  EXPECT_EQ(zeros.p1_q16(), 32u);
}

// A share of ones comes out, and another one that follows it.
TEST(CountedBit, FindsTheShare) {
  CountedBit bit;
  for (int i = 0; i < 4000; ++i) bit.Update(i % 4 == 0 ? 1 : 0);
  EXPECT_NEAR(bit.p1_q16(), 16384.0, 200.0);
  for (int i = 0; i < 4000; ++i) bit.Update(i % 4 != 0 ? 1 : 0);
  EXPECT_NEAR(bit.p1_q16(), 49152.0, 600.0);
}

// Both numbers are halved when their sum passes 1024.
TEST(CountedBit, Halves) {
  CountedBit bit;
  for (int i = 0; i < 1024; ++i) bit.Update(i < 24 ? 1 : 0);
  EXPECT_EQ(bit.p1_q16(), (5u * 24 + 2) * 65536 / (5 * 1024 + 4));
  bit.Update(0);  // 24 and 1001
  EXPECT_EQ(bit.p1_q16(), (5u * 12 + 2) * 65536 / (5 * 512 + 4));
}

}  // namespace
}  // namespace jackdaw::entropy
