#include <gtest/gtest.h>

#include "codec/container/dec_file.h"
#include "codec/container/enc_images.h"
#include "codec/jpeg/jpeg_codec.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/lossy.h"
#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw::container {
namespace {

// The main image of the .jkd is what SplitJpeg makes of the file that it gives.
void ExpectSameAsSplit(ByteSpan jkd, const Bytes& jpeg) {
  const Result<DecodedFile> file = DecodeMainImage(jkd, {});
  ASSERT_TRUE(file.ok()) << file.error().message;
  ASSERT_TRUE(file.value().main.has_value());
  EXPECT_TRUE(file.value().bytes.empty());
  const MainImage& main = *file.value().main;
  const auto split = jpeg::SplitJpeg(jpeg, {});
  ASSERT_TRUE(split.ok()) << split.error().message;
  EXPECT_TRUE(PartialReason(split.value()).empty());
  const jpeg::Frame& frame = split.value().frame;
  EXPECT_EQ(main.frame.sof_marker, frame.sof_marker);
  EXPECT_EQ(main.frame.precision, frame.precision);
  EXPECT_EQ(main.frame.width_px, frame.width_px);
  EXPECT_EQ(main.frame.height_px, frame.height_px);
  ASSERT_EQ(main.frame.components.size(), frame.components.size());
  ASSERT_EQ(main.planes.size(), split.value().planes.size());
  for (size_t i = 0; i < main.planes.size(); ++i) {
    EXPECT_EQ(main.frame.components[i].quant, frame.components[i].quant);
    EXPECT_EQ(main.frame.components[i].h, frame.components[i].h);
    EXPECT_EQ(main.frame.components[i].v, frame.components[i].v);
    EXPECT_EQ(main.planes[i].width_blocks, split.value().planes[i].width_blocks);
    EXPECT_EQ(main.planes[i].height_blocks, split.value().planes[i].height_blocks);
    EXPECT_EQ(main.planes[i].coeffs, split.value().planes[i].coeffs);
  }
  EXPECT_EQ(main.colour_space, jpeg::FindColourSpace(frame, split.value().skeleton));
  EXPECT_EQ(main.num_scans, split.value().num_scans);
  EXPECT_EQ(main.oddities, split.value().oddities);
}

TEST(DecodeMainImage, EveryGeneratedFile) {
  CompressOptions options;
  options.preset = Preset::kFast;
  options.verify = false;
  int num_whole = 0, num_others = 0;
  for (const test::GeneratedFile& file : test::AllGeneratedFiles()) {
    SCOPED_TRACE(file.name);
    const Result<CompressResult> made = Compress(file.bytes, options);
    ASSERT_TRUE(made.ok());
    const auto split = jpeg::SplitJpeg(file.bytes, {});
    // What is modelled may lack MCUs.
    if (made.value().outcome == Outcome::kModelled && split.ok() && split.value().IsWhole()) {
      ++num_whole;
      ExpectSameAsSplit(made.value().bytes, file.bytes);
      continue;
    }
    ++num_others;
    const Result<DecodedFile> decoded = DecodeMainImage(made.value().bytes, {});
    ASSERT_TRUE(decoded.ok()) << decoded.error().message;
    EXPECT_FALSE(decoded.value().main.has_value());
  }
  EXPECT_GT(num_whole, 150);
  EXPECT_GT(num_others, 10);
}

TEST(DecodeMainImage, LearnedAndLossyFiles) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 150, .height = 90, .quality = 90});
  for (const Preset preset : {Preset::kDefault, Preset::kParallel}) {
    CompressOptions options;
    options.preset = preset;
    const Result<CompressResult> made = Compress(jpeg, options);
    ASSERT_TRUE(made.ok());
    ExpectSameAsSplit(made.value().bytes, jpeg);
  }
  LossyOptions options;
  options.value = 40;
  const Result<LossyResult> lossy = CompressLossy(jpeg, options);
  ASSERT_TRUE(lossy.ok() && !lossy.value().lossless);
  const Result<DecompressResult> back = Decompress(lossy.value().bytes);
  ASSERT_TRUE(back.ok());
  ExpectSameAsSplit(lossy.value().bytes, back.value().bytes);
}

TEST(DecodeFileAndMainImage, HasBoth) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 64, .height = 64});
  CompressOptions options;
  options.preset = Preset::kFast;
  const Bytes jkd = Compress(jpeg, options).value().bytes;
  const Result<DecodedFile> both = DecodeFileAndMainImage(jkd, {});
  ASSERT_TRUE(both.ok());
  EXPECT_EQ(both.value().bytes, jpeg);
  ASSERT_TRUE(both.value().main.has_value());
  EXPECT_EQ(both.value().main->planes.size(), 3u);
  EXPECT_FALSE(DecodeFile(jkd, {}, false).value().main.has_value());
}

TEST(DecodeMainImage, MemoryLimit) {
  const Bytes file = test::WriteWithLibjpeg({.width = 64, .height = 64});
  CompressOptions options;
  options.preset = Preset::kFast;
  const Result<CompressResult> made = Compress(file, options);
  ASSERT_TRUE(made.ok());
  const uint64_t planes = 64 * 64 * 3;
  const DecompressOptions tight{.memory_limit = kWorkBytes + planes + 2048};
  const Result<DecodedFile> decoded = DecodeMainImage(made.value().bytes, tight);
  EXPECT_TRUE(decoded.ok()) << decoded.error().message;
  const Result<DecodedFile> too_tight =
      DecodeMainImage(made.value().bytes, {.memory_limit = kWorkBytes});
  ASSERT_FALSE(too_tight.ok());
  EXPECT_EQ(too_tight.error().code, ErrorCode::kLimitExceeded);
}

TEST(DecodeMainImage, DamageIsFound) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 40, .height = 30});
  CompressOptions options;
  options.preset = Preset::kFast;
  Bytes jkd = Compress(jpeg, options).value().bytes;
  for (size_t i = 0; i < jkd.size(); ++i) {
    jkd[i] ^= 0x10;
    EXPECT_FALSE(DecodeMainImage(jkd, {}).ok()) << i;
    jkd[i] ^= 0x10;
    EXPECT_FALSE(DecodeMainImage(ByteSpan(jkd).first(i), {}).ok()) << i;
  }
}

}  // namespace
}  // namespace jackdaw::container
