#include "base/checked.h"

#include <gtest/gtest.h>

namespace jackdaw {
namespace {

constexpr uint64_t kMax64 = std::numeric_limits<uint64_t>::max();
constexpr uint32_t kMax32 = std::numeric_limits<uint32_t>::max();

TEST(Checked, Mul) {
  uint64_t out = 7;
  EXPECT_TRUE(CheckedMul(0, kMax64, &out));
  EXPECT_EQ(out, 0u);
  EXPECT_TRUE(CheckedMul(kMax64, 1, &out));
  EXPECT_EQ(out, kMax64);
  EXPECT_TRUE(CheckedMul(uint64_t{1} << 32, kMax32, &out));
  EXPECT_EQ(out, uint64_t{kMax32} << 32);
  EXPECT_FALSE(CheckedMul(uint64_t{1} << 32, uint64_t{1} << 32, &out));
  EXPECT_FALSE(CheckedMul(3, kMax64 / 3 + 1, &out));
  EXPECT_EQ(out, uint64_t{kMax32} << 32) << "a failure leaves the result alone";
}

TEST(Checked, Add) {
  uint64_t out = 7;
  EXPECT_TRUE(CheckedAdd(kMax64, 0, &out));
  EXPECT_EQ(out, kMax64);
  EXPECT_TRUE(CheckedAdd(kMax64 - 5, 5, &out));
  EXPECT_FALSE(CheckedAdd(kMax64 - 5, 6, &out));
  EXPECT_EQ(out, kMax64) << "a failure leaves the result alone";
}

TEST(Checked, CeilDiv) {
  EXPECT_EQ(CeilDiv(0, 8), 0u);
  EXPECT_EQ(CeilDiv(1, 8), 1u);
  EXPECT_EQ(CeilDiv(8, 8), 1u);
  EXPECT_EQ(CeilDiv(9, 8), 2u);
  EXPECT_EQ(CeilDiv(kMax32, 1), kMax32);
  EXPECT_EQ(CeilDiv(kMax32, kMax32), 1u);
  EXPECT_EQ(CeilDiv(kMax32, 8), uint32_t{1} << 29);
}

}  // namespace
}  // namespace jackdaw
