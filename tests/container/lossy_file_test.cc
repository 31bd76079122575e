// The public functions CompressLossy and DecompressPixels, over generated files of every kind.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "codec/jpeg/jpeg_codec.h"
#include "codec/quant/enc_chosen_image.h"
#include "jackdaw/lossy.h"
#include "tests/support/catalogue.h"
#include "tests/support/jpeg_writer.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/nested_parts.h"
#include "tests/support/test_rng.h"

namespace jackdaw {
namespace {

using test::Content;
using test::JpegColour;

Bytes Photo(int quality, uint32_t width = 320, uint32_t height = 240) {
  return test::WriteWithLibjpeg({.width = width, .height = height, .quality = quality});
}
Bytes GreyPhoto(int quality) {
  return test::WriteWithLibjpeg(
      {.width = 320, .height = 240, .colour = JpegColour::kGrey, .quality = quality});
}

LossyOptions Options(LossTarget target, double value) {
  LossyOptions options;
  options.target = target;
  options.value = value;
  return options;
}

LossyResult CompressOk(const Bytes& jpeg, const LossyOptions& options) {
  Result<LossyResult> result = CompressLossy(jpeg, options);
  EXPECT_TRUE(result.ok()) << result.error().message;
  return result.ok() ? std::move(result).value() : LossyResult();
}
LossyResult CompressOk(const Bytes& jpeg, LossTarget target, double value) {
  return CompressOk(jpeg, Options(target, value));
}

Error ErrorOf(const Bytes& jpeg, const LossyOptions& options) {
  const Result<LossyResult> result = CompressLossy(jpeg, options);
  EXPECT_FALSE(result.ok());
  return result.ok() ? Error{ErrorCode::kInternal, 0, "no error"} : result.error();
}

Bytes DecompressOk(const Bytes& jkd) {
  Result<DecompressResult> result = Decompress(jkd);
  EXPECT_TRUE(result.ok()) << result.error().message;
  return result.ok() ? std::move(result.value().bytes) : Bytes();
}

bool Contains(const Bytes& bytes, const Bytes& part) {
  return std::search(bytes.begin(), bytes.end(), part.begin(), part.end()) != bytes.end();
}

bool Contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(CompressLossy, NothingToLoseGivesTheBytesOfCompress) {
  for (const Bytes& jpeg : {Photo(80), test::Prefix(Photo(80), 1, 2), Bytes{'n', 'o', 'n', 'e'}}) {
    const Bytes wanted = Compress(jpeg).value().bytes;
    for (const auto& [target, value] :
         {std::pair{LossTarget::kQuality, 100.0}, {LossTarget::kLambda, 0.0}}) {
      const LossyResult result = CompressOk(jpeg, target, value);
      EXPECT_TRUE(result.lossless);
      EXPECT_TRUE(std::isinf(result.psnr_db));
      EXPECT_EQ(result.bytes, wanted);
    }
  }
}

// Sizes over lambdas in equal ratios: all below the lossless one, none larger than the one before.
void ExpectMonotone(const Bytes& jpeg) {
  size_t size = Compress(jpeg).value().bytes.size();
  const size_t lossless_size = size;
  double psnr_db = INFINITY;
  for (double lambda = 0.3; lambda < 5000; lambda *= 1.65) {
    const LossyResult result = CompressOk(jpeg, LossTarget::kLambda, lambda);
    EXPECT_LE(result.bytes.size(), size) << lambda;
    EXPECT_LE(result.psnr_db, psnr_db) << lambda;
    if (result.lossless) {
      EXPECT_TRUE(std::isinf(result.psnr_db)) << lambda;  // as where only colours lose something
    } else {
      EXPECT_LT(result.bytes.size(), lossless_size) << lambda;
    }
    size = result.bytes.size();
    psnr_db = result.psnr_db;
  }
  EXPECT_LT(psnr_db, 40);
  EXPECT_LT(size, lossless_size / 4);
}

TEST(CompressLossy, IsMonotoneInLambda) {
  for (const int quality : {75, 90, 95}) {
    SCOPED_TRACE(quality);
    ExpectMonotone(Photo(quality));
  }
  ExpectMonotone(GreyPhoto(92));
  ExpectMonotone(test::WriteWithLibjpeg(
      {.width = 256, .height = 192, .colour = JpegColour::kCmyk, .quality = 85}));
  ExpectMonotone(
      test::WriteWithLibjpeg({.width = 256, .height = 192, .sampling = {{1, 1}, {1, 1}, {1, 1}}}));
}

// Drawings are where the lossless .jkd is far smaller than the JPEG.
TEST(CompressLossy, IsNeverLargerThanLossless) {
  for (const Content content :
       {Content::kLines, Content::kNoise, Content::kBlack, Content::kGrey, Content::kPhoto}) {
    for (const int quality : {30, 75, 95, 100}) {
      const Bytes jpeg = test::WriteWithLibjpeg(
          {.width = 256, .height = 192, .quality = quality, .content = content});
      const size_t lossless_size = Compress(jpeg).value().bytes.size();
      for (const double lambda : {0.01, 0.5, 3.0, 30.0, 300.0}) {
        const LossyResult result = CompressOk(jpeg, LossTarget::kLambda, lambda);
        if (result.lossless) {
          EXPECT_EQ(result.bytes.size(), lossless_size);
        } else {
          EXPECT_LT(result.bytes.size(), lossless_size)
              << static_cast<int>(content) << " " << quality << " " << lambda;
        }
      }
    }
  }
}

TEST(CompressLossy, IsSeenByInspect) {
  const Bytes jpeg = Photo(90);
  const LossyResult lossy = CompressOk(jpeg, LossTarget::kLambda, 30.0);
  ASSERT_FALSE(lossy.lossless);
  EXPECT_TRUE(Inspect(lossy.bytes).value().lossy);
  EXPECT_FALSE(Inspect(Compress(jpeg).value().bytes).value().lossy);
}

TEST(CompressLossy, MeetsSizes) {
  for (const Bytes& jpeg : {Photo(90), GreyPhoto(85)}) {
    const auto lossless_size = static_cast<double>(Compress(jpeg).value().bytes.size());
    for (const double part : {0.95, 0.8, 0.6, 0.4, 0.25}) {
      const double target = std::floor(part * lossless_size);
      const LossyResult result = CompressOk(jpeg, LossTarget::kSize, target);
      const auto size = static_cast<double>(result.bytes.size());
      EXPECT_LE(size, target);
      EXPECT_GE(size, 0.99 * target) << part;
      const auto same = static_cast<double>(
          CompressOk(jpeg, LossTarget::kBitsPerPixel, target * 8 / (320 * 240)).bytes.size());
      EXPECT_NEAR(same, size, 0.01 * target);
    }
  }
}

TEST(CompressLossy, SizesNearTheLosslessOneAreMet) {
  const Bytes jpeg = Photo(90);
  const size_t lossless_size = Compress(jpeg).value().bytes.size();
  for (const size_t below : {1u, 2u, 10u, 30u}) {
    const LossyResult result =
        CompressOk(jpeg, LossTarget::kSize, static_cast<double>(lossless_size - below));
    EXPECT_LE(result.bytes.size(), lossless_size - below);
    EXPECT_FALSE(result.lossless);
  }
  for (const size_t above : {0u, 1u, 100000u}) {
    const LossyResult result =
        CompressOk(jpeg, LossTarget::kSize, static_cast<double>(lossless_size + above));
    EXPECT_EQ(result.bytes.size(), lossless_size);
    EXPECT_TRUE(result.lossless);
  }
}

TEST(CompressLossy, MeetsPsnr) {
  for (const Bytes& jpeg : {Photo(92), GreyPhoto(88)}) {
    for (const double target_db : {28.0, 32.5, 37.0, 42.0}) {
      const LossyResult result = CompressOk(jpeg, LossTarget::kPsnr, target_db);
      EXPECT_GE(result.psnr_db, target_db);
      EXPECT_LE(result.psnr_db, target_db + 0.05);
    }
  }
  EXPECT_TRUE(CompressOk(Photo(75), LossTarget::kPsnr, 500).psnr_db > 60);
}

TEST(CompressLossy, SizeOutOfReachSaysWhatIsNot) {
  const Bytes jpeg = Photo(75);
  const auto smallest = CompressOk(jpeg, LossTarget::kLambda, 1e6).bytes.size();
  for (const LossyOptions& options :
       {Options(LossTarget::kSize, 40), Options(LossTarget::kBitsPerPixel, 0.0001)}) {
    const Error error = ErrorOf(jpeg, options);
    EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
    EXPECT_TRUE(Contains(error.message, "smallest result has " + std::to_string(smallest)))
        << error.message;
  }
}

TEST(CompressLossy, RejectsOptionsWithoutSense) {
  const Bytes jpeg = Photo(75, 16, 16);
  for (const auto& [target, value] : {std::pair{LossTarget::kQuality, 101.0},
                                      {LossTarget::kQuality, -1.0},
                                      {LossTarget::kLambda, -0.5},
                                      {LossTarget::kLambda, 1e7},
                                      {LossTarget::kSize, 0.0},
                                      {LossTarget::kPsnr, double{NAN}},
                                      {LossTarget::kQuality, double{NAN}},
                                      {LossTarget::kBitsPerPixel, -1.0}}) {
    EXPECT_EQ(ErrorOf(jpeg, Options(target, value)).code, ErrorCode::kInvalidArgument);
  }
  for (const Preset preset : {Preset::kFast, Preset::kParallel}) {
    for (const double quality : {50.0, 100.0}) {
      LossyOptions options = Options(LossTarget::kQuality, quality);
      options.compress.preset = preset;
      const Error error = ErrorOf(jpeg, options);
      EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
      EXPECT_TRUE(Contains(error.message, "preset default")) << error.message;
    }
  }
  LossyOptions options = Options(LossTarget::kQuality, 50);
  options.compress.num_threads = 0;
  EXPECT_EQ(ErrorOf(jpeg, options).code, ErrorCode::kInvalidArgument);
  options.compress.num_threads = 1;
  for (const std::string& name : {std::string("a/b"), std::string(".."), std::string(5000, 'x')}) {
    options.compress.file_name = name;
    EXPECT_EQ(ErrorOf(jpeg, options).code, ErrorCode::kInvalidArgument);
  }
}

TEST(CompressLossy, PsnrIsThatOfThePixels) {
  for (const int quality : {80, 97}) {
    const Bytes jpeg = GreyPhoto(quality);
    const Result<Pixels> input = DecompressPixels(jpeg);
    ASSERT_TRUE(input.ok());
    for (const double lambda : {5.0, 50.0, 500.0}) {
      const LossyResult lossy = CompressOk(jpeg, LossTarget::kLambda, lambda);
      const Result<Pixels> pixels = DecompressPixels(lossy.bytes);
      ASSERT_TRUE(pixels.ok()) << pixels.error().message;
      ASSERT_EQ(pixels.value().samples.size(), input.value().samples.size());
      double sum = 0;
      for (size_t i = 0; i < input.value().samples.size(); ++i) {
        const double d = int{pixels.value().samples[i]} - int{input.value().samples[i]};
        sum += d * d;
      }
      const auto count = static_cast<double>(input.value().samples.size());
      EXPECT_NEAR(lossy.psnr_db, 10 * std::log10(65025 * count / sum), 0.02);
    }
  }
}

// libjpeg reads from the JPEG inside what was chosen: tables, and the levels inside the image.
void ExpectChosenLevels(const Bytes& jpeg, double lambda, bool colour_difference) {
  const LossyResult lossy = CompressOk(jpeg, LossTarget::kLambda, lambda);
  ASSERT_FALSE(lossy.lossless);
  EXPECT_EQ(lossy.lambda, lambda);
  const Result<SplitJpegResult> split = SplitJpeg(jpeg, {});
  ASSERT_TRUE(split.ok());
  const ChosenImage image(split.value().frame, split.value().planes, colour_difference);
  const ChosenLevels chosen = image.Encode(lambda, lambda, {});
  const test::LibjpegRead read = test::ReadWithLibjpeg(DecompressOk(lossy.bytes));
  ASSERT_TRUE(read.ok) << read.message;
  EXPECT_EQ(read.num_warnings, 0) << read.message;
  ASSERT_EQ(read.frame.components.size(), chosen.levels.size());
  for (size_t i = 0; i < chosen.levels.size(); ++i) {
    const test::TestComponent& c = read.frame.components[i];
    EXPECT_EQ(c.quant, chosen.frame.components[i].quant);
    for (uint32_t row = 0; row < c.height_blocks; ++row) {
      const int16_t* wanted = chosen.levels[i].Block(row, 0);
      EXPECT_TRUE(std::equal(wanted, wanted + size_t{64} * c.width_blocks, c.Block(row, 0)));
    }
  }
}

TEST(CompressLossy, LibjpegReadsTheChosenLevels) {
  for (const double lambda : {4.0, 60.0, 2000.0}) {
    ExpectChosenLevels(Photo(90), lambda, true);
    ExpectChosenLevels(GreyPhoto(90), lambda, false);
    ExpectChosenLevels(
        test::WriteWithLibjpeg(
            {.width = 157, .height = 93, .sampling = {{1, 1}, {1, 1}, {1, 1}}, .quality = 90}),
        lambda, true);
    ExpectChosenLevels(
        test::WriteWithLibjpeg(
            {.width = 157, .height = 93, .colour = JpegColour::kCmyk, .quality = 90}),
        lambda, false);
    ExpectChosenLevels(test::WriteWithLibjpeg(
                           {.width = 157, .height = 93, .colour = JpegColour::kRgb, .quality = 90}),
                       lambda, false);
  }
}

TEST(CompressLossy, ThreadsDoNotMatter) {
  const Bytes jpeg = Photo(85);
  for (const LossyOptions& target :
       {Options(LossTarget::kQuality, 60), Options(LossTarget::kPsnr, 34)}) {
    LossyOptions options = target;
    options.compress.num_slices = 4;
    const LossyResult one = CompressOk(jpeg, options);
    options.compress.num_threads = 3;
    EXPECT_EQ(CompressOk(jpeg, options).bytes, one.bytes);
    options.compress.verify = false;
    EXPECT_EQ(CompressOk(jpeg, options).bytes, one.bytes);
  }
}

TEST(CompressLossy, KeepsMetadata) {
  const Bytes thumbnail = test::SmallJpeg(5), tail = {'t', 'h', 'e', ' ', 't', 'a', 'i', 'l'};
  const Bytes exif = test::ExifPayload(thumbnail), icc(3000, 'i'), comment = {'h', 'e', 'r', 'e'};
  Bytes jpeg = test::WriteWithLibjpeg(
      {.width = 200, .height = 150, .quality = 90, .app1 = exif, .app2 = icc});
  jpeg = test::Concat({test::WithSegment(jpeg, 0xFE, comment), tail});
  const LossyResult lossy = CompressOk(jpeg, LossTarget::kQuality, 50);
  ASSERT_FALSE(lossy.lossless);
  const Bytes out = DecompressOk(lossy.bytes);
  EXPECT_TRUE(Contains(out, exif));
  EXPECT_TRUE(Contains(out, Bytes(3000, 'i')));
  EXPECT_TRUE(Contains(out, Bytes{0xFF, 0xFE, 0, 6, 'h', 'e', 'r', 'e'}));
  EXPECT_TRUE(std::equal(tail.rbegin(), tail.rend(), out.rbegin()));
  // The thumbnail is coded as an image, too.
  const FileInfo info = Inspect(lossy.bytes).value();
  EXPECT_EQ(info.images.size(), 2u);
  EXPECT_TRUE(std::any_of(info.sections.begin(), info.sections.end(), [](const SectionInfo& s) {
    return s.name == "coefficients of embedded image 1";
  }));
  EXPECT_TRUE(DecompressPixels(lossy.bytes).ok());
}

TEST(CompressLossy, MovesTheMultiPictureIndex) {
  const Bytes first = Photo(92, 200, 150), second = test::SmallJpeg(5);
  const auto second_size = static_cast<uint32_t>(second.size());
  const auto size =
      static_cast<uint32_t>(test::WithSegment(first, 0xE2, test::MpfPayload(0, 0, 0)).size());
  // The structure begins after SOI, marker, length and "MPF\0".
  const Bytes jpeg = test::Concat(
      {test::WithSegment(first, 0xE2, test::MpfPayload(size, size - 10, second_size)), second});
  const Bytes out = DecompressOk(CompressOk(jpeg, LossTarget::kQuality, 50).bytes);
  ASSERT_LT(out.size(), jpeg.size());
  EXPECT_TRUE(std::equal(second.rbegin(), second.rend(), out.rbegin()));
  const auto new_size = static_cast<uint32_t>(out.size()) - second_size;
  EXPECT_TRUE(Contains(out, test::MpfPayload(new_size, new_size - 10, second_size)));
}

TEST(CompressLossy, StoresTheFileName) {
  LossyOptions options = Options(LossTarget::kQuality, 60);
  options.compress.file_name = "holiday.jpg";
  const LossyResult lossy = CompressOk(Photo(85), options);
  ASSERT_FALSE(lossy.lossless);
  EXPECT_EQ(Decompress(lossy.bytes).value().file_name, "holiday.jpg");
  EXPECT_EQ(Inspect(lossy.bytes).value().file_name, "holiday.jpg");
}

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

TEST(CompressLossy, KindsOfFiles) {
  using Spec = test::LibjpegSpec;
  const auto written = [](Spec spec) { return test::WriteWithLibjpeg(spec); };
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
    EXPECT_TRUE(Contains(error.message, "jackdaw compress keeps it")) << error.message;
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
}  // namespace jackdaw
