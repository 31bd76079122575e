#include "jackdaw/encode.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "codec/jpeg/jpeg_codec.h"
#include "jackdaw/jackdaw_c.h"
#include "jackdaw/parts.h"
#include "jackdaw/pixels.h"
#include "jackdaw/summary.h"
#include "tests/support/test_pixels.h"

namespace jackdaw::api {
namespace {

using test::Content;
using test::MakePixels;
using test::TestPixels;

EncodeOptions Quality(double quality, EncodedKind kind = EncodedKind::kJpeg) {
  EncodeOptions options;
  options.kind = kind;
  options.value = quality;
  return options;
}

EncodeResult MustEncode(const TestPixels& pixels, const EncodeOptions& options) {
  Result<EncodeResult> made = Encode(pixels.View(), options);
  EXPECT_TRUE(made.ok()) << made.error().message;
  return made.ok() ? std::move(made).value() : EncodeResult{};
}

double LumaPsnr(const TestPixels& pixels, std::span<const uint8_t> file) {
  const Result<Pixels> decoded = DecompressPixels(file);
  EXPECT_TRUE(decoded.ok());
  if (!decoded.ok() || decoded.value().samples.size() != pixels.samples8.size()) return 0;
  double sum = 0;
  const auto luma = [&](const std::vector<uint8_t>& s, size_t i) {
    if (pixels.channels == 1) return double(s[i]);
    return 0.299 * s[i] + 0.587 * s[i + 1] + 0.114 * s[i + 2];
  };
  const auto step = static_cast<size_t>(pixels.channels);
  for (size_t i = 0; i < pixels.samples8.size(); i += step) {
    const double d = luma(pixels.samples8, i) - luma(decoded.value().samples, i);
    sum += d * d;
  }
  return 10 * std::log10(65025.0 * double(pixels.width) * pixels.height / sum);
}

TEST(Encode, BothKindsReachThePsnrThatTheySay) {
  for (const int channels : {1, 3}) {
    const TestPixels pixels = MakePixels(112, 80, channels);
    for (const EncodedKind kind : {EncodedKind::kJpeg, EncodedKind::kJkd}) {
      EncodeOptions options = Quality(85, kind);
      options.compress.verify = true;
      const EncodeResult made = MustEncode(pixels, options);
      EXPECT_EQ(IsJkd(made.bytes), kind == EncodedKind::kJkd);
      EXPECT_GT(made.psnr_luma_db, 30);
      EXPECT_NEAR(LumaPsnr(pixels, made.bytes), made.psnr_luma_db, 0.3);
    }
  }
}

TEST(Encode, QualityAndSizeFallTogether) {
  const TestPixels pixels = MakePixels(160, 120, 3);
  size_t last = SIZE_MAX;
  double last_db = 1000;
  for (const double quality : {100, 95, 80, 60, 30, 5}) {
    const EncodeResult made = MustEncode(pixels, Quality(quality));
    EXPECT_LE(made.bytes.size(), last) << quality;
    EXPECT_LE(made.psnr_db, last_db) << quality;
    last = made.bytes.size();
    last_db = made.psnr_db;
  }
  EXPECT_LT(last_db, 35);
}

TEST(Encode, TheFinestTables) {
  const TestPixels pixels = MakePixels(64, 64, 3);
  for (const EncodedKind kind : {EncodedKind::kJpeg, EncodedKind::kJkd}) {
    EncodeOptions options = Quality(100, kind);
    options.sampling = ChromaSampling::k444;
    const EncodeResult made = MustEncode(pixels, options);
    EXPECT_GT(made.psnr_db, 50);
    const Result<Coefficients> coefficients = DecompressCoefficients(made.bytes);
    ASSERT_TRUE(coefficients.ok());
    for (const ComponentCoefficients& c : coefficients.value().components) {
      EXPECT_EQ(c.quant_table[0], 1);
    }
  }
}

TEST(Encode, Targets) {
  const TestPixels pixels = MakePixels(240, 160, 3);
  for (const EncodedKind kind : {EncodedKind::kJpeg, EncodedKind::kJkd}) {
    EncodeOptions options = Quality(0, kind);
    options.target = LossTarget::kSize;
    options.value = 6000;
    EXPECT_LE(MustEncode(pixels, options).bytes.size(), 6000u);
    EXPECT_GT(MustEncode(pixels, options).bytes.size(), 5500u);
    options.target = LossTarget::kPsnr;
    options.value = 36;
    const double psnr_db = MustEncode(pixels, options).psnr_db;
    EXPECT_GE(psnr_db, 36);
    EXPECT_LT(psnr_db, 36.3);
    options.value = 90;  // not even steps of 1 reach it
    const Result<EncodeResult> beyond = Encode(pixels.View(), options);
    ASSERT_FALSE(beyond.ok());
    EXPECT_EQ(beyond.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(beyond.error().message.find("out of reach"), std::string::npos);
  }
}

TEST(Encode, SamplingIsGivenOrChosen) {
  const TestPixels pixels = MakePixels(96, 64, 3);
  for (const ChromaSampling sampling :
       {ChromaSampling::k444, ChromaSampling::k422, ChromaSampling::k420}) {
    EncodeOptions options = Quality(80);
    options.sampling = sampling;
    const EncodeResult made = MustEncode(pixels, options);
    EXPECT_EQ(made.sampling, sampling);
    const Result<Coefficients> coefficients = DecompressCoefficients(made.bytes);
    ASSERT_TRUE(coefficients.ok());
    const ComponentCoefficients& luma = coefficients.value().components[0];
    EXPECT_EQ(luma.h, sampling == ChromaSampling::k444 ? 1 : 2);
    EXPECT_EQ(luma.v, sampling == ChromaSampling::k420 ? 2 : 1);
  }
  // Colours of noise are lost at half the resolution; those of a smooth picture are not.
  const TestPixels noise = MakePixels(96, 64, 3, Content::kNoise);
  EXPECT_EQ(MustEncode(noise, Quality(95)).sampling, ChromaSampling::k444);
  TestPixels smooth = MakePixels(96, 64, 3, Content::kBlack);
  for (size_t i = 0; i < smooth.samples8.size(); ++i) {
    smooth.samples8[i] = static_cast<uint8_t>(i / 3 % 96 + i % 3 * 40);
  }
  EXPECT_EQ(MustEncode(smooth, Quality(50)).sampling, ChromaSampling::k420);
}

TEST(Encode, TuneForPsnrHasMoreOfIt) {
  const TestPixels pixels = MakePixels(240, 160, 3);
  for (const EncodedKind kind : {EncodedKind::kJpeg, EncodedKind::kJkd}) {
    EncodeOptions options = Quality(0, kind);
    options.sampling = ChromaSampling::k420;
    options.target = LossTarget::kSize;
    options.value = 6000;
    const double visual_db = MustEncode(pixels, options).psnr_luma_db;
    options.tune = Tune::kPsnr;
    EXPECT_GT(MustEncode(pixels, options).psnr_luma_db, visual_db);
    // Of all components where these are asked for.
    options.tune = Tune::kVisual;
    options.target = LossTarget::kPsnr;
    options.value = 34;
    const size_t visual_size = MustEncode(pixels, options).bytes.size();
    options.tune = Tune::kPsnr;
    EXPECT_LT(MustEncode(pixels, options).bytes.size(), visual_size);
  }
}

TEST(Encode, Scans) {
  const TestPixels pixels = MakePixels(96, 64, 3);
  EncodeOptions options = Quality(80);
  options.scans = ScanChoice::kBaseline;
  EXPECT_FALSE(MustEncode(pixels, options).progressive);
  options.scans = ScanChoice::kProgressive;
  EXPECT_TRUE(MustEncode(pixels, options).progressive);
}

TEST(Encode, SegmentsOfProfileAndExif) {
  const TestPixels pixels = MakePixels(24, 16, 3);
  std::vector<uint8_t> icc(150'000, 7), exif = {'I', 'I', 42, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  EncodeOptions options = Quality(80);
  options.icc = icc;
  options.exif = exif;
  const EncodeResult made = MustEncode(pixels, options);
  const auto find = [&](const std::string& text) {
    return std::search(made.bytes.begin(), made.bytes.end(), text.begin(), text.end()) !=
           made.bytes.end();
  };
  EXPECT_TRUE(find(std::string("JFIF\0", 5)));
  EXPECT_TRUE(find(std::string("Exif\0\0II", 8)));
  EXPECT_TRUE(find(std::string("ICC_PROFILE\0\1\3", 14)));
  EXPECT_TRUE(find(std::string("ICC_PROFILE\0\3\3", 14)));
  icc.resize(kMaxIccBytes + 1);
  options.icc = icc;
  EXPECT_FALSE(Encode(pixels.View(), options).ok());
}

TEST(Encode, AJkdDecompressesToAJpeg) {
  const TestPixels pixels = MakePixels(100, 70, 3);
  const EncodeResult made = MustEncode(pixels, Quality(80, EncodedKind::kJkd));
  const Result<Summary> summary = ReadSummary(std::span<const uint8_t>(made.bytes));
  ASSERT_TRUE(summary.ok());
  EXPECT_TRUE(summary.value().lossy);
  const Result<DecompressResult> jpeg = Decompress(made.bytes);
  ASSERT_TRUE(jpeg.ok());
  EXPECT_TRUE(jpeg::SplitJpeg(jpeg.value().bytes, {}).ok());
  EXPECT_NEAR(LumaPsnr(pixels, jpeg.value().bytes), made.psnr_luma_db, 1);
}

TEST(Encode, FlatPicturesOfManySizes) {
  for (const EncodedKind kind : {EncodedKind::kJpeg, EncodedKind::kJkd}) {
    for (const auto& [width, height] : {std::pair{1u, 1u}, {3u, 70u}, {1000u, 1000u}}) {
      for (const double quality : {0.0, 75.0, 100.0}) {
        const TestPixels pixels = MakePixels(width, height, 3, Content::kBlack);
        const EncodeResult made = MustEncode(pixels, Quality(quality, kind));
        EXPECT_TRUE(DecompressPixels(made.bytes).ok());
      }
    }
  }
}

TEST(Encode, Limits) {
  const TestPixels pixels = MakePixels(200, 200, 3);
  EncodeOptions options = Quality(80);
  options.compress.memory_limit = 100'000;
  const Result<EncodeResult> made = Encode(pixels.View(), options);
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, ErrorCode::kLimitExceeded);
}

TEST(EncodeInC, GivesTheSame) {
  const TestPixels pixels = MakePixels(60, 44, 3);
  jackdaw_options* options = jackdaw_options_create();
  jackdaw_options_set_target(options, JACKDAW_TARGET_QUALITY, 70);
  jackdaw_options_set_sampling(options, JACKDAW_SAMPLING_420);
  jackdaw_buffer* buffer = nullptr;
  ASSERT_EQ(
      jackdaw_encode8(pixels.samples8.data(), 60, 44, 3, 0, 0, JACKDAW_KIND_JPEG, options, &buffer),
      JACKDAW_OK);
  EncodeOptions same = Quality(70);
  same.sampling = ChromaSampling::k420;
  const EncodeResult wanted = MustEncode(pixels, same);
  EXPECT_TRUE(std::equal(wanted.bytes.begin(), wanted.bytes.end(), jackdaw_buffer_data(buffer),
                         jackdaw_buffer_data(buffer) + jackdaw_buffer_size(buffer)));
  EXPECT_EQ(jackdaw_buffer_sampling(buffer), JACKDAW_SAMPLING_420);
  jackdaw_buffer_destroy(buffer);
  EXPECT_EQ(jackdaw_encode16(nullptr, 60, 44, 3, 0, 0, JACKDAW_KIND_JPEG, options, &buffer),
            JACKDAW_INVALID_ARGUMENT);
  jackdaw_buffer_destroy(buffer);
  jackdaw_options_destroy(options);
}

}  // namespace
}  // namespace jackdaw::api
