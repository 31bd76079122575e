#include <gtest/gtest.h>

#include <algorithm>

#include "codec/jpeg/frame_geometry.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_level_loss.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw::lossy {
namespace {

TEST(LossOfLevels, WeighsSquaresOfDequantizedErrors) {
  jpeg::Frame frame;
  frame.width_px = 8;
  frame.height_px = 8;
  frame.components.resize(1);
  frame.components[0].quant.fill(3);
  jpeg::ComputeFrameGeometry(&frame);
  std::vector<jpeg::CoeffPlane> planes = jpeg::AllocatePlanes(frame), levels = planes;
  planes[0].coeffs[5] = -4;
  levels[0].coeffs[5] = -1;
  WeightPlane weights;
  quant::FrequencyTable steps{};
  steps.fill(10);
  const ClassLoss plain = LossOfLevels(frame.components[0], planes[0], weights, levels[0], steps);
  EXPECT_EQ(plain.squared_error, 4);
  EXPECT_EQ(plain.distortion, 4);
  weights.codes.assign(64, coeff::kUnitWeightCode + coeff::kWeightCodesPerOctave);
  EXPECT_NEAR(LossOfLevels(frame.components[0], planes[0], weights, levels[0], steps).distortion, 8,
              1e-5);
}

TEST(TakeSample, IsAQuarterOfTheRowsOrAll) {
  const auto split =
      jpeg::SplitJpeg(test::WriteWithLibjpeg({.width = 70, .height = 1600, .quality = 90}), {});
  ASSERT_TRUE(split.ok());
  const std::vector<jpeg::CoeffPlane>& planes = split.value().planes;
  const std::vector<WeightPlane> weights(3);
  const ImageSample sample = TakeSample(split.value().frame, planes, weights);
  EXPECT_EQ(sample.frame.mcu_rows, 24u);  // of 100
  EXPECT_EQ(sample.planes[0].height_blocks, 48u);
  EXPECT_EQ(sample.planes[1].height_blocks, 24u);
  const int16_t* from = planes[0].Block(8, 0);
  EXPECT_TRUE(std::equal(from, from + size_t{8} * planes[0].width_blocks * 64,
                         sample.planes[0].coeffs.begin()));
  const auto small =
      jpeg::SplitJpeg(test::WriteWithLibjpeg({.width = 70, .height = 100, .quality = 90}), {});
  ASSERT_TRUE(small.ok());
  EXPECT_EQ(TakeSample(small.value().frame, small.value().planes, weights).frame.mcu_rows,
            small.value().frame.mcu_rows);
}

}  // namespace
}  // namespace jackdaw::lossy
