#include "codec/jpeg/block_bits.h"

#include <gtest/gtest.h>

#include <random>

#include "base/nonzero_mask.h"

namespace jackdaw::jpeg {
namespace {

TEST(BlockBits, ExtraBitsAndExtendAreInverse) {
  for (int32_t v = -32767; v <= 32767; ++v) {
    if (v == 0) continue;
    const int category = Category(v);
    ASSERT_GE(category, 1);
    ASSERT_LE(category, 15);
    ASSERT_EQ(Extend(ExtraBits(v, category), category), v);
  }
  EXPECT_EQ(Category(0), 0);
  EXPECT_EQ(ExtraBits(0, 0), 0u);
  EXPECT_EQ(Category(-32768), 16);
}

TEST(BlockBits, MasksSeeEveryValueAndLevel) {
  std::mt19937 rng(3);
  for (int round = 0; round < 2000; ++round) {
    int16_t block[64];
    uint64_t expected = 0;
    for (int k = 0; k < 64; ++k) {
      block[k] = rng() % 2 == 0 ? int16_t{0} : static_cast<int16_t>(rng() >> (rng() % 16));
      if (rng() % 64 == 0) block[k] = INT16_MIN;
      if (block[k] != 0) expected |= uint64_t{1} << k;
    }
    ASSERT_EQ(NonzeroMask(block), expected);
    for (int al = 0; al <= 15; ++al) {
      uint64_t level = 0;
      for (int k = 0; k < 64; ++k) {
        if (Magnitude(block[k]) >> al != 0) level |= uint64_t{1} << k;
      }
      ASSERT_EQ(LevelMask(block, al), level) << al;
    }
  }
}

TEST(BlockBits, BandMask) {
  EXPECT_EQ(BandMask(0, 63), ~uint64_t{0});
  EXPECT_EQ(BandMask(1, 5), 0x3Eu);
  EXPECT_EQ(BandMask(63, 63), uint64_t{1} << 63);
}

}  // namespace
}  // namespace jackdaw::jpeg
