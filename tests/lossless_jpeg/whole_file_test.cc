// Lossless JPEGs through the public functions: .jkd and back, info, pixels, refusals.
#include <gtest/gtest.h>

#include "jackdaw/jackdaw.h"
#include "jackdaw/lossy.h"
#include "jackdaw/parts.h"
#include "jackdaw/pixels.h"
#include "jackdaw/summary.h"
#include "jackdaw/transcode.h"
#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/lossless_writer.h"

namespace jackdaw::test {
namespace {

CompressResult MustCompress(const Bytes& file, const CompressOptions& options = {}) {
  Result<CompressResult> result = Compress(file, options);
  EXPECT_TRUE(result.ok());
  return result.ok() ? std::move(result).value() : CompressResult();
}

void ExpectBack(const Bytes& file, const Bytes& jkd) {
  const Result<DecompressResult> back = Decompress(jkd);
  ASSERT_TRUE(back.ok()) << back.error().message;
  EXPECT_EQ(back.value().bytes, file);
}

TEST(LosslessFile, EveryKindComesBack) {
  for (const NamedLossless& file : LosslessFiles()) {
    SCOPED_TRACE(file.name);
    const CompressResult made = MustCompress(file.bytes);
    ExpectBack(file.bytes, made.bytes);
    if (!file.modelled) {
      EXPECT_EQ(made.outcome, Outcome::kStored);
      EXPECT_FALSE(made.reason.empty());
    }
  }
}

TEST(LosslessFile, IsMuchSmallerThanItsHuffmanCodes) {
  const std::vector<LosslessSampling> grey = {{1, 1}}, rgb = {{1, 1}, {1, 1}, {1, 1}};
  const std::vector<std::pair<LosslessPicture, int>> pictures = {
      {MakeLosslessPicture(400, 300, 8, rgb, LosslessContent::kPhoto), 7},
      {MakeLosslessPicture(512, 512, 12, grey, LosslessContent::kMedical), 7},
      {MakeLosslessPicture(512, 512, 16, grey, LosslessContent::kMedical), 7},
      {MakeLosslessPicture(512, 512, 16, grey, LosslessContent::kMedical), 1}};
  for (const auto& [picture, predictor] : pictures) {
    const Bytes file = WriteLossless(picture, {.predictor = predictor});
    const CompressResult made = MustCompress(file);
    EXPECT_EQ(made.outcome, Outcome::kModelled) << made.reason;
    EXPECT_LT(made.bytes.size(), file.size() * 9 / 10);
    ExpectBack(file, made.bytes);
  }
}

TEST(LosslessFile, ThreadsAndPresetsMakeTheSameBytes) {
  const Bytes file = WriteLossless(
      MakeLosslessPicture(200, 150, 12, {{1, 1}}, LosslessContent::kMedical), {.predictor = 7});
  const Bytes first = MustCompress(file, {.num_slices = 4}).bytes;
  EXPECT_EQ(MustCompress(file, {.num_threads = 3, .num_slices = 4}).bytes, first);
  EXPECT_EQ(MustCompress(file, {.preset = Preset::kFast, .num_slices = 4}).bytes, first);
  ExpectBack(file, first);
}

TEST(LosslessFile, InfoAndSummary) {
  const Bytes file =
      WriteLossless(MakeLosslessPicture(200, 150, 12, {{1, 1}}, LosslessContent::kMedical),
                    {.predictor = 7, .point_transform = 1, .restart_rows = 10});
  const Bytes jkd = MustCompress(file).bytes;
  for (const Bytes& bytes : {file, jkd}) {
    const Result<FileInfo> info = Inspect(bytes);
    ASSERT_TRUE(info.ok());
    EXPECT_EQ(info.value().outcome, Outcome::kModelled);
    ASSERT_EQ(info.value().images.size(), 1u);
    const ImageInfo& image = info.value().images[0];
    EXPECT_EQ(image.process, "lossless");
    EXPECT_EQ(image.precision, 12);
    EXPECT_EQ(image.width_px, 200u);
    EXPECT_EQ(image.quality_estimate, 0);
    EXPECT_EQ(image.components[0].width_blocks, 0u);
    EXPECT_EQ(image.oddities, (std::vector<std::string>{"12-bit samples", "point transform 1"}));
  }
  const Result<Summary> summary = ReadSummary(jkd);
  ASSERT_TRUE(summary.ok()) << summary.error().message;
  EXPECT_FALSE(summary.value().preset.has_value());
  EXPECT_TRUE(summary.value().model.empty());
  EXPECT_EQ(summary.value().sections.back().name, "samples");
}

TEST(LosslessFile, InsideOtherFiles) {
  const Bytes jpeg = WriteLossless(
      MakeLosslessPicture(400, 300, 12, {{1, 1}}, LosslessContent::kMedical), {.predictor = 7});
  const Bytes dicom = FakeDicom(jpeg);
  const CompressResult made = MustCompress(dicom);
  EXPECT_EQ(made.outcome, Outcome::kPartial);
  EXPECT_LT(made.bytes.size(), jpeg.size() * 9 / 10);
  ExpectBack(dicom, made.bytes);
  const Result<FileInfo> info = Inspect(made.bytes);
  ASSERT_TRUE(info.ok());
  ASSERT_EQ(info.value().images.size(), 1u);
  EXPECT_EQ(info.value().images[0].process, "lossless");
  EXPECT_GT(info.value().images[0].offset, 0u);

  // Both kinds of images in one file.
  const Bytes mixed = Concat({WriteWithLibjpeg({.width = 64, .height = 48}), dicom, jpeg});
  const CompressResult both = MustCompress(mixed);
  ExpectBack(mixed, both.bytes);
  const Result<Summary> summary = ReadSummary(both.bytes);
  ASSERT_TRUE(summary.ok());
  bool found = false;
  for (const SectionInfo& s : summary.value().sections) {
    found = found || s.name == "samples of embedded image 1";
  }
  EXPECT_TRUE(found);
}

TEST(LosslessFile, Pixels) {
  const LosslessPicture picture =
      MakeLosslessPicture(60, 50, 8, {{1, 1}, {1, 1}, {1, 1}}, LosslessContent::kPhoto);
  const Bytes file = WriteLossless(picture, {.predictor = 4});
  const Bytes jkd = MustCompress(file).bytes;
  for (const Bytes& bytes : {file, jkd}) {
    const Result<Pixels> pixels = DecompressPixels(bytes);
    ASSERT_TRUE(pixels.ok()) << pixels.error().message;
    ASSERT_EQ(pixels.value().channels, 3);
    for (uint32_t y = 0; y < 50; ++y) {
      for (uint32_t x = 0; x < 60; ++x) {
        for (size_t c = 0; c < 3; ++c) {
          ASSERT_EQ(pixels.value().samples[(y * 60 + x) * 3 + c], picture.components[c].At(x, y));
        }
      }
    }
  }
  EXPECT_TRUE(DecompressJkdPixels(jkd).ok());
  for (const Bytes& bytes : {file, jkd}) {
    const Result<Pixels> with_headers = DecompressPixels(bytes, {.headers = true});
    ASSERT_TRUE(with_headers.ok());
    EXPECT_EQ(with_headers.value().headers, DecompressHeaders(file).value());
  }
  if (!CanRestorePixels()) return;
  const Result<Pixels> restored = DecompressPixels(jkd, {.restore = true});
  ASSERT_TRUE(restored.ok());
  EXPECT_FALSE(restored.value().restored);
}

// JFIF means YCbCr: grey stays grey.
TEST(LosslessFile, PixelsOfYcc) {
  LosslessPicture picture =
      MakeLosslessPicture(20, 10, 8, {{1, 1}, {1, 1}, {1, 1}}, LosslessContent::kPhoto);
  for (size_t c = 1; c < 3; ++c) picture.components[c].samples.assign(200, 128);
  const Result<Pixels> pixels = DecompressPixels(WriteLossless(picture, {.jfif = true}));
  ASSERT_TRUE(pixels.ok());
  for (size_t i = 0; i < 200; ++i) {
    for (size_t c = 0; c < 3; ++c) {
      ASSERT_EQ(pixels.value().samples[3 * i + c], picture.components[0].samples[i]);
    }
  }
}

TEST(LosslessFile, WhatHasNoPixelsSaysWhy) {
  const Bytes deep = WriteLossless(
      MakeLosslessPicture(60, 50, 12, {{1, 1}}, LosslessContent::kMedical), {.predictor = 4});
  const Bytes subsampled = WriteLossless(
      MakeLosslessPicture(60, 50, 8, {{2, 2}, {1, 1}, {1, 1}}, LosslessContent::kPhoto));
  for (const auto& [file, why] : {std::pair{deep, "12 bits"}, {subsampled, "sampling factors"}}) {
    for (const Bytes& bytes : {file, MustCompress(file).bytes}) {
      const Result<Pixels> pixels = DecompressPixels(bytes);
      ASSERT_FALSE(pixels.ok());
      EXPECT_EQ(pixels.error().code, ErrorCode::kUnsupported);
      EXPECT_NE(pixels.error().message.find(why), std::string::npos) << pixels.error().message;
    }
  }
}

TEST(LosslessFile, LossIsRefused) {
  const Bytes file = WriteLossless(
      MakeLosslessPicture(60, 50, 8, {{1, 1}}, LosslessContent::kPhoto), {.predictor = 4});
  const Result<LossyResult> lossy =
      CompressLossy(file, {.target = LossTarget::kLambda, .value = 20});
  if (lossy.ok()) {
    EXPECT_TRUE(lossy.value().lossless);
  } else {
    EXPECT_NE(lossy.error().message.find("lossless JPEG"), std::string::npos);
  }
  const Result<TranscodeResult> transcoded = Transcode(file, {});
  ASSERT_FALSE(transcoded.ok());
  EXPECT_NE(transcoded.error().message.find("lossless JPEG"), std::string::npos)
      << transcoded.error().message;
  const auto coefficients = DecompressCoefficients(file);
  ASSERT_FALSE(coefficients.ok());
  EXPECT_NE(coefficients.error().message.find("lossless JPEG"), std::string::npos);
}

TEST(LosslessFile, ProgressAndCancellation) {
  const Bytes file = WriteLossless(
      MakeLosslessPicture(300, 200, 12, {{1, 1}}, LosslessContent::kMedical), {.predictor = 7});
  uint32_t last = 0;
  const Monitor progress = {.progress = [&](uint32_t per_mille) {
    EXPECT_GT(per_mille, last);
    last = per_mille;
  }};
  const Result<CompressResult> made = Compress(file, {.monitor = progress});
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(last, 1000u);
  last = 0;
  ASSERT_TRUE(Decompress(made.value().bytes, {.monitor = progress}).ok());
  EXPECT_EQ(last, 1000u);
  for (const int most : {0, 5, 50, 250}) {
    int questions = 0;
    const Monitor cancel = {.cancelled = [&] { return questions++ == most; }};
    const auto compressed = Compress(file, {.monitor = cancel});
    ASSERT_FALSE(compressed.ok());
    EXPECT_EQ(compressed.error().code, ErrorCode::kCancelled);
    questions = 0;
    const auto back = Decompress(made.value().bytes, {.monitor = cancel});
    ASSERT_FALSE(back.ok());
    EXPECT_EQ(back.error().code, ErrorCode::kCancelled);
  }
}

TEST(LosslessFile, Headers) {
  const Bytes file = WriteLossless(
      MakeLosslessPicture(60, 50, 8, {{1, 1}}, LosslessContent::kPhoto), {.predictor = 4});
  const auto of_file = DecompressHeaders(file),
             of_jkd = DecompressHeaders(MustCompress(file).bytes);
  ASSERT_TRUE(of_file.ok() && of_jkd.ok());
  EXPECT_EQ(of_file.value(), of_jkd.value());
}

TEST(LosslessFile, ArithmeticCodingIsNamed) {
  for (const NamedLossless& file : LosslessFiles()) {
    if (file.name != "sof11") continue;
    const CompressResult made = MustCompress(file.bytes);
    EXPECT_EQ(made.outcome, Outcome::kStored);
    EXPECT_NE(made.reason.find("SOF11"), std::string::npos) << made.reason;
  }
}

}  // namespace
}  // namespace jackdaw::test
