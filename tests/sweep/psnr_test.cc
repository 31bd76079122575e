#include "apps/sweep/measures/psnr.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/sweep/test_pictures.h"

namespace jackdaw::sweep {
namespace {

TEST(Luma, IsTheWeightedSum) {
  EXPECT_DOUBLE_EQ(Luma(255, 255, 255), 255);
  EXPECT_DOUBLE_EQ(Luma(100, 0, 0), 29.9);
  EXPECT_DOUBLE_EQ(Luma(0, 100, 0), 58.7);
  EXPECT_DOUBLE_EQ(Luma(0, 0, 100), 11.4);
  const Image grey = test::TestPicture(9, 7, 1, 1);
  const Plane a = LumaPlane(grey), b = LumaPlane(ToRgb(grey));
  for (size_t i = 0; i < a.samples.size(); ++i) EXPECT_NEAR(a.samples[i], b.samples[i], 1e-12);
}

TEST(Psnr, EqualPicturesAreInfinitelyGood) {
  const Image image = test::TestPicture(20, 10, 3, 1);
  EXPECT_TRUE(std::isinf(PsnrRgbDb(image, image)));
  EXPECT_TRUE(std::isinf(PsnrLumaDb(LumaPlane(image), LumaPlane(image))));
}

TEST(Psnr, KnownDifferences) {
  Image a = MakeImage(10, 10, 3).value();
  Image b = a;
  for (uint8_t& sample : b.samples) sample = 1;
  EXPECT_NEAR(PsnrRgbDb(a, b), 48.1308036086791, 1e-10);  // 20 log10(255)
  EXPECT_NEAR(PsnrLumaDb(LumaPlane(a), LumaPlane(b)), 48.1308036086791, 1e-10);
  for (uint8_t& sample : b.samples) sample = 255;
  EXPECT_NEAR(PsnrRgbDb(a, b), 0, 1e-12);
  // One red sample of a hundred pixels is off by 10: squares 100 of 300, and 2.99^2 of 100.
  b = a;
  b.samples[0] = 10;
  EXPECT_NEAR(PsnrRgbDb(a, b), 10 * std::log10(255.0 * 255.0 * 300 / 100), 1e-10);
  EXPECT_NEAR(PsnrLumaDb(LumaPlane(a), LumaPlane(b)),
              10 * std::log10(255.0 * 255.0 * 100 / (2.99 * 2.99)), 1e-10);
}

}  // namespace
}  // namespace jackdaw::sweep
