// CompressLossy and DecompressPixels, over files of every kind, damaged ones included.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "jackdaw/lossy.h"
#include "tests/lossy/lossy_helpers.h"
#include "tests/support/catalogue.h"
#include "tests/support/jpeg_writer.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/test_rng.h"

namespace jackdaw::lossy {
namespace {

using test::CompressOk;
using test::Contains;
using test::DecompressOk;
using test::ErrorOf;
using test::JpegColour;
using test::Options;
using test::Photo;

void ExpectWorks(const std::string& name, const Bytes& jpeg, bool has_pixels = true) {
  SCOPED_TRACE(name);
  ASSERT_FALSE(jpeg.empty());
  const size_t lossless_size = Compress(jpeg).value().bytes.size();
  for (const double quality : {95.0, 60.0, 10.0}) {
    const LossyResult lossy = CompressOk(jpeg, LossTarget::kQuality, quality);
    EXPECT_LE(lossy.bytes.size(), lossless_size);
    const test::LibjpegRead read = test::ReadWithLibjpeg(DecompressOk(lossy.bytes));
    EXPECT_TRUE(read.ok && read.num_warnings == 0) << read.message;
    EXPECT_EQ(DecompressPixels(lossy.bytes).ok(), has_pixels);
  }
}

// PSNR of all samples that libjpeg shows.
double ShownPsnr(ByteSpan jpeg, ByteSpan other) {
  const test::LibjpegPixels a = test::DecodeWithLibjpeg(jpeg), b = test::DecodeWithLibjpeg(other);
  EXPECT_TRUE(a.ok && b.ok && a.samples.size() == b.samples.size());
  double sum = 0;
  for (size_t i = 0; i < a.samples.size(); ++i) {
    const double e = static_cast<double>(a.samples[i]) - b.samples[i];
    sum += e * e;
  }
  return 10 * std::log10(255.0 * 255.0 * static_cast<double>(a.samples.size()) / sum);
}

TEST(Transcode, PsnrIsThatOfTheColoursThatAreShown) {
  for (const JpegColour colour :
       {JpegColour::kYcc, JpegColour::kRgb, JpegColour::kCmyk, JpegColour::kYcck}) {
    SCOPED_TRACE(static_cast<int>(colour));
    const Bytes jpeg = test::WriteWithLibjpeg({.colour = colour, .quality = 90});
    for (const Tune tune : {Tune::kVisual, Tune::kPsnr}) {
      const Result<TranscodeResult> made =
          Transcode(jpeg, {.target = LossTarget::kPsnr, .value = 36, .tune = tune});
      ASSERT_TRUE(made.ok()) << made.error().message;
      const double shown = ShownPsnr(jpeg, made.value().bytes);
      EXPECT_GE(shown, made.value().psnr_db - 0.2);
      // Colours that are clipped lose less than their components.
      EXPECT_LE(shown, made.value().psnr_db + 1.5);
    }
  }
}

TEST(CompressLossy, KindsOfFiles) {
  using Spec = test::LibjpegSpec;
  const auto written = [](const Spec& spec) { return test::WriteWithLibjpeg(spec); };
  ExpectWorks("grey", written({.colour = JpegColour::kGrey}));
  ExpectWorks("CMYK", written({.colour = JpegColour::kCmyk}), false);
  ExpectWorks("YCCK", written({.colour = JpegColour::kYcck}), false);
  ExpectWorks("RGB", written({.colour = JpegColour::kRgb}));
  ExpectWorks("4:4:4", written({.sampling = {{1, 1}, {1, 1}, {1, 1}}}));
  ExpectWorks("4:1:1", written({.sampling = {{4, 1}, {1, 1}, {1, 1}}}));
  ExpectWorks("4:4:0", written({.sampling = {{1, 2}, {1, 1}, {1, 1}}}));
  ExpectWorks("progressive", written({.progressive = true}));
  ExpectWorks("arithmetic", written({.arithmetic = true}));
  ExpectWorks("arithmetic progressive", written({.progressive = true, .arithmetic = true}));
  ExpectWorks("restart markers", written({.restart_interval = 3}));
  for (const JpegColour colour : {JpegColour::kGrey, JpegColour::kYcc}) {
    ExpectWorks("1 x 1", written({.width = 1, .height = 1, .colour = colour}));
    ExpectWorks("1 x 200", written({.width = 1, .height = 200, .colour = colour}));
    ExpectWorks("300 x 2", written({.width = 300, .height = 2, .colour = colour}));
  }
  for (const int quality : {1, 100}) {
    ExpectWorks("16-bit tables", written({.quality = quality, .force_baseline = false}));
  }
}

// Of a lossy file a reader would refuse the work.
TEST(CompressLossy, FlatPictureOfManyBlocks) {
  ExpectWorks("flat", test::WriteWithLibjpeg({.width = 2400,
                                              .height = 2400,
                                              .colour = JpegColour::kGrey,
                                              .content = test::Content::kBlack}));
}

TEST(CompressLossy, WideTablesStayWide) {
  test::TestFrame frame = test::MakeFrame({.width = 96, .height = 96, .quality = 3});
  for (test::TestComponent& c : frame.components) c.quant[63] = 60000;
  test::WriteOptions options;
  options.dqt16 = true;
  ExpectWorks("60000", test::WriteJpeg(frame, test::InterleavedScan(frame), options));
}

// The most that scans can hold.
TEST(CompressLossy, ExtremeCoefficients) {
  for (const double lambda : {1e-4, 0.1, 100.0, 1e6}) {
    for (const int ac_max : {0, 1, 1023}) {
      const test::TestFrame frame =
          test::MakeExtremeFrame({.width = 64, .height = 64, .quality = 100}, 1023, ac_max);
      const Bytes jpeg = test::WriteJpeg(frame, test::InterleavedScan(frame));
      const LossyResult lossy = CompressOk(jpeg, LossTarget::kLambda, lambda);
      EXPECT_TRUE(test::ReadWithLibjpeg(DecompressOk(lossy.bytes)).ok);
    }
  }
}

// Long codes, and bytes of ones, each of which a JPEG follows with a zero.
TEST(CompressLossy, NearlyAllOnes) {
  test::TestRng rng(6);
  test::TestFrame frame = test::MakeFrame(
      {.width = 64, .height = 64, .sampling = {{1, 1}, {1, 1}, {1, 1}}, .quality = 100});
  for (test::TestComponent& c : frame.components) {
    for (int16_t& v : c.coeffs) v = rng.OneIn(16) ? 1022 : 1023;  // so that steps stay 1
  }
  const Bytes jpeg = test::WriteJpeg(frame, test::InterleavedScan(frame));
  for (const double lambda : {1e-4, 1.0, 1e4}) {
    const LossyResult lossy = CompressOk(jpeg, LossTarget::kLambda, lambda);
    EXPECT_TRUE(test::ReadWithLibjpeg(DecompressOk(lossy.bytes)).ok);
  }
}

TEST(CompressLossy, EveryGeneratedFileWorksOrSaysWhyNot) {
  int num_lossy = 0;
  for (const test::GeneratedFile& file : test::AllGeneratedFiles()) {
    SCOPED_TRACE(file.name);
    const Result<LossyResult> result = CompressLossy(file.bytes, Options(LossTarget::kQuality, 60));
    if (!result.ok()) {
      if (result.error().code == ErrorCode::kLimitExceeded) continue;
      EXPECT_EQ(result.error().code, ErrorCode::kUnsupported) << result.error().message;
      EXPECT_TRUE(Contains(result.error().message, "jackdaw compress")) << result.error().message;
      continue;
    }
    const Result<CompressResult> lossless = Compress(file.bytes);
    ASSERT_TRUE(lossless.ok());
    EXPECT_LE(result.value().bytes.size(), lossless.value().bytes.size());
    const Bytes out = DecompressOk(result.value().bytes);
    if (result.value().lossless) {
      EXPECT_EQ(out, file.bytes);
      continue;
    }
    ++num_lossy;
    const test::LibjpegRead read = test::ReadWithLibjpeg(out);
    EXPECT_TRUE(read.ok && read.num_warnings == 0) << read.message;
    const Result<Pixels> pixels = DecompressPixels(result.value().bytes);
    EXPECT_EQ(pixels.ok(), DecompressPixels(file.bytes).ok());
  }
  EXPECT_GT(num_lossy, 100);
}

void ExpectUnsupported(const Bytes& jpeg, std::string_view why) {
  for (const LossyOptions& options :
       {Options(LossTarget::kQuality, 50), Options(LossTarget::kLambda, 5),
        Options(LossTarget::kSize, 500), Options(LossTarget::kBitsPerPixel, 1),
        Options(LossTarget::kPsnr, 35)}) {
    const Error error = ErrorOf(jpeg, options);
    EXPECT_EQ(error.code, ErrorCode::kUnsupported);
    EXPECT_TRUE(Contains(error.message, why)) << error.message;
    EXPECT_TRUE(Contains(error.message, "jackdaw compress without a loss")) << error.message;
  }
}

TEST(CompressLossy, SaysWhatIsUnsupported) {
  const auto write = [](const test::FrameSpec& spec, uint16_t first_step) {
    test::TestFrame frame = test::MakeFrame(spec);
    if (first_step == 0) frame.components[0].quant[3] = 0;
    return test::WriteJpeg(frame, test::InterleavedScan(frame));
  };
  ExpectUnsupported(write({.sof = 0xC1, .precision = 12}, 1), "12-bit samples");
  ExpectUnsupported(write({}, 0), "table with zeros");
  const Bytes photo = Photo(80);
  ExpectUnsupported(test::Prefix(photo, 1, 2), "damaged or truncated");
  Bytes damaged = photo;
  test::TestRng rng(1);
  for (int i = 0; i < 30; ++i) {
    damaged[damaged.size() / 2 + rng.Below(static_cast<uint32_t>(damaged.size() / 2))] = rng.Byte();
  }
  ExpectUnsupported(damaged, "damaged or truncated");
  ExpectUnsupported({'n', 'o', ' ', 'J', 'P', 'E', 'G'}, "not a JPEG");
  ExpectUnsupported({}, "not a JPEG");
  ExpectUnsupported(Compress(photo).value().bytes, "not a JPEG");
}

TEST(CompressLossy, MemoryLimitIsAnError) {
  // A header that announces 500 megapixels: refused before planes are allocated.
  Bytes huge = Photo(75);
  const Bytes sof = {0xFF, 0xC0};
  const auto at = std::search(huge.begin(), huge.end(), sof.begin(), sof.end()) - huge.begin();
  for (const ptrdiff_t i : {5, 7}) {
    huge[static_cast<size_t>(at + i)] = 0x57;
    huge[static_cast<size_t>(at + i + 1)] = 0x00;
  }
  LossyOptions options = Options(LossTarget::kQuality, 50);
  EXPECT_EQ(ErrorOf(huge, options).code, ErrorCode::kLimitExceeded);
  options.compress.memory_limit = 1 << 20;
  EXPECT_EQ(ErrorOf(Photo(75, 1000, 1000), options).code, ErrorCode::kLimitExceeded);
  for (uint64_t limit = 0; limit < (8u << 20); limit += 300000) {
    options.compress.memory_limit = limit;
    const Result<LossyResult> result = CompressLossy(Photo(75), options);
    if (!result.ok()) {
      EXPECT_EQ(result.error().code, ErrorCode::kLimitExceeded) << limit;
      continue;
    }
    EXPECT_TRUE(Decompress(result.value().bytes, {.memory_limit = limit}).ok()) << limit;
  }
  EXPECT_TRUE(CompressLossy(Photo(75), options).ok());
}

TEST(DecompressPixels, DamagedLossyFilesAreErrors) {
  Bytes jkd = CompressOk(Photo(85, 64, 64), LossTarget::kQuality, 50).bytes;
  for (size_t i = 0; i < jkd.size(); i += 7) {
    jkd[i] ^= 0x40;
    EXPECT_FALSE(DecompressPixels(jkd).ok()) << i;
    jkd[i] ^= 0x40;
    EXPECT_FALSE(DecompressPixels(ByteSpan(jkd).first(i)).ok()) << i;
  }
  EXPECT_TRUE(DecompressPixels(jkd).ok());
}

}  // namespace
}  // namespace jackdaw::lossy
