#include <gtest/gtest.h>

#include <algorithm>

#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_jpeg_output.h"
#include "codec/lossy/enc_lossy_image.h"
#include "tests/lossy/split_spec.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw::lossy {
namespace {

TEST(LossyImage, ZeroIsTheIdentity) {
  for (const int quality : {30, 75, 98}) {
    const jpeg::SplitJpegResult split = Split({.quality = quality});
    const LossyImage image(split.frame, split.planes, ColourModel::kLumaAndColour,
                           Criterion::kSquares);
    const LossyLevels coded = image.Encode({});
    for (size_t i = 0; i < split.planes.size(); ++i) {
      EXPECT_EQ(coded.levels[i].coeffs, split.planes[i].coeffs);
      EXPECT_EQ(coded.steps[i], split.frame.components[i].quant);
    }
  }
}

TEST(LossyImage, ComponentsOfAClassShareSteps) {
  const jpeg::SplitJpegResult split = Split({.quality = 90});
  const LossyLevels coded =
      LossyImage(split.frame, split.planes, ColourModel::kLumaAndColour, Criterion::kSquares)
          .Encode({20, 20});
  EXPECT_EQ(coded.steps[1], coded.steps[2]);
  EXPECT_NE(coded.steps[0], split.frame.components[0].quant);
}

TEST(LossyImage, RateFallsAsLambdaRises) {
  const jpeg::SplitJpegResult split = Split({.width = 256, .height = 200, .quality = 92});
  const LossyImage image(split.frame, split.planes, ColourModel::kLumaAndColour,
                         Criterion::kSquares);
  size_t before = SIZE_MAX;
  for (double lambda = 0.5; lambda < 5000; lambda *= 2) {
    const auto output = WriteSmallest(split.frame, image.Encode({lambda, lambda}),
                                      ScriptsFor(split.frame, ScanChoice::kBaseline), 1 << 20);
    ASSERT_TRUE(output.ok());
    EXPECT_LE(output.value().bytes.size(), before);
    before = output.value().bytes.size();
  }
}

TEST(ScriptsFor, EachGivesTheSameLevels) {
  const test::LibjpegSpec kinds[] = {
      {.quality = 95},
      {.colour = test::JpegColour::kGrey, .quality = 95},
      {.colour = test::JpegColour::kCmyk, .quality = 95},
      // More blocks than an interleaved MCU may have.
      {.sampling = {{4, 2}, {2, 2}, {1, 1}}, .quality = 95, .scans = {{{0}}, {{1}}, {{2}}}}};
  for (const test::LibjpegSpec& kind : kinds) {
    const jpeg::SplitJpegResult split = Split(kind);
    const LossyLevels coded =
        LossyImage(split.frame, split.planes, ColourModel::kLumaAndColour, Criterion::kSquares)
            .Encode({});
    for (const ScanScript& script : ScriptsFor(split.frame, ScanChoice::kSmaller)) {
      const auto output = WriteSmallest(split.frame, coded, {&script, 1}, 1 << 20);
      ASSERT_TRUE(output.ok()) << output.error().message;
      const auto again = jpeg::SplitJpeg(output.value().bytes, {});
      ASSERT_TRUE(again.ok());
      EXPECT_EQ(again.value().num_scans_modelled, script.scans.size());
      for (size_t i = 0; i < split.planes.size(); ++i) {
        const jpeg::FrameComponent& c = split.frame.components[i];
        for (uint32_t y = 0; y < c.height_blocks; ++y) {
          const int16_t* row = coded.levels[i].Block(y, 0);
          EXPECT_TRUE(std::equal(row, row + size_t{c.width_blocks} * jpeg::kBlockSize,
                                 again.value().planes[i].Block(y, 0)));
        }
      }
    }
  }
}

TEST(WriteSmallest, PicksTheSmallerKind) {
  const jpeg::SplitJpegResult split = Split({.width = 256, .height = 200, .quality = 92});
  const LossyLevels coded =
      LossyImage(split.frame, split.planes, ColourModel::kLumaAndColour, Criterion::kSquares)
          .Encode({4, 4});
  size_t sizes[3] = {};
  for (const ScanChoice scans :
       {ScanChoice::kBaseline, ScanChoice::kProgressive, ScanChoice::kSmaller}) {
    const auto output = WriteSmallest(split.frame, coded, ScriptsFor(split.frame, scans), 1 << 20);
    ASSERT_TRUE(output.ok());
    EXPECT_TRUE(test::ReadWithLibjpeg(output.value().bytes).ok);
    sizes[static_cast<size_t>(scans)] = output.value().bytes.size();
  }
  EXPECT_EQ(sizes[static_cast<size_t>(ScanChoice::kSmaller)],
            std::min(sizes[static_cast<size_t>(ScanChoice::kBaseline)],
                     sizes[static_cast<size_t>(ScanChoice::kProgressive)]));
}

TEST(WriteSmallest, StopsAtTheLimit) {
  const jpeg::SplitJpegResult split =
      Split({.width = 1024, .height = 1024, .content = test::Content::kNoise});
  const LossyLevels coded =
      LossyImage(split.frame, split.planes, ColourModel::kLumaAndColour, Criterion::kSquares)
          .Encode({});
  EXPECT_FALSE(
      WriteSmallest(split.frame, coded, ScriptsFor(split.frame, ScanChoice::kSmaller), 100).ok());
}

}  // namespace
}  // namespace jackdaw::lossy
