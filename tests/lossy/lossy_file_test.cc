// The public function CompressLossy: targets, options, and what its files hold.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_chosen_image.h"
#include "codec/lossy/enc_loss_session.h"
#include "jackdaw/lossy.h"
#include "tests/lossy/lossy_helpers.h"
#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/nested_parts.h"

namespace jackdaw::lossy {
namespace {

using test::CompressOk;
using test::Contains;
using test::Content;
using test::DecompressOk;
using test::ErrorOf;
using test::GreyPhoto;
using test::JpegColour;
using test::Options;
using test::Photo;

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

// Where a result has a few hundred bytes, those of neighbouring lambdas go up and down by more than
// a lambda is worth. Of the lambdas that are stepped back to none is beaten by a lower one.
TEST(CompressLossy, LessQualityIsNotLargerInSmallFiles) {
  for (const Content content : {Content::kLines, Content::kGrey, Content::kPhoto}) {
    SCOPED_TRACE(static_cast<int>(content));
    const Bytes jpeg =
        test::WriteWithLibjpeg({.width = 128, .height = 64, .quality = 92, .content = content});
    size_t size = Compress(jpeg).value().bytes.size();
    for (double lambda = 1; lambda < 500; lambda *= kBackStep) {
      const LossyResult result = CompressOk(jpeg, LossTarget::kLambda, lambda);
      EXPECT_LE(result.bytes.size(), size) << lambda;
      size = result.bytes.size();
    }
  }
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
      const LossyResult luma = CompressOk(jpeg, LossTarget::kPsnrLuma, target_db);
      EXPECT_GE(luma.psnr_luma_db, target_db);
      EXPECT_LE(luma.psnr_luma_db, target_db + 0.05);
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
    for (const double lambda : {15.0, 50.0, 500.0}) {
      const LossyResult lossy = CompressOk(jpeg, LossTarget::kLambda, lambda);
      const Result<Pixels> pixels = DecompressPixels(lossy.bytes);
      ASSERT_TRUE(pixels.ok()) << pixels.error().message;
      ASSERT_TRUE(std::isfinite(lossy.psnr_db));  // the lossless file is not smaller
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
void ExpectChosenLevels(const Bytes& jpeg, double lambda, ColourModel model) {
  const LossyResult lossy = CompressOk(jpeg, LossTarget::kLambda, lambda);
  ASSERT_FALSE(lossy.lossless);
  EXPECT_LE(lossy.lambda, lambda);  // of small files only some lambdas are tried
  const Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(jpeg, {});
  ASSERT_TRUE(split.ok());
  const ChosenImage image(split.value().frame, split.value().planes, model, Criterion::kVisible);
  const ChosenLevels chosen = image.Encode(EqualKnobs(lossy.lambda), {});
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
    ExpectChosenLevels(Photo(90), lambda, ColourModel::kLumaAndColour);
    ExpectChosenLevels(GreyPhoto(90), lambda, ColourModel::kAlike);
    ExpectChosenLevels(
        test::WriteWithLibjpeg(
            {.width = 157, .height = 93, .sampling = {{1, 1}, {1, 1}, {1, 1}}, .quality = 90}),
        lambda, ColourModel::kLumaAndColour);
    ExpectChosenLevels(
        test::WriteWithLibjpeg(
            {.width = 157, .height = 93, .colour = JpegColour::kCmyk, .quality = 90}),
        lambda, ColourModel::kAlike);
    ExpectChosenLevels(test::WriteWithLibjpeg(
                           {.width = 157, .height = 93, .colour = JpegColour::kRgb, .quality = 90}),
                       lambda, ColourModel::kAlike);
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

}  // namespace
}  // namespace jackdaw::lossy
