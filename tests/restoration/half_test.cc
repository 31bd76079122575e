#include "models/pixels/half.h"

#include <gtest/gtest.h>

namespace jackdaw::restoration {
namespace {

TEST(Half, KnownNumbers) {
  for (const auto& [bits, value] : {std::pair{0x0000, 0.0f},
                                    {0x3c00, 1.0f},
                                    {0xc000, -2.0f},
                                    {0x7bff, 65504.0f},
                                    {0x0400, 0x1p-14f},
                                    {0x0001, 0x1p-24f},
                                    {0x8001, -0x1p-24f},
                                    {0x3555, 0.333251953125f}}) {
    EXPECT_EQ(FromHalf(static_cast<uint16_t>(bits)), value) << bits;
    EXPECT_EQ(ToHalf(value), bits) << value;
  }
}

TEST(Half, EveryFiniteNumberComesBack) {
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    if ((bits & 0x7c00) == 0x7c00) continue;  // infinite, or no number
    const auto half = static_cast<uint16_t>(bits);
    EXPECT_EQ(ToHalf(FromHalf(half)), half);
  }
}

TEST(Half, RoundsToTheNearest) {
  EXPECT_EQ(ToHalf(1.0f + 0x1p-12f), 0x3c00);
  EXPECT_EQ(ToHalf(1.0f + 0x1p-11f), 0x3c00);  // a tie goes to the even one
  EXPECT_EQ(ToHalf(1.0f + 3 * 0x1p-11f), 0x3c02);
  EXPECT_EQ(ToHalf(2.0f - 0x1p-12f), 0x4000);  // carries
  EXPECT_EQ(ToHalf(0x1p-25f), 0x0000);
  EXPECT_EQ(ToHalf(1.5f * 0x1p-25f), 0x0001);
  EXPECT_EQ(ToHalf(0x1p-14f - 0x1p-26f), 0x0400);
}

}  // namespace
}  // namespace jackdaw::restoration
