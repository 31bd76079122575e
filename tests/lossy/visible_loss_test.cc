// What must not be lost from view: smooth areas, and colour where luma is flat.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "jackdaw/transcode.h"
#include "tests/lossy/lossy_helpers.h"
#include "tests/support/jpeg_writer.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/test_rng.h"

namespace jackdaw::lossy {
namespace {

using test::CompressOk;

Bytes WriteFrame(const test::TestFrame& frame) {
  return test::WriteJpeg(frame, test::InterleavedScan(frame), {});
}

// A grey sky: luma rises slowly over the picture, with grain of half a grey level.
Bytes Sky() {
  test::TestFrame frame =
      test::MakeFrame({.width = 256, .height = 192, .sampling = {{1, 1}}, .quality = 95});
  test::TestRng rng(7);
  test::TestComponent& luma = frame.components[0];
  luma.quant.fill(2);
  std::fill(luma.coeffs.begin(), luma.coeffs.end(), int16_t{0});
  for (uint32_t row = 0; row < luma.height_blocks; ++row) {
    for (uint32_t column = 0; column < luma.width_blocks; ++column) {
      int16_t* block = luma.Block(row, column);
      block[0] = static_cast<int16_t>(6 * row + 3 * column);
      block[1] = -1;
      block[2] = -2;
      for (size_t k = 3; k < 64; ++k) {
        if (rng.OneIn(12)) block[k] = rng.OneIn(2) ? 1 : -1;
      }
    }
  }
  return WriteFrame(frame);
}

// Mean steps between neighbours in a row: across the borders of blocks, and inside of them.
struct Steps {
  double border = 0, inside = 0;
};
Steps StepsOf(const Bytes& jpeg) {
  const test::LibjpegPixels pixels = test::DecodeWithLibjpeg(jpeg);
  EXPECT_TRUE(pixels.ok);
  Steps steps;
  double num_border = 0, num_inside = 0;
  for (uint32_t y = 0; y < pixels.height; ++y) {
    for (uint32_t x = 1; x < pixels.width; ++x) {
      const uint8_t* at = &pixels.samples[size_t{y} * pixels.width + x];
      const double step = std::abs(int{at[0]} - int{at[-1]});
      (x % 8 == 0 ? steps.border : steps.inside) += step;
      (x % 8 == 0 ? num_border : num_inside) += 1;
    }
  }
  return {steps.border / num_border, steps.inside / num_inside};
}

TEST(VisibleLoss, ASkyGetsNoBlocks) {
  const Bytes jpeg = Sky();
  const Steps before = StepsOf(jpeg);
  for (const double quality : {95.0, 90.0, 80.0}) {
    const Result<TranscodeResult> made = Transcode(jpeg, {.value = quality});
    ASSERT_TRUE(made.ok());
    EXPECT_LE(StepsOf(made.value().bytes).border, before.border + 0.15) << quality;
    const Bytes inside = test::DecompressOk(CompressOk(jpeg, LossTarget::kQuality, quality).bytes);
    EXPECT_LE(StepsOf(inside).border, before.border + 0.15) << quality;
  }
}

// Luma is flat; colours are those of tiles.
Bytes Tiles() {
  test::TestFrame frame = test::MakeFrame(
      {.width = 128, .height = 128, .sampling = {{1, 1}, {1, 1}, {1, 1}}, .quality = 90});
  test::TestRng rng(3);
  for (test::TestComponent& c : frame.components) {
    std::fill(c.coeffs.begin(), c.coeffs.end(), int16_t{0});
    c.quant.fill(3);
  }
  for (size_t i = 1; i < 3; ++i) {
    test::TestComponent& c = frame.components[i];
    for (uint32_t row = 0; row < c.height_blocks; ++row) {
      for (uint32_t column = 0; column < c.width_blocks; ++column) {
        int16_t* block = c.Block(row, column);
        for (size_t k = 0; k < 6; ++k) block[k] = static_cast<int16_t>(rng.Below(41)) - 20;
      }
    }
  }
  return WriteFrame(frame);
}

double Psnr(const Bytes& x, const Bytes& y) {
  EXPECT_EQ(x.size(), y.size());
  double sum = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    const double d = int{x[i]} - int{y[i]};
    sum += d * d;
  }
  return 10 * std::log10(65025 * static_cast<double>(x.size()) / sum);
}

Bytes SamplesOf(const Bytes& jpeg) { return test::DecodeWithLibjpeg(jpeg).samples; }

TEST(VisibleLoss, TargetsSeeColourWhereLumaIsFlat) {
  const Bytes jpeg = Tiles();
  for (const double target_db : {32.0, 38.0, 42.0}) {
    const Result<TranscodeResult> made =
        Transcode(jpeg, {.target = LossTarget::kPsnr, .value = target_db});
    ASSERT_TRUE(made.ok());
    EXPECT_GE(made.value().psnr_db, target_db);
    // Decoders round and clip once more.
    EXPECT_NEAR(Psnr(SamplesOf(made.value().bytes), SamplesOf(jpeg)), made.value().psnr_db, 0.5)
        << target_db;
    const LossyResult jkd = CompressOk(jpeg, LossTarget::kPsnr, target_db);
    const Result<Pixels> pixels = DecompressPixels(jkd.bytes), input = DecompressPixels(jpeg);
    ASSERT_TRUE(pixels.ok() && input.ok());
    EXPECT_GE(Psnr(pixels.value().samples, input.value().samples), target_db - 0.5) << target_db;
  }
  const Result<TranscodeResult> luma =
      Transcode(jpeg, {.target = LossTarget::kPsnrLuma, .value = 42});
  ASSERT_TRUE(luma.ok());
  EXPECT_GE(luma.value().psnr_luma_db, 42);
}

// Lower quality never gives a larger file, however small the files are.
TEST(VisibleLoss, LessQualityIsNeverLarger) {
  const Bytes drawing = test::WriteWithLibjpeg(
      {.width = 200, .height = 120, .quality = 92, .content = test::Content::kLines});
  for (const Bytes& jpeg : {Sky(), Tiles(), drawing}) {
    size_t jkd_size = Compress(jpeg).value().bytes.size(), jpeg_size = jpeg.size();
    for (const double quality : {97.0, 92.0, 84.0, 70.0, 50.0}) {
      const size_t jkd = CompressOk(jpeg, LossTarget::kQuality, quality).bytes.size();
      EXPECT_LE(jkd, jkd_size) << quality;
      jkd_size = jkd;
      const Result<TranscodeResult> made = Transcode(jpeg, {.value = quality});
      ASSERT_TRUE(made.ok());
      EXPECT_LE(made.value().bytes.size(), jpeg_size) << quality;
      jpeg_size = made.value().bytes.size();
    }
  }
}

}  // namespace
}  // namespace jackdaw::lossy
