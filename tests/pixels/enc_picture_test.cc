#include "codec/pixels/enc_picture.h"

#include <gtest/gtest.h>

#include <cmath>

#include "codec/jpeg/jpeg_codec.h"
#include "codec/pixels/dec_pixels.h"
#include "tests/support/test_pixels.h"

namespace jackdaw::pixels {
namespace {

using test::Content;
using test::MakePixels;
using test::TestPixels;

// The pixels of coefficients rounded to whole numbers, as a JPEG with steps of 1 has them.
Pixels Decode(const PictureCoefficients& picture) {
  std::vector<jpeg::CoeffPlane> levels = picture.planes;
  for (jpeg::CoeffPlane& plane : levels) {
    for (int16_t& c : plane.coeffs) {
      c = static_cast<int16_t>(std::lround(static_cast<double>(c) / kCoefficientUnit));
    }
  }
  const bool is_grey = picture.frame.components.size() == 1;
  Result<Pixels> pixels = ReconstructPixels(
      picture.frame, levels, {}, is_grey ? jpeg::ColourSpace::kGrey : jpeg::ColourSpace::kYcc);
  EXPECT_TRUE(pixels.ok());
  return pixels.ok() ? std::move(pixels).value() : Pixels{};
}

double MeanError(const TestPixels& a, const Pixels& b) {
  EXPECT_EQ(a.samples8.size(), b.samples.size());
  double sum = 0;
  for (size_t i = 0; i < b.samples.size(); ++i) sum += std::abs(a.samples8[i] - b.samples[i]);
  return sum / static_cast<double>(b.samples.size());
}

TEST(TransformPixels, FullResolutionComesBack) {
  for (const auto& [width, height] : {std::pair{1u, 1u}, {8u, 8u}, {17u, 9u}, {64u, 40u}}) {
    for (const int channels : {1, 3}) {
      const TestPixels pixels = MakePixels(width, height, channels);
      const PictureCoefficients picture = TransformPixels(pixels.View(), {}, nullptr);
      EXPECT_LT(MeanError(pixels, Decode(picture)), 0.4) << width << " x " << height;
    }
  }
}

TEST(TransformPixels, WideSamplesGiveTheSame) {
  const TestPixels pixels = MakePixels(40, 24, 3);
  const PictureCoefficients narrow = TransformPixels(pixels.View(), {}, nullptr);
  const PictureCoefficients wide = TransformPixels(Widened(pixels).View(), {}, nullptr);
  for (size_t i = 0; i < 3; ++i) {
    for (size_t k = 0; k < narrow.planes[i].coeffs.size(); ++k) {
      ASSERT_NEAR(narrow.planes[i].coeffs[k], wide.planes[i].coeffs[k], 1);
    }
  }
}

TEST(TransformPixels, FinerThanEightBits) {
  // A ramp of a hundredth of a level a pixel: 8 bits would lose it.
  TestPixels pixels{.width = 64, .height = 8, .channels = 1};
  for (uint32_t i = 0; i < 64 * 8; ++i) {
    pixels.samples16.push_back(static_cast<uint16_t>(128 * 257 + i % 64 * 3));
  }
  const PictureCoefficients picture = TransformPixels(pixels.View(), {}, nullptr);
  const double first = picture.planes[0].Block(0, 0)[0], last = picture.planes[0].Block(0, 7)[0];
  // 56 pixels times 3 / 257, times 8 for DC.
  EXPECT_NEAR((last - first) / kCoefficientUnit, 56 * 3 / 257.0 * 8, 0.2);
}

TEST(TransformPixels, StrideAndMaximum) {
  TestPixels pixels = MakePixels(20, 10, 3);
  const PictureCoefficients wanted = TransformPixels(pixels.View(), {}, nullptr);
  std::vector<uint16_t> gaps;
  for (uint32_t y = 0; y < 10; ++y) {
    for (uint32_t x = 0; x < 60; ++x) gaps.push_back(uint16_t{pixels.samples8[y * 60 + x]});
    gaps.insert(gaps.end(), 7, uint16_t{65535});
  }
  gaps.resize(gaps.size() - 7);
  const PixelView view{
      .width = 20, .height = 10, .channels = 3, .samples16 = gaps, .stride = 67, .max_value = 255};
  ASSERT_TRUE(CheckView(view).ok());
  const PictureCoefficients made = TransformPixels(view, {}, nullptr);
  for (size_t i = 0; i < 3; ++i) EXPECT_EQ(made.planes[i].coeffs, wanted.planes[i].coeffs);
}

TEST(TransformPixels, HalvedColours) {
  const TestPixels pixels = MakePixels(50, 38, 3);
  for (const ColourSampling sampling : {ColourSampling{2, 1}, ColourSampling{2, 2}}) {
    const PictureCoefficients picture = TransformPixels(pixels.View(), sampling, nullptr);
    EXPECT_EQ(picture.frame.components[1].width_blocks, 4u);  // 25 samples
    EXPECT_LT(MeanError(pixels, Decode(picture)), 4);
    // What is said to be lost is the energy of the errors.
    double said = 0, nothing = 0;
    for (const jpeg::CoeffPlane& plane : ColourErrors(pixels.View(), sampling, nullptr)) {
      for (const int16_t c : plane.coeffs) said += double(c) * c / 64;
      ++nothing;
    }
    EXPECT_EQ(nothing, 2);
    EXPECT_GT(said, 0);
  }
}

TEST(CheckView, Errors) {
  const TestPixels pixels = MakePixels(16, 8, 3);
  EXPECT_TRUE(CheckView(pixels.View()).ok());
  const auto code_of = [&](auto change) {
    PixelView view = pixels.View();
    change(&view);
    const Status status = CheckView(view);
    return status.ok() ? ErrorCode{} : status.error().code;
  };
  constexpr ErrorCode kInvalid = ErrorCode::kInvalidArgument;
  EXPECT_EQ(code_of([](PixelView* v) { v->width = 0; }), kInvalid);
  EXPECT_EQ(code_of([](PixelView* v) { v->height = 9; }), kInvalid);
  EXPECT_EQ(code_of([](PixelView* v) { v->channels = 2; }), kInvalid);
  EXPECT_EQ(code_of([](PixelView* v) { v->stride = 47; }), kInvalid);
  EXPECT_EQ(code_of([](PixelView* v) { v->stride = 49; }), kInvalid);
  EXPECT_EQ(code_of([](PixelView* v) { v->max_value = 256; }), kInvalid);
  EXPECT_EQ(code_of([](PixelView* v) { v->samples8 = {}; }), kInvalid);
  EXPECT_EQ(code_of([](PixelView* v) { v->width = 65501; }), ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace jackdaw::pixels
