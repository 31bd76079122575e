#include "codec/pixels/dec_centred_corrections.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "tests/pixels/corrected_picture.h"
#include "tests/support/test_rng.h"

namespace jackdaw::pixels {
namespace {

class CentredCorrections : public CorrectedPicture {
 protected:
  CentredCorrections() : CorrectedPicture(80, 64) {
    test::TestRng rng(1);
    for (int16_t& level : planes_[0].coeffs)
      level = static_cast<int16_t>(static_cast<int>(rng.Below(9)) - 4);
    for (int8_t& correction : corrections_.values) {
      correction = static_cast<int8_t>(static_cast<int>(rng.Below(61)) - 30);
    }
  }

  // Of levels of this magnitude (3: and more), towards larger magnitudes.
  double MeanOf(size_t frequency, int magnitude) const {
    double sum = 0, count = 0;
    for (size_t i = frequency; i < corrections_.values.size(); i += 64) {
      const int level = planes_[0].coeffs[i];
      if (std::min(std::abs(level), 3) != magnitude) continue;
      sum += level < 0 ? -corrections_.values[i] : corrections_.values[i];
      ++count;
    }
    return sum / count;
  }
};

TEST_F(CentredCorrections, HaveTheOffsetsAsMeans) {
  quant::CentroidOffsets offsets{};
  offsets[5] = {-40, 16, -8};
  offsets[0] = {-40, -40, -40};  // of DC: nothing
  const BlockBytes before = corrections_;
  CentreCorrections(frame_.components[0], planes_[0], offsets, &corrections_);
  for (int m = 1; m <= 3; ++m) {
    EXPECT_NEAR(MeanOf(5, m), offsets[5][static_cast<size_t>(m) - 1], 1) << m;
  }
  for (size_t i = 0; i < before.values.size(); ++i) {
    if (i % 64 == 5 && planes_[0].coeffs[i] != 0) continue;
    ASSERT_EQ(corrections_.values[i], before.values[i]) << i;
  }
}

TEST_F(CentredCorrections, StayInsideTheirIntervals) {
  quant::CentroidOffsets offsets{};
  offsets[7] = {-127, 127, -127};
  CentreCorrections(frame_.components[0], planes_[0], offsets, &corrections_);
  for (size_t i = 7; i < corrections_.values.size(); i += 64) {
    EXPECT_GE(corrections_.values[i], -127);  // -128 is half a step
  }
  BlockBytes none;
  CentreCorrections(frame_.components[0], planes_[0], offsets, &none);
  EXPECT_TRUE(none.empty());
}

}  // namespace
}  // namespace jackdaw::pixels
