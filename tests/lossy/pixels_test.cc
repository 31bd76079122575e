#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "codec/jpeg/frame_geometry.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_pixels.h"
#include "tests/support/test_rng.h"

namespace jackdaw::lossy {
namespace {

// The definition (T.81 A.3.3), one sample at a time.
double ExactSample(const int16_t* levels, const quant::FrequencyTable& steps, size_t x, size_t y) {
  double sum = 0;
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    const size_t v = jpeg::kZigzagToNatural[k] / 8, u = jpeg::kZigzagToNatural[k] % 8;
    const double scale = (u == 0 ? std::sqrt(0.5) : 1) * (v == 0 ? std::sqrt(0.5) : 1) / 4;
    const auto wave = [](size_t position, size_t frequency) {
      return std::cos(static_cast<double>((2 * position + 1) * frequency) * std::acos(-1.0) / 16);
    };
    sum += scale * levels[k] * steps[k] * wave(x, u) * wave(y, v);
  }
  return std::clamp(sum + 128, 0.0, 255.0);
}

TEST(BlockSamples, MatchTheDefinition) {
  test::TestRng rng(2);
  for (int round = 0; round < 50; ++round) {
    std::array<int16_t, 64> levels{};
    quant::FrequencyTable steps{};
    for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
      steps[k] = static_cast<uint16_t>(1 + rng.Below(20));
      if (rng.OneIn(3)) levels[k] = static_cast<int16_t>(static_cast<int>(rng.Below(31)) - 15);
    }
    std::array<uint8_t, 64> samples{};
    BlockSamples(levels.data(), steps, {}, samples.data());
    for (size_t i = 0; i < 64; ++i) {
      EXPECT_NEAR(samples[i], ExactSample(levels.data(), steps, i % 8, i / 8), 0.51);
    }
  }
}

jpeg::Frame OneComponent(uint32_t width, uint32_t height) {
  jpeg::Frame frame;
  frame.width_px = width;
  frame.height_px = height;
  frame.components.resize(1);
  frame.components[0].quant.fill(8);
  jpeg::ComputeFrameGeometry(&frame);
  return frame;
}

TEST(PixelReference, CountsOnlySamplesInsideTheImage) {
  const jpeg::Frame frame = OneComponent(9, 1);  // two blocks; of the second one sample is visible
  const std::vector<jpeg::CoeffPlane> planes = jpeg::AllocatePlanes(frame);
  const PixelReference reference(frame, planes, ColourModel::kAlike);
  std::vector<jpeg::CoeffPlane> levels = planes;
  const std::vector<quant::FrequencyTable> steps = {frame.components[0].quant};
  EXPECT_EQ(reference.Errors(levels, steps).all, 0);
  EXPECT_TRUE(std::isinf(PsnrOf(0)));
  levels[0].Block(0, 1)[0] = 3;  // 3 x 8 / 8 = 3 more in each sample
  EXPECT_NEAR(reference.Errors(levels, steps).all, 1.0, 1e-9);
  EXPECT_NEAR(PsnrOf(1.0), 48.13, 0.01);
}

TEST(PixelReference, ClipsAsDecodersDo) {
  const jpeg::Frame frame = OneComponent(8, 8);
  std::vector<jpeg::CoeffPlane> planes = jpeg::AllocatePlanes(frame);
  planes[0].coeffs[0] = 1000;  // far above white
  const PixelReference reference(frame, planes, ColourModel::kAlike);
  planes[0].coeffs[0] = 700;
  const std::vector<quant::FrequencyTable> steps = {frame.components[0].quant};
  EXPECT_EQ(reference.Errors(planes, steps).all, 0);
}

}  // namespace
}  // namespace jackdaw::lossy
