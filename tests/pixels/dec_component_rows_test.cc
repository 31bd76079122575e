#include "codec/pixels/dec_component_rows.h"

#include <gtest/gtest.h>

#include <cmath>

#include "codec/jpeg/frame_geometry.h"
#include "codec/jpeg/jpeg_codec.h"

namespace jackdaw::pixels {
namespace {

struct Factors {
  uint8_t h = 1, v = 1;
};

// Tables of 8, so that a DC level is a sample value.
jpeg::Frame MakeFrame(uint32_t width, uint32_t height, std::vector<Factors> factors) {
  jpeg::Frame frame;
  frame.width_px = width;
  frame.height_px = height;
  for (const Factors& f : factors) {
    jpeg::FrameComponent c;
    c.h = f.h;
    c.v = f.v;
    c.quant.fill(8);
    frame.components.push_back(c);
  }
  jpeg::ComputeFrameGeometry(&frame);
  return frame;
}

const BlockBytes kNoCorrections;

// A row of 16 x 16 image samples of a component of the second factors, of flat blocks.
class Upsampled {
 public:
  Upsampled(uint32_t width, uint32_t height, Factors luma, Factors chroma)
      : frame_(MakeFrame(width, height, {luma, chroma})), planes_(jpeg::AllocatePlanes(frame_)) {}

  void SetDc(uint32_t row, uint32_t col, int16_t dc) { planes_[1].Block(row, col)[0] = dc; }

  std::vector<float> Row(uint32_t y) const {
    ComponentRows rows(frame_, frame_.components[1], planes_[1], {}, kNoCorrections);
    const float* row = rows.ImageRow(y);
    return {row, row + frame_.width_px};
  }
  std::vector<float> Column(uint32_t x) const {
    ComponentRows rows(frame_, frame_.components[1], planes_[1], {}, kNoCorrections);
    std::vector<float> column;
    for (uint32_t y = 0; y < frame_.height_px; ++y) column.push_back(rows.ImageRow(y)[x]);
    return column;
  }

