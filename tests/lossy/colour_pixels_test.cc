#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "codec/jpeg/standard_tables.h"
#include "codec/lossy/enc_colour_pixels.h"
#include "codec/lossy/enc_lossy_image.h"
#include "tests/lossy/split_spec.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw::lossy {
namespace {

jpeg::SplitJpegResult FullColour() {
  return Split({.width = 256, .height = 200, .sampling = {{1, 1}, {1, 1}, {1, 1}}, .quality = 95});
}

std::vector<quant::FrequencyTable> StepsOf(const jpeg::Frame& frame) {
  std::vector<quant::FrequencyTable> steps;
  for (const jpeg::FrameComponent& c : frame.components) steps.push_back(c.quant);
  return steps;
}

TEST(ColourPixels, NothingIsLostByTheLevelsThemselves) {
  const jpeg::SplitJpegResult split = FullColour();
  ASSERT_TRUE(ColourPixels::CanMeasure(split.frame));
  const ColourPixels pixels{split.frame, split.planes};
  EXPECT_EQ(pixels.OfLevels(split.planes, StepsOf(split.frame)), (ColourErrors{0, 0}));
}

TEST(ColourPixels, CjpegLosesMoreTheCoarserItsSteps) {
  const jpeg::SplitJpegResult split = FullColour();
  const ColourPixels pixels{split.frame, split.planes};
  ColourErrors before = pixels.OfCjpeg(90);
  EXPECT_GT(before[0], 0);
  for (const int quality : {75, 50, 25}) {
    const ColourErrors errors = pixels.OfCjpeg(quality);
    EXPECT_GT(errors[0], before[0]);
    EXPECT_GT(errors[1], before[1]);
    before = errors;
  }
}

// Levels rounded to its tables lose about what cjpeg loses, which rounds pixels, too.
TEST(ColourPixels, CjpegLosesWhatItsTablesLose) {
  const jpeg::SplitJpegResult split = FullColour();
  const ColourPixels pixels{split.frame, split.planes};
  std::vector<jpeg::CoeffPlane> levels = split.planes;
  std::vector<quant::FrequencyTable> steps;
  for (size_t i = 0; i < levels.size(); ++i) {
    const jpeg::QuantBase base = i == 0 ? jpeg::QuantBase::kLuma : jpeg::QuantBase::kChroma;
    steps.push_back(jpeg::ScaledQuantTable(base, 50, 255));
    for (size_t n = 0; n < levels[i].coeffs.size(); ++n) {
      const size_t k = n % jpeg::kBlockSize;
      const double value = levels[i].coeffs[n] * split.frame.components[i].quant[k];
      levels[i].coeffs[n] = static_cast<int16_t>(std::lround(value / steps[i][k]));
    }
  }
  const ColourErrors by_levels = pixels.OfLevels(levels, steps), by_cjpeg = pixels.OfCjpeg(50);
  for (size_t c = 0; c < by_cjpeg.size(); ++c) {
    EXPECT_NEAR(by_levels[c] / by_cjpeg[c], 1, 0.2);
  }
}

TEST(ColourPixels, OfSubsampledColourCannotBeMeasured) {
  EXPECT_FALSE(ColourPixels::CanMeasure(Split({}).frame));
  EXPECT_FALSE(ColourPixels::CanMeasure(Split({.colour = test::JpegColour::kGrey}).frame));
}

TEST(ColourPixels, QualityKeepsColour) {
  const jpeg::SplitJpegResult split = FullColour();
  const LossyImage image(split.frame, split.planes, ColourModel::kLumaAndColour,
                         Criterion::kVisible);
  const ColourPixels pixels{split.frame, split.planes};
  for (const int quality : {30, 50, 70}) {
    const LossyLevels coded = image.Encode(image.KnobsAtQuality(quality));
    const ColourErrors errors = pixels.OfLevels(coded.levels, coded.steps);
    const ColourErrors of_cjpeg = pixels.OfCjpeg(quality);
    for (size_t c = 0; c < errors.size(); ++c) EXPECT_LT(errors[c], 1.25 * of_cjpeg[c]) << quality;
  }
}

}  // namespace
}  // namespace jackdaw::lossy
