#include <gtest/gtest.h>

#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_distortion.h"
#include "tests/lossy/split_spec.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw::lossy {
namespace {

TEST(Distortion, ForPsnrAllErrorsOfAComponentCountAlike) {
  const jpeg::SplitJpegResult split = Split({.quality = 90});  // 4:2:0
  const Distortion d =
      MakeDistortion(split.frame, split.planes, ColourModel::kLumaAndColour, Criterion::kSquares);
  EXPECT_EQ(d.component_weights,
            (std::vector<double>{1, 4 * kSquaresColourWeight, 4 * kSquaresColourWeight}));
  for (const WeightPlane& plane : d.planes) EXPECT_EQ(plane.Block(0), nullptr);
  EXPECT_EQ(FindLossClasses(split.frame, ColourModel::kLumaAndColour, Criterion::kSquares).size(),
            2u);
  EXPECT_EQ(FindLossClasses(split.frame, ColourModel::kLumaAndColour, Criterion::kVisible).size(),
            3u);
}

TEST(Distortion, ColourCountsMoreWhereThePsnrOfRgbIsAskedFor) {
  EXPECT_EQ(CriterionOf(Tune::kVisual, LossTarget::kPsnr), Criterion::kVisible);
  EXPECT_EQ(CriterionOf(Tune::kPsnr, LossTarget::kPsnr), Criterion::kSquaresOfRgb);
  EXPECT_EQ(CriterionOf(Tune::kPsnr, LossTarget::kPsnrLuma), Criterion::kSquares);
  EXPECT_EQ(CriterionOf(Tune::kPsnr, LossTarget::kLambda), Criterion::kSquares);
  const jpeg::SplitJpegResult split = Split({.quality = 90});  // 4:2:0
  const Distortion d = MakeDistortion(split.frame, split.planes, ColourModel::kLumaAndColour,
                                      Criterion::kSquaresOfRgb);
  EXPECT_EQ(d.component_weights,
            (std::vector<double>{1, 4 * kRgbColourWeight, 4 * kRgbColourWeight}));
  for (const WeightPlane& plane : d.planes) EXPECT_EQ(plane.Block(0), nullptr);
}

TEST(Distortion, ForTheEyeLowFrequenciesCountMost) {
  const jpeg::SplitJpegResult split = Split({.width = 160, .height = 120, .quality = 90});
  const Distortion d =
      MakeDistortion(split.frame, split.planes, ColourModel::kLumaAndColour, Criterion::kVisible);
  for (size_t i = 0; i < d.planes.size(); ++i) {
    EXPECT_EQ(d.planes[i].codes.size(), split.planes[i].coeffs.size());
    const uint8_t* codes = d.planes[i].Block(3);
    EXPECT_GT(codes[1], codes[10]);
    EXPECT_GE(codes[10], codes[63]);
  }
}

// Halves what luma's block of row 1, column 2 counts.
class OneBlock : public Attention {
 public:
  void Weigh(size_t component, uint32_t row, std::span<BlockWeights> weights) override {
    if (component != 0 || row != 1) return;
    for (float& w : weights[2]) w /= 2;
  }
};

TEST(Distortion, AnAttentionMultipliesWeights) {
  const jpeg::SplitJpegResult split = Split({.quality = 90});
  OneBlock attention;
  const Distortion plain =
      MakeDistortion(split.frame, split.planes, ColourModel::kLumaAndColour, Criterion::kVisible);
  const Distortion with = MakeDistortion(split.frame, split.planes, ColourModel::kLumaAndColour,
                                         Criterion::kVisible, &attention);
  const size_t block = split.planes[0].width_blocks + 2;
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    EXPECT_EQ(with.planes[0].Block(block)[k] + coeff::kWeightCodesPerOctave,
              plain.planes[0].Block(block)[k]);
  }
  EXPECT_EQ(with.planes[1].codes, plain.planes[1].codes);
  EXPECT_TRUE(std::equal(with.planes[0].codes.begin(), with.planes[0].codes.begin() + 64,
                         plain.planes[0].codes.begin()));
}

TEST(Distortion, CodesAreWhatIntegersDivideBy) {
  for (int code = 0; code < 256; ++code) {
    const double divided =
        static_cast<double>(coeff::DivideByWeight(uint64_t{1} << 32, static_cast<uint8_t>(code)));
    EXPECT_NEAR(
        divided * static_cast<double>(WeightsByCode()[static_cast<size_t>(code)]) / 4294967296.0, 1,
        1e-4);
  }
}

}  // namespace
}  // namespace jackdaw::lossy
