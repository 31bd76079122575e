// DecompressPixels and ReconstructPixels, against libjpeg-turbo over generated files.
#include "codec/pixels/dec_pixels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "codec/jpeg/frame_geometry.h"
#include "codec/jpeg/jpeg_codec.h"
#include "jackdaw/lossy.h"
#include "tests/support/catalogue.h"
#include "tests/support/jpeg_writer.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw::pixels {
namespace {

struct Difference {
  int max = 0;
  double mean = 0;
};

Difference Compare(const Pixels& pixels, const test::LibjpegPixels& other) {
  EXPECT_EQ(pixels.width, other.width);
  EXPECT_EQ(pixels.height, other.height);
  EXPECT_EQ(pixels.channels, static_cast<int>(other.channels));
  EXPECT_EQ(pixels.samples.size(), other.samples.size());
  Difference difference;
  if (pixels.samples.size() != other.samples.size()) return difference;
  double sum = 0;
  for (size_t i = 0; i < pixels.samples.size(); ++i) {
    const int d = std::abs(int{pixels.samples[i]} - int{other.samples[i]});
    difference.max = std::max(difference.max, d);
    sum += d;
  }
  difference.mean = sum / static_cast<double>(pixels.samples.size());
  return difference;
}

Result<CompressResult> PackFast(const Bytes& jpeg) {
  CompressOptions options;
  options.preset = Preset::kFast;
  return Compress(jpeg, options);
}

// Pixels of a JPEG, which are also those of its .jkd.
Pixels PixelsOf(const Bytes& jpeg) {
  const Result<Pixels> pixels = DecompressPixels(jpeg);
  EXPECT_TRUE(pixels.ok()) << pixels.error().message;
  const Result<CompressResult> jkd = PackFast(jpeg);
  EXPECT_TRUE(jkd.ok());
  if (!pixels.ok() || !jkd.ok()) return {};
  const Result<Pixels> again = DecompressPixels(jkd.value().bytes);
  EXPECT_TRUE(again.ok() && again.value().samples == pixels.value().samples);
  return pixels.value();
}

using Factors = std::vector<test::Sampling>;
const Factors k444 = {{1, 1}, {1, 1}, {1, 1}}, k420 = {{2, 2}, {1, 1}, {1, 1}},
              k422 = {{2, 1}, {1, 1}, {1, 1}}, k440 = {{1, 2}, {1, 1}, {1, 1}},
              k411 = {{4, 1}, {1, 1}, {1, 1}}, k410 = {{4, 2}, {1, 1}, {1, 1}};

// A JPEG of half the contrast: none of its samples overshoot, which libjpeg clips before it
// converts colours, and we after that.
Bytes MildJpeg(const test::FrameSpec& spec, jpeg::ColourSpace space) {
  test::TestFrame frame = test::MakeFrame(spec);
  for (size_t i = 0; i < frame.components.size(); ++i) {
    if (space == jpeg::ColourSpace::kRgb) frame.components[i].id = static_cast<uint8_t>("RGB"[i]);
    for (uint16_t& q : frame.components[i].quant) q = static_cast<uint16_t>((q + 1) / 2);
  }
  test::WriteOptions options;
  options.jfif = space != jpeg::ColourSpace::kRgb;
  return test::WriteJpeg(
      frame, frame.progressive() ? test::FullProgression(frame, 2) : test::InterleavedScan(frame),
      options);
}

// What differs is rounding. libjpeg's inverse DCT in integers is off by one now and then. It rounds
// luma, chroma (which blue gets 1.772 of), chroma again where it is upsampled, and the product:
// with our rounding 2.4 levels, or 3.3, is the most that can come together.
void ExpectClose(const test::FrameSpec& spec, jpeg::ColourSpace space) {
  SCOPED_TRACE(std::to_string(spec.width) + "x" + std::to_string(spec.height) + " " +
               std::to_string(spec.sampling[0].h) + "x" + std::to_string(spec.sampling[0].v));
  const Bytes jpeg = MildJpeg(spec, space);
  const test::LibjpegPixels wanted = test::DecodeWithLibjpeg(jpeg);
  ASSERT_TRUE(wanted.ok) << wanted.message;
  const Difference difference = Compare(PixelsOf(jpeg), wanted);
  const auto num_samples = static_cast<double>(wanted.samples.size());
  if (space == jpeg::ColourSpace::kYcc) {
    EXPECT_LE(difference.max, spec.sampling[0].h * spec.sampling[0].v == 1 ? 2 : 3);
    EXPECT_LE(difference.mean, 0.5 + 1.0 / num_samples);  // 1: a single pixel may be two off
  } else {
    EXPECT_LE(difference.max, 1);
    EXPECT_LE(difference.mean, 0.02);
  }
}

TEST(DecompressPixels, AgreesWithLibjpeg) {
  for (const Factors& sampling : {k444, k420, k422, k440, k411, k410}) {
    for (const auto& [width, height] : {std::pair{96u, 64u}, {97u, 61u}, {33u, 18u}}) {
      for (const uint8_t sof : {uint8_t{0xC0}, uint8_t{0xC2}}) {
        for (const int quality : {60, 90}) {
          ExpectClose({.width = width,
                       .height = height,
                       .sampling = sampling,
                       .sof = sof,
                       .quality = quality},
                      jpeg::ColourSpace::kYcc);
        }
      }
    }
  }
}

TEST(DecompressPixels, GreyAndRgbAreNotConverted) {
  for (const int quality : {30, 75, 95, 100}) {
    test::FrameSpec spec{.width = 75, .height = 83, .sampling = {{1, 1}}, .quality = quality};
    ExpectClose(spec, jpeg::ColourSpace::kGrey);
    spec.sampling = k444;
    ExpectClose(spec, jpeg::ColourSpace::kRgb);
  }
}

TEST(DecompressPixels, TinyPictures) {
  for (const auto& [width, height] : {std::pair{1u, 1u},
                                      {2u, 1u},
                                      {1u, 2u},
                                      {3u, 3u},
                                      {4u, 4u},
                                      {5u, 4u},
                                      {1u, 40u},
                                      {40u, 1u}}) {
    for (const Factors& sampling : {k444, k420, k422, k440, k411}) {
      ExpectClose({.width = width, .height = height, .sampling = sampling, .quality = 90},
                  jpeg::ColourSpace::kYcc);
    }
    ExpectClose({.width = width, .height = height, .sampling = {{1, 1}}}, jpeg::ColourSpace::kGrey);
  }
}

// Of every file that libjpeg decodes to grey or RGB we make pixels; of all others an error that
// tells why. Few come out otherwise: libjpeg smooths blocks whose AC coefficients are not there
// yet, and wraps around far outside of the range of samples.
TEST(DecompressPixels, EveryGeneratedFile) {
  int num_compared = 0, num_different = 0;
  for (const test::GeneratedFile& file : test::AllGeneratedFiles()) {
    SCOPED_TRACE(file.name);
    const Result<Pixels> pixels = DecompressPixels(file.bytes);
    const test::LibjpegPixels wanted =
        file.libjpeg_clean ? test::DecodeWithLibjpeg(file.bytes) : test::LibjpegPixels();
    if (!pixels.ok()) {
      EXPECT_FALSE(pixels.error().message.empty());
      EXPECT_FALSE(wanted.ok && wanted.channels < 4) << pixels.error().message;
      continue;
    }
    EXPECT_EQ(pixels.value().samples.size(), size_t{pixels.value().width} * pixels.value().height *
                                                 static_cast<size_t>(pixels.value().channels));
    if (!wanted.ok) continue;
    ++num_compared;
    if (Compare(pixels.value(), wanted).mean > 1) ++num_different;
  }
  EXPECT_GT(num_compared, 150);
  EXPECT_LT(num_different, num_compared / 10);
}

// Of grey files PSNR is that of the very samples.
double GreyPsnr(const std::vector<uint8_t>& a, const std::vector<uint8_t>& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const double d = int{a[i]} - int{b[i]};
    sum += d * d;
  }
  return 10 * std::log10(255.0 * 255.0 * static_cast<double>(a.size()) / sum);
}

