#include <gtest/gtest.h>

#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_cjpeg_loss.h"
#include "codec/lossy/enc_image_curves.h"
#include "tests/lossy/curve_helpers.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw::lossy {
namespace {

TEST(CjpegLoss, NeverRisesWithQuality) {
  quant::FrequencyTable quant{};
  quant.fill(3);
  for (const bool colour : {false, true}) {
    const ClassStatistics statistics = test::RandomStatistics(4, 2);
    ClassLoss before = CjpegLoss(statistics, quant, colour, 0);
    for (double quality = 0.5; quality <= 100; quality += 0.5) {
      const ClassLoss loss = CjpegLoss(statistics, quant, colour, quality);
      EXPECT_LE(loss.squared_error, before.squared_error) << quality;
      EXPECT_NEAR(loss.distortion, 2 * loss.squared_error, 1e-9 * loss.distortion);
      before = loss;
    }
    EXPECT_EQ(before.squared_error, 0);
  }
}

TEST(CjpegLoss, OfACoefficientIsItsSquareOrATwelfthOfThatOfTheStep) {
  ClassStatistics statistics;
  statistics.magnitudes[0] = {{0, 1000, 0}, {4, 10, 10}};
  quant::FrequencyTable quant{};
  quant.fill(2);  // a value of 8; the step at 50 is 16
  EXPECT_NEAR(CjpegLoss(statistics, quant, false, 50).squared_error, 640, 1e-9);
  EXPECT_NEAR(CjpegLoss(statistics, quant, false, 75).squared_error, 10 * 64 / 12.0, 1e-9);
}

TEST(ImageCurves, LambdasNeverRiseWithQuality) {
  for (const std::vector<test::Sampling>& sampling :
       {std::vector<test::Sampling>{}, {{1, 1}, {1, 1}, {1, 1}}}) {
    const auto split = jpeg::SplitJpeg(
        test::WriteWithLibjpeg({.width = 256, .height = 192, .sampling = sampling, .quality = 90}),
        {});
    ASSERT_TRUE(split.ok());
    const ImageCurves curves(split.value().frame, split.value().planes,
                             {.model = ColourModel::kLumaAndColour});
    std::array<double, 3> before;
    before.fill(1e9);
    for (double quality = 1; quality < 100; quality += 3) {
      const LossyKnobs knobs = curves.KnobsAtQuality(quality);
      for (size_t i = 0; i < 3; ++i) {
        EXPECT_LE(knobs.scales[i], 1);
        const double lambda = knobs.level_lambda * knobs.scales[i];
        EXPECT_LE(lambda, before[i] * (1 + 1e-9)) << quality << " " << i;
        before[i] = lambda;
      }
      EXPECT_EQ(knobs.scales[0], 1);
    }
    EXPECT_EQ(curves.KnobsAtQuality(100).level_lambda, 0);
  }
}

TEST(ImageCurves, NoLambdaIsNoError) {
  const auto split = jpeg::SplitJpeg(test::WriteWithLibjpeg({.quality = 90}), {});
  ASSERT_TRUE(split.ok());
  const ImageCurves curves(split.value().frame, split.value().planes,
                           {.model = ColourModel::kLumaAndColour});
  EXPECT_EQ(curves.Errors({}).all, 0);
  EXPECT_GT(curves.Errors(EqualKnobs(100)).all, curves.Errors(EqualKnobs(100)).luma);
  EXPECT_EQ(curves.QuantizerOf(0, {}).steps, split.value().frame.components[0].quant);
}

}  // namespace
}  // namespace jackdaw::lossy