 private:
  jpeg::Frame frame_;
  std::vector<jpeg::CoeffPlane> planes_;
};

TEST(ComponentRows, TrianglesAcross) {
  Upsampled made(32, 8, {2, 1}, {1, 1});
  made.SetDc(0, 0, 40);
  made.SetDc(0, 1, 80);
  std::vector<float> wanted(32, 40);
  std::fill(wanted.begin() + 16, wanted.end(), 80.0f);
  wanted[15] = 50;
  wanted[16] = 70;
  EXPECT_EQ(made.Row(3), wanted);
}

TEST(ComponentRows, TrianglesDown) {
  Upsampled made(8, 31, {1, 2}, {1, 1});
  made.SetDc(0, 0, 40);
  made.SetDc(1, 0, 80);
  std::vector<float> wanted(31, 40);
  std::fill(wanted.begin() + 16, wanted.end(), 80.0f);
  wanted[15] = 50;
  wanted[16] = 70;
  EXPECT_EQ(made.Column(7), wanted);
}

TEST(ComponentRows, TrianglesBothWays) {
  Upsampled made(32, 32, {2, 2}, {1, 1});
  made.SetDc(1, 1, 16);
  EXPECT_EQ(made.Row(15)[15], 1);
  EXPECT_EQ(made.Row(15)[16], 3);
  EXPECT_EQ(made.Row(16)[15], 3);
  EXPECT_EQ(made.Row(16)[16], 9);
  EXPECT_EQ(made.Row(31)[31], 16);
  EXPECT_EQ(made.Row(14)[31], 0);
}

TEST(ComponentRows, OtherFactorsRepeat) {
  Upsampled wide(64, 8, {4, 1}, {1, 1});
  wide.SetDc(0, 1, 24);
  EXPECT_EQ(wide.Row(0)[31], 0);
  EXPECT_EQ(wide.Row(0)[32], 24);
  Upsampled tall(8, 48, {1, 3}, {1, 1});
  tall.SetDc(1, 0, 24);
  EXPECT_EQ(tall.Column(0)[23], 0);
  EXPECT_EQ(tall.Column(0)[24], 24);
}

TEST(ComponentRows, RowsInAnyOrder) {
  Upsampled made(32, 64, {2, 2}, {1, 1});
  for (uint32_t row = 0; row < 4; ++row) made.SetDc(row, 0, static_cast<int16_t>(row * 16));
  const std::vector<float> column = made.Column(0);
  for (const uint32_t y : {63u, 0u, 32u, 15u, 16u}) EXPECT_EQ(made.Row(y)[0], column[y]) << y;
}

TEST(ComponentRows, OffsetsMoveLevelsOutwards) {
  const jpeg::Frame frame = MakeFrame(8, 8, {{1, 1}});
  std::vector<jpeg::CoeffPlane> planes = jpeg::AllocatePlanes(frame);
  quant::CentroidOffsets offsets{};
  offsets[0] = {127, 127, 127};  // not for DC
  offsets[1] = {-64, 32, 127};   // the lowest horizontal frequency, in 1/256
  const auto first_sample = [&](int16_t dc, int16_t ac, const quant::CentroidOffsets& used) {
    planes[0].coeffs[0] = dc;
    planes[0].coeffs[1] = ac;
    ComponentRows rows(frame, frame.components[0], planes[0], used, kNoCorrections);
    return rows.ImageRow(0)[0];
  };
  const float unit = first_sample(0, 1, {});  // of a whole step
  EXPECT_NEAR(unit, 8 * std::sqrt(0.125) * 0.5 * std::cos(std::acos(-1.0) / 16), 1e-5);
  EXPECT_EQ(first_sample(5, 0, offsets), 5);
  EXPECT_NEAR(first_sample(0, 1, offsets), unit * 0.75, 1e-5);
  EXPECT_NEAR(first_sample(0, -1, offsets), -unit * 0.75, 1e-5);
  EXPECT_NEAR(first_sample(0, 2, offsets), unit * 2.125, 1e-5);
  EXPECT_NEAR(first_sample(0, 3, offsets), unit * (3 + 127 / 256.0), 1e-4);
  EXPECT_NEAR(first_sample(0, -40, offsets), -unit * (40 + 127 / 256.0), 1e-3);
}

TEST(ComponentRows, TheLargestValuesStayFinite) {
  jpeg::Frame frame = MakeFrame(33, 17, {{2, 2}, {1, 1}});
  for (jpeg::FrameComponent& c : frame.components) c.quant.fill(65535);
  std::vector<jpeg::CoeffPlane> planes = jpeg::AllocatePlanes(frame);
  quant::CentroidOffsets offsets{};
  for (auto& of_frequency : offsets) of_frequency = {127, -127, 127};
  for (const int16_t level : {int16_t{-32768}, int16_t{32767}}) {
    for (size_t i = 0; i < planes.size(); ++i) {
      for (size_t k = 0; k < planes[i].coeffs.size(); ++k) {
        planes[i].coeffs[k] = k % 3 == 0 ? level : static_cast<int16_t>(-1 - level);
      }
      ComponentRows rows(frame, frame.components[i], planes[i], offsets, kNoCorrections);
      for (uint32_t y = 0; y < frame.height_px; ++y) {
        const float* row = rows.ImageRow(y);
        for (uint32_t x = 0; x < frame.width_px; ++x) ASSERT_TRUE(std::isfinite(row[x]));
      }
    }
  }
}

TEST(ComponentRows, Ratios) {
  EXPECT_TRUE(HasIntegerRatios(MakeFrame(8, 8, {{4, 2}, {2, 1}, {1, 2}})));
  EXPECT_TRUE(HasIntegerRatios(MakeFrame(8, 8, {{3, 3}})));
  EXPECT_FALSE(HasIntegerRatios(MakeFrame(8, 8, {{3, 1}, {2, 1}, {1, 1}})));
  EXPECT_FALSE(HasIntegerRatios(MakeFrame(8, 8, {{1, 3}, {1, 1}, {1, 2}})));
}

}  // namespace
}  // namespace jackdaw::pixels