TEST(DecompressPixels, LossyFilesTakeTheirOffsets) {
  const Bytes jpeg = test::WriteWithLibjpeg(
      {.width = 200, .height = 160, .colour = test::JpegColour::kGrey, .quality = 92});
  const Pixels input = PixelsOf(jpeg);
  for (const double lambda : {20.0, 200.0}) {
    LossyOptions options;
    options.target = LossTarget::kLambda;
    options.value = lambda;
    const Result<LossyResult> lossy = CompressLossy(jpeg, options);
    ASSERT_TRUE(lossy.ok()) << lossy.error().message;
    ASSERT_FALSE(lossy.value().lossless);
    const Result<Pixels> pixels = DecompressPixels(lossy.value().bytes);
    const Result<DecompressResult> plain = Decompress(lossy.value().bytes);
    ASSERT_TRUE(pixels.ok() && plain.ok());
    const double psnr_db = GreyPsnr(pixels.value().samples, input.samples);
    EXPECT_NEAR(psnr_db, lossy.value().psnr_db, 0.01);
    EXPECT_GT(psnr_db, GreyPsnr(PixelsOf(plain.value().bytes).samples, input.samples));
  }
}

void ExpectUnsupported(const Bytes& jpeg, const std::string& why) {
  const Result<Pixels> direct = DecompressPixels(jpeg);
  ASSERT_FALSE(direct.ok());
  EXPECT_EQ(direct.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(direct.error().message.find(why), std::string::npos) << direct.error().message;
  EXPECT_EQ(direct.error().message.find("--pixels"), std::string::npos);
  const Result<CompressResult> jkd = PackFast(jpeg);
  ASSERT_TRUE(jkd.ok());
  const Result<Pixels> packed = DecompressPixels(jkd.value().bytes);
  ASSERT_FALSE(packed.ok());
  EXPECT_EQ(packed.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(packed.error().message.find(why), std::string::npos) << packed.error().message;
  EXPECT_NE(packed.error().message.find("without --pixels"), std::string::npos);
}

TEST(DecompressPixels, SaysWhatIsUnsupported) {
  ExpectUnsupported(test::WriteWithLibjpeg({.colour = test::JpegColour::kCmyk}), "CMYK");
  ExpectUnsupported(test::WriteWithLibjpeg({.colour = test::JpegColour::kYcck}), "CMYK");
  const auto write = [](const test::FrameSpec& spec) {
    const test::TestFrame frame = test::MakeFrame(spec);
    return test::WriteJpeg(frame, test::InterleavedScan(frame));
  };
  ExpectUnsupported(write({.sof = 0xC1, .precision = 12}), "12 bits");
  ExpectUnsupported(write({.sampling = {{2, 1}, {1, 1}}}), "2 components");
  ExpectUnsupported(write({.sampling = {{3, 1}, {2, 1}, {1, 1}}}), "sampling factors");
  const Bytes photo = test::WriteWithLibjpeg({});
  ExpectUnsupported(test::Prefix(photo, 1, 2), "damaged or truncated");
  ExpectUnsupported({'n', 'o', ' ', 'J', 'P', 'E', 'G'}, "not a JPEG");
}

// The MiB that a message names.
uint64_t NamedMebibytes(const std::string& message) {
  const size_t end = message.find(" MiB");
  return end == std::string::npos ? 0
                                  : std::stoull(message.substr(message.rfind(' ', end - 1) + 1));
}

TEST(DecompressPixels, TheMemoryThatIsNamedIsEnough) {
  const Bytes photo = test::WriteWithLibjpeg({.width = 1600, .height = 1100});
  uint64_t limit = uint64_t{6} << 20;  // for the coefficients
  const Result<Pixels> refused = DecompressPixels(photo, {.memory_limit = limit});
  ASSERT_FALSE(refused.ok());
  limit = NamedMebibytes(refused.error().message) << 20;
  EXPECT_GT(limit, uint64_t{6} << 20) << refused.error().message;
  EXPECT_TRUE(DecompressPixels(photo, {.memory_limit = limit}).ok()) << limit;
}

TEST(DecompressPixels, OtherErrors) {
  const Bytes photo = test::WriteWithLibjpeg({.width = 600, .height = 500});
  Result<Pixels> result = DecompressPixels(photo, {.memory_limit = 1 << 20});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kLimitExceeded);
  // Enough for the planes, 900 KB, but not for 900 KB of pixels beside them.
  result = DecompressPixels(photo, {.memory_limit = 1500000});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kLimitExceeded);
  result = DecompressPixels(photo, {.num_threads = 0});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument);
  Bytes jkd = PackFast(photo).value().bytes;
  jkd[jkd.size() / 2] ^= 1;
  result = DecompressPixels(jkd);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kCorrupt);
}

