// The public function Transcode, over generated files of every kind.
#include "jackdaw/transcode.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "codec/jpeg/enc_exif.h"
#include "codec/jpeg/enc_exif_strip.h"
#include "codec/jpeg/enc_tail.h"
#include "codec/jpeg/jpeg_walk.h"
#include "codec/jpeg/marker_parser.h"
#include "jackdaw/lossy.h"
#include "jackdaw/pixels.h"
#include "tests/support/catalogue.h"
#include "tests/support/jpeg_writer.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/nested_parts.h"

namespace jackdaw::lossy {
namespace {

Bytes Photo(int quality, uint32_t width = 320, uint32_t height = 240) {
  return test::WriteWithLibjpeg({.width = width, .height = height, .quality = quality});
}

TranscodeResult TranscodeOk(const Bytes& jpeg, LossTarget target, double value) {
  Result<TranscodeResult> result = Transcode(jpeg, {.target = target, .value = value});
  EXPECT_TRUE(result.ok()) << result.error().message;
  return result.ok() ? std::move(result).value() : TranscodeResult();
}

// Coefficients of the part that is inside the image.
void ExpectSameCoefficients(const Bytes& a, const Bytes& b) {
  const test::LibjpegRead read_a = test::ReadWithLibjpeg(a), read_b = test::ReadWithLibjpeg(b);
  ASSERT_TRUE(read_a.ok && read_b.ok);
  ASSERT_EQ(read_a.frame.components.size(), read_b.frame.components.size());
  for (size_t i = 0; i < read_a.frame.components.size(); ++i) {
    const test::TestComponent& x = read_a.frame.components[i];
    const test::TestComponent& y = read_b.frame.components[i];
    EXPECT_EQ(x.quant, y.quant);
    for (uint32_t row = 0; row < x.height_blocks; ++row) {
      EXPECT_TRUE(
          std::equal(x.Block(row, 0), x.Block(row, 0) + 64 * x.width_blocks, y.Block(row, 0)));
    }
  }
}

bool IsProgressive(ByteSpan file) {
  jpeg::MarkerParser parser(file, 0);
  return parser.Next() == jpeg::MarkerParser::Event::kScan && parser.frame()->progressive();
}

TEST(Transcode, QualityHundredKeepsEveryCoefficient) {
  const Bytes jpeg = Photo(80);
  const TranscodeResult result = TranscodeOk(jpeg, LossTarget::kQuality, 100);
  EXPECT_TRUE(result.lossless);
  EXPECT_FALSE(result.copied);
  EXPECT_TRUE(std::isinf(result.psnr_db));
  EXPECT_LT(result.bytes.size(), jpeg.size());
  ExpectSameCoefficients(jpeg, result.bytes);
}

TEST(Transcode, IsMonotoneInLambda) {
  for (const int quality : {75, 90, 95}) {
    const Bytes jpeg = Photo(quality);
    size_t size = jpeg.size();
    double psnr_db = INFINITY;
    for (double lambda = 0.1; lambda < 3000; lambda *= 1.7) {
      const TranscodeResult result = TranscodeOk(jpeg, LossTarget::kLambda, lambda);
      EXPECT_LE(result.bytes.size(), size) << lambda;
      EXPECT_LE(result.psnr_db, psnr_db) << lambda;
      size = result.bytes.size();
      psnr_db = result.psnr_db;
    }
    EXPECT_LT(psnr_db, 40);
  }
}

TEST(Transcode, MeetsSizes) {
  const Bytes jpeg = Photo(90);
  for (const double part : {0.9, 0.7, 0.5, 0.3, 0.2}) {
    const double target = std::floor(part * static_cast<double>(jpeg.size()));
    const auto size =
        static_cast<double>(TranscodeOk(jpeg, LossTarget::kSize, target).bytes.size());
    EXPECT_LE(size, target);
    EXPECT_GE(size, 0.99 * target);
    const auto same = static_cast<double>(
        TranscodeOk(jpeg, LossTarget::kBitsPerPixel, target * 8 / (320 * 240)).bytes.size());
    EXPECT_NEAR(same, size, 0.01 * target);
  }
}

TEST(Transcode, MeetsPsnr) {
  const Bytes jpeg = Photo(92);
  for (const double target_db : {28.0, 32.5, 37.0, 42.0}) {
    const TranscodeResult result = TranscodeOk(jpeg, LossTarget::kPsnr, target_db);
    EXPECT_GE(result.psnr_db, target_db);
    EXPECT_LE(result.psnr_db, target_db + 0.05);
    const TranscodeResult luma = TranscodeOk(jpeg, LossTarget::kPsnrLuma, target_db);
    EXPECT_GE(luma.psnr_luma_db, target_db);
    EXPECT_LE(luma.psnr_luma_db, target_db + 0.05);
  }
}

TEST(Transcode, SizeOutOfReachSaysWhatIsNot) {
  const Result<TranscodeResult> result =
      Transcode(Photo(75), {.target = LossTarget::kSize, .value = 10});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(result.error().message.find("smallest"), std::string::npos);
}

TEST(Transcode, RejectsOptionsWithoutSense) {
  const Bytes jpeg = Photo(75, 16, 16);
  for (const auto& [target, value] : {std::pair{LossTarget::kQuality, 101.0},
                                      {LossTarget::kQuality, -1.0},
                                      {LossTarget::kLambda, -0.5},
                                      {LossTarget::kSize, 0.0},
                                      {LossTarget::kPsnr, double{NAN}},
                                      {LossTarget::kBitsPerPixel, -1.0}}) {
    const Result<TranscodeResult> result = Transcode(jpeg, {.target = target, .value = value});
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(Transcode, KeepsMetadataUnlessStripped) {
  const Bytes jpeg = test::WriteWithLibjpeg({.app1 = Bytes(40, 'x'), .app2 = Bytes(50, 'i')});
  const auto has = [](const Bytes& bytes, char c) {
    return std::search_n(bytes.begin(), bytes.end(), 30, static_cast<uint8_t>(c)) != bytes.end();
  };
  TranscodeOptions options{.value = 50};
  const Result<TranscodeResult> kept = Transcode(jpeg, options);
  options.strip.metadata = true;
  const Result<TranscodeResult> stripped = Transcode(jpeg, options);
  ASSERT_TRUE(kept.ok() && stripped.ok());
  EXPECT_TRUE(has(kept.value().bytes, 'x') && has(kept.value().bytes, 'i'));
  EXPECT_FALSE(has(stripped.value().bytes, 'x'));
  EXPECT_TRUE(has(stripped.value().bytes, 'i'));
}

// Cameras and scanners leave zeros and stray markers behind the last MCU.
TEST(Transcode, BytesBehindTheLastMcuAreNoDamage) {
  const Bytes jpeg = Photo(80);
  for (const Bytes& extra : {Bytes{0}, Bytes{0xFF, 0x00}, Bytes(500, 0), Bytes{0xFF, 0xD1},
                             Bytes{1, 2, 3, 4, 0xFF, 0xD0, 0xFF, 0xD1}}) {
    Bytes with_extra = jpeg;
    with_extra.insert(with_extra.end() - 2, extra.begin(), extra.end());
    for (const double quality : {100.0, 50.0}) {
      const TranscodeResult result = TranscodeOk(with_extra, LossTarget::kQuality, quality);
      EXPECT_EQ(result.bytes, TranscodeOk(jpeg, LossTarget::kQuality, quality).bytes);
    }
    EXPECT_TRUE(DecompressPixels(with_extra).ok());
    EXPECT_TRUE(CompressLossy(with_extra, {.value = 50}).ok());
  }
  const Bytes cut(jpeg.begin(), jpeg.end() - 200);
  EXPECT_FALSE(Transcode(cut, {}).ok());
  EXPECT_FALSE(DecompressPixels(cut).ok());
}

TEST(Transcode, WritesTheKindThatIsAskedFor) {
  // Too small for progressive scans to pay, and without anything to win.
  const Bytes tiny = TranscodeOk(Photo(75, 16, 16), LossTarget::kQuality, 100).bytes;
  const Bytes progressive = test::WriteWithLibjpeg(
      {.width = 320, .height = 240, .quality = 80, .optimize = true, .progressive = true});
  for (const Bytes& jpeg : {tiny, progressive}) {
    for (const ScanChoice scans : {ScanChoice::kBaseline, ScanChoice::kProgressive}) {
      for (const double quality : {100.0, 90.0}) {
        const Result<TranscodeResult> result = Transcode(jpeg, {.value = quality, .scans = scans});
        ASSERT_TRUE(result.ok());
        EXPECT_EQ(result.value().progressive, scans == ScanChoice::kProgressive);
        EXPECT_EQ(IsProgressive(result.value().bytes), scans == ScanChoice::kProgressive);
      }
    }
    const TranscodeResult any = TranscodeOk(jpeg, LossTarget::kQuality, 100);
    EXPECT_EQ(any.progressive, IsProgressive(any.bytes));
    EXPECT_LE(any.bytes.size(), jpeg.size());
  }
}

TEST(Transcode, ViewsOfOneFileGetTheSameLoss) {
  const Bytes left = Photo(90);
  const Bytes right =
      test::WriteWithLibjpeg({.width = 320, .height = 240, .quality = 90, .seed = 9});
  const Bytes pair = test::Concat({left, right});
  const TranscodeResult both = TranscodeOk(pair, LossTarget::kQuality, 50);
  const TranscodeResult half_left = TranscodeOk(left, LossTarget::kQuality, 50);
  const TranscodeResult half_right = TranscodeOk(right, LossTarget::kQuality, 50);
  EXPECT_EQ(both.bytes, test::Concat({half_left.bytes, half_right.bytes}));
  EXPECT_EQ(both.psnr_db, std::min(half_left.psnr_db, half_right.psnr_db));
  EXPECT_EQ(both.psnr_luma_db, std::min(half_left.psnr_luma_db, half_right.psnr_luma_db));
  const TranscodeResult at_luma = TranscodeOk(pair, LossTarget::kPsnrLuma, 36);
  EXPECT_GE(at_luma.psnr_luma_db, 36);
  EXPECT_LE(at_luma.psnr_luma_db, 36.05);
  const auto size = static_cast<double>(pair.size()) / 3;
  const TranscodeResult third = TranscodeOk(pair, LossTarget::kSize, size);
  EXPECT_LE(static_cast<double>(third.bytes.size()), size);
  EXPECT_GE(static_cast<double>(third.bytes.size()), 0.99 * size);
  // Nothing of the views is left out.
  const Result<TranscodeResult> stripped =
      Transcode(pair, {.value = 50, .strip = {.metadata = true}});
  ASSERT_TRUE(stripped.ok());
  EXPECT_EQ(stripped.value().bytes, both.bytes);
  // The same in a .jkd.
  const Result<LossyResult> packed = CompressLossy(pair, {.value = 50});
  ASSERT_TRUE(packed.ok());
  const Result<DecompressResult> unpacked = Decompress(packed.value().bytes);
  ASSERT_TRUE(unpacked.ok());
  const Bytes& bytes = unpacked.value().bytes;
  const std::vector<jpeg::TailPicture> views =
      jpeg::FindTailPictures(bytes, jpeg::WalkJpeg(bytes).end);
  ASSERT_EQ(views.size(), 1u);
  EXPECT_LT(views[0].end - views[0].begin, right.size() * 3 / 4);
}

TEST(Transcode, StripsCopiesToo) {
  // Nothing to win but what is left out.
  const Bytes small = TranscodeOk(Photo(75), LossTarget::kQuality, 100).bytes;
  const Bytes tail = {'t', 'a', 'i', 'l'};
  const Bytes jpeg = test::Concat({test::WithSegment(small, 0xFE, tail), tail});
  const Result<TranscodeResult> result = Transcode(jpeg, {.strip = {.metadata = true}});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.value().bytes, small);
  EXPECT_EQ(result.value().removed.size(), 2u);
}

TEST(Transcode, StripKeepsTheOrientation) {
  Bytes exif = test::ExifPayload(test::SmallJpeg(1));
  exif[6 + 8 + 2 + 8] = 6;  // its value
  const Bytes jpeg = test::WithSegment(Photo(75), 0xE1, exif);
  const auto orientation = [&](const StripOptions& strip) {
    const Result<TranscodeResult> result = Transcode(jpeg, {.strip = strip});
    EXPECT_TRUE(result.ok());
    const auto place = jpeg::FindExif(result.value().bytes);
    if (!place.has_value()) return 0u;
    return jpeg::ExifOrientation(
        ByteSpan(result.value().bytes).subspan(place->begin - 10, place->size + 10));
  };
  EXPECT_EQ(orientation({}), 6u);
  EXPECT_EQ(orientation({.metadata = true}), 6u);
  EXPECT_EQ(orientation({.metadata = true, .previews = true}), 6u);
  EXPECT_EQ(orientation({.previews = true}), 6u);
  EXPECT_EQ(orientation({.metadata = true, .orientation = true}), 0u);
  EXPECT_EQ(orientation({.orientation = true}), 0u);
}

TEST(Transcode, CopiesWhatGetsNoSmaller) {
  // Arithmetic coding beats Huffman coding.
  const Bytes jpeg = test::WriteWithLibjpeg({.arithmetic = true});
  const TranscodeResult result = TranscodeOk(jpeg, LossTarget::kQuality, 100);
  EXPECT_TRUE(result.copied);
  EXPECT_EQ(result.bytes, jpeg);
}

TEST(Transcode, WideTablesStayWide) {
  const test::TestFrame frame = [] {
    test::TestFrame made = test::MakeFrame({.width = 96, .height = 96, .quality = 3});
    for (test::TestComponent& c : made.components) c.quant[63] = 60000;
    return made;
  }();
  test::WriteOptions options;
  options.dqt16 = true;
  const Bytes jpeg = test::WriteJpeg(frame, test::InterleavedScan(frame), options);
  const TranscodeResult result = TranscodeOk(jpeg, LossTarget::kLambda, 1e6);
  EXPECT_TRUE(test::ReadWithLibjpeg(result.bytes).ok);
  EXPECT_LT(result.bytes.size(), jpeg.size());
}

TEST(Transcode, EveryGeneratedFileWorksOrSaysWhyNot) {
  for (const test::GeneratedFile& file : test::AllGeneratedFiles()) {
    for (const double quality : {100.0, 60.0}) {
      const Result<TranscodeResult> result = Transcode(file.bytes, {.value = quality});
      if (!result.ok()) {
        if (result.error().code == ErrorCode::kLimitExceeded) continue;
        EXPECT_EQ(result.error().code, ErrorCode::kUnsupported)
            << file.name << ": " << result.error().message;
        EXPECT_NE(result.error().message.find("jackdaw compress"), std::string::npos) << file.name;
        continue;
      }
      EXPECT_LE(result.value().bytes.size(), file.bytes.size()) << file.name;
      if (result.value().copied) continue;
      const test::LibjpegRead read = test::ReadWithLibjpeg(result.value().bytes);
      EXPECT_TRUE(read.ok && read.num_warnings == 0) << file.name << ": " << read.message;
      if (quality == 100 && file.libjpeg_clean) {
        SCOPED_TRACE(file.name);
        ExpectSameCoefficients(file.bytes, result.value().bytes);
      }
    }
  }
}

TEST(Transcode, MemoryLimitIsAnError) {
  const Result<TranscodeResult> result =
      Transcode(Photo(75, 2000, 2000), {.value = 50, .memory_limit = 1 << 20});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kLimitExceeded);
  EXPECT_NE(result.error().message.find(" MiB"), std::string::npos) << result.error().message;
}

}  // namespace
}  // namespace jackdaw::lossy
