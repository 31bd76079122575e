#include "codec/pixels/dec_texture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "tests/pixels/corrected_picture.h"
#include "tests/support/test_rng.h"

namespace jackdaw::pixels {
namespace {

constexpr size_t kFine = 40;  // 4 across, 4 down or near; in zigzag order
constexpr size_t kCoarse = 4;

class Texture : public CorrectedPicture {
 protected:
  // A grey picture whose frequencies have Laplacian coefficients, in steps.
  Texture() : CorrectedPicture(512, 384) {
    constexpr double kWidth = 0.2;
    test::TestRng rng(1);
    for (size_t i = 0; i < planes_[0].coeffs.size(); ++i) {
      const double uniform = (static_cast<double>(rng.Below(1 << 20)) + 1) / (1 << 20);
      const double x = (rng.Below(2) == 0 ? -1 : 1) * kWidth * -std::log(uniform);
      const double level = std::round(x);
      planes_[0].coeffs[i] = static_cast<int16_t>(level);
      squares_[i % 64] += x * x;
      // The most likely picture shows less of what the level leaves open.
      corrections_.values[i] = static_cast<int8_t>(std::lround(0.6 * (x - level) * 255));
    }
  }

  // Sum of squares of what is shown, in steps.
  double Shown(size_t frequency) const {
    double sum = 0;
    for (size_t i = frequency; i < corrections_.values.size(); i += 64) {
      const double x = planes_[0].coeffs[i] + corrections_.values[i] / 256.0;
      sum += x * x;
    }
    return sum;
  }
  void Strengthen() { StrengthenTexture(frame_.components[0], planes_[0], &corrections_); }

  std::array<double, 64> squares_{};
};

TEST_F(Texture, BecomesAsStrongAsItWas) {
  const double before = Shown(kFine), coarse = Shown(kCoarse);
  Strengthen();
  EXPECT_LT(before, 0.9 * squares_[kFine]);
  EXPECT_GT(Shown(kFine), 1.05 * before);
  EXPECT_NEAR(Shown(kFine) / squares_[kFine], 1, 0.1);
  EXPECT_EQ(Shown(kCoarse), coarse);
}

TEST_F(Texture, StaysInsideItsIntervals) {
  for (int8_t& correction : corrections_.values) correction = correction < 0 ? -127 : 120;
  const std::vector<int8_t> before = corrections_.values;
  Strengthen();
  for (const int8_t correction : corrections_.values) ASSERT_NE(correction, -128);
  for (int i = 0; i < 20; ++i) Strengthen();
  for (const int8_t correction : corrections_.values) ASSERT_NE(correction, -128);
}

TEST_F(Texture, NothingIsMadeOfNothing) {
  std::fill(planes_[0].coeffs.begin(), planes_[0].coeffs.end(), int16_t{0});
  std::fill(corrections_.values.begin(), corrections_.values.end(), int8_t{0});
  Strengthen();
  for (const int8_t correction : corrections_.values) ASSERT_EQ(correction, 0);
  corrections_.values.clear();
  Strengthen();
  EXPECT_TRUE(corrections_.empty());
}

TEST_F(Texture, IsMixedPartOfTheWay) {
  BlockBytes texture = corrections_;
  const BlockBytes restored = corrections_;
  for (int8_t& value : texture.values) value = 100;
  MixTexture(texture, &corrections_);
  for (size_t i = 0; i < restored.values.size(); ++i) {
    const int8_t from = restored.values[i], to = corrections_.values[i];
    ASSERT_GE(to, from);
    ASSERT_LT(to - from, (100 - from) / 2 + 1);
  }
  const std::vector<int8_t> mixed = corrections_.values;
  MixTexture(BlockBytes(), &corrections_);
  EXPECT_EQ(corrections_.values, mixed);
  for (const int end : {-127, 127}) {
    std::fill(texture.values.begin(), texture.values.end(), static_cast<int8_t>(end));
    corrections_ = texture;
    MixTexture(texture, &corrections_);
    EXPECT_EQ(corrections_.values, texture.values);
  }
}

}  // namespace
}  // namespace jackdaw::pixels