TEST(DecompressPixels, OnlyTheMainImageCounts) {
  const Bytes main = test::WriteWithLibjpeg({});
  const Bytes both = test::Concat({main, test::WriteWithLibjpeg({.width = 20, .height = 20})});
  EXPECT_EQ(PixelsOf(both).samples, PixelsOf(main).samples);
}

// One grey block.
struct Grey {
  jpeg::Frame frame;
  std::vector<jpeg::CoeffPlane> planes;

  Grey() {
    frame.width_px = frame.height_px = 8;
    frame.components.resize(1);
    frame.components[0].quant.fill(16);
    jpeg::ComputeFrameGeometry(&frame);
    planes = jpeg::AllocatePlanes(frame);
  }
  std::vector<uint8_t> Samples(std::span<const quant::CentroidOffsets> offsets) const {
    return ReconstructPixels(frame, planes, offsets, jpeg::ColourSpace::kGrey).value().samples;
  }
};

TEST(ReconstructPixels, OffsetsComeFromTheComponent) {
  Grey grey;
  grey.planes[0].coeffs[2] = 10;  // the lowest vertical frequency
  std::vector<quant::CentroidOffsets> offsets(1);
  EXPECT_EQ(grey.Samples(offsets), grey.Samples({}));
  offsets[0][2][2] = 127;  // as good as half a step: 8 of 160
  const std::vector<uint8_t> plain = grey.Samples({}), moved = grey.Samples(offsets);
  for (size_t i = 0; i < plain.size(); ++i) {
    const double wave = (plain[i] - 128) / 160.0;
    EXPECT_NEAR(moved[i] - plain[i], 8 * wave, 1.01);
  }
  EXPECT_GT(moved[0], plain[0]);
  EXPECT_LT(moved[63], plain[63]);
}

TEST(ReconstructPixels, RoundsOnceAndClips) {
  Grey grey;
  grey.frame.components[0].quant[0] = 1;
  for (const auto& [dc, sample] : {std::pair{3, 128},
                                   {4, 129},
                                   {-4, 128},
                                   {-5, 127},
                                   {1015, 255},
                                   {1020, 255},
                                   {32767, 255},
                                   {-1024, 0},
                                   {-32768, 0}}) {
    grey.planes[0].coeffs[0] = static_cast<int16_t>(dc);
    EXPECT_EQ(grey.Samples({}), std::vector<uint8_t>(64, static_cast<uint8_t>(sample))) << dc;
  }
}

TEST(ReconstructPixels, ExtremeLevelsAndTables) {
  for (const jpeg::ColourSpace space : {jpeg::ColourSpace::kYcc, jpeg::ColourSpace::kRgb}) {
    jpeg::Frame frame;
    frame.width_px = 33;
    frame.height_px = 31;
    for (const uint8_t factor : {uint8_t{2}, uint8_t{1}, uint8_t{1}}) {
      jpeg::FrameComponent c;
      c.h = c.v = factor;
      c.quant.fill(65535);
      frame.components.push_back(c);
    }
    jpeg::ComputeFrameGeometry(&frame);
    std::vector<jpeg::CoeffPlane> planes = jpeg::AllocatePlanes(frame);
    std::vector<quant::CentroidOffsets> offsets(3);
    for (quant::CentroidOffsets& of : offsets) of.fill({-127, 127, 127});
    for (size_t i = 0; i < planes.size(); ++i) {
      for (size_t k = 0; k < planes[i].coeffs.size(); ++k) {
        planes[i].coeffs[k] = (k * 7 + i) % 5 < 2 ? int16_t{32767} : int16_t{-32768};
      }
    }
    const Result<Pixels> pixels = ReconstructPixels(frame, planes, offsets, space);
    ASSERT_TRUE(pixels.ok());
    EXPECT_EQ(pixels.value().samples.size(), 33u * 31 * 3);
  }
}

}  // namespace
}  // namespace jackdaw::pixels
