#include "apps/sweep/pictures/pixel_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "apps/sweep/measures/psnr.h"
#include "apps/sweep/pictures/crop_region.h"
#include "apps/sweep/pictures/jpeg_pixels.h"
#include "apps/sweep/pictures/png_pixels.h"
#include "apps/sweep/pictures/pnm_pixels.h"
#include "jackdaw/jackdaw.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/test_rng.h"
#include "tests/sweep/test_pictures.h"

namespace jackdaw::sweep {
namespace {

std::vector<uint8_t> Bytes(const std::string& text) { return {text.begin(), text.end()}; }

class PixelFile : public testing::TestWithParam<uint32_t> {};

TEST_P(PixelFile, PngAndPnmKeepEverySample) {
  const Image image = test::TestPicture(37, 23, GetParam(), 5);
  for (const std::vector<uint8_t>& file : {EncodePng(image).value(), EncodePnm(image)}) {
    const Result<Image> back = DecodePixels(file);
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_EQ(back.value().width_px, 37u);
    EXPECT_EQ(back.value().height_px, 23u);
    EXPECT_EQ(back.value().num_channels, GetParam());
    EXPECT_EQ(back.value().samples, image.samples);
  }
}

TEST_P(PixelFile, JpegComesClose) {
  const Image image = test::TestPicture(64, 48, GetParam(), 5);
  const std::vector<uint8_t> jpeg = EncodeJpeg(image, 95).value();
  const Result<Image> back = DecodePixels(jpeg);
  ASSERT_TRUE(back.ok()) << back.error().message;
  EXPECT_EQ(back.value().num_channels, GetParam());
  EXPECT_GT(PsnrLumaDb(LumaPlane(image), LumaPlane(back.value())), 30);
  const JpegHeader header = ReadJpegHeader(jpeg).value();
  EXPECT_EQ(header.is_grey, GetParam() == 1);
  EXPECT_EQ(header.h_sampling, GetParam() == 1 ? 1 : 2);
}

// Whatever is done to a file, the reader ends with pixels or an error, and never reads or writes
// outside (which the sanitizers see).
TEST_P(PixelFile, DamageIsAnErrorOrAPicture) {
  const Image image = test::TestPicture(40, 24, GetParam(), 5);
  test::TestRng rng(9);
  for (const std::vector<uint8_t>& file :
       {EncodePng(image).value(), EncodePnm(image), EncodeJpeg(image, 80).value()}) {
    for (size_t size = 0; size < file.size(); size += 1 + file.size() / 97) {
      const Result<Image> cut = DecodePixels({file.data(), size});
      EXPECT_FALSE(cut.ok()) << size;
    }
    for (int i = 0; i < 200; ++i) {
      std::vector<uint8_t> damaged = file;
      for (int k = 0; k < 3; ++k) {
        damaged[rng.Below(static_cast<uint32_t>(damaged.size()))] = rng.Byte();
      }
      const Result<Image> result = DecodePixels(damaged);
      EXPECT_TRUE(result.ok() || !result.error().message.empty());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Channels, PixelFile, testing::Values(1, 3));

TEST(PixelFileKinds, OthersAreRefused) {
  for (const char* text : {"", "P", "P1\n1 1\n0\n", "GIF89a", "\xff", "P6 ", "JKD"}) {
    EXPECT_FALSE(DecodePixels(Bytes(text)).ok()) << text;
  }
}

// More or fewer bits than 8.
TEST(Pnm, SamplesAreScaledTo8Bits) {
  const std::string_view wide("P5 3 1 65535\n\0\0\xff\xff\x80\x80", 19);
  const Result<Image> of_wide = DecodePixels(Bytes(std::string(wide)));
  ASSERT_TRUE(of_wide.ok()) << of_wide.error().message;
  EXPECT_EQ(of_wide.value().samples, (std::vector<uint8_t>{0, 255, 128}));
  const Result<Image> of_narrow = DecodePixels(Bytes("P2 3 1 15\n0 15 7\n"));
  ASSERT_TRUE(of_narrow.ok()) << of_narrow.error().message;
  EXPECT_EQ(of_narrow.value().samples, (std::vector<uint8_t>{0, 255, 119}));
}

TEST(Jkd, IsNoPicture) {
  const Result<CompressResult> jkd = Compress(test::WriteWithLibjpeg({}));
  ASSERT_TRUE(jkd.ok());
  const Result<Image> image = DecodePixels(jkd.value().bytes);
  ASSERT_FALSE(image.ok());
  EXPECT_EQ(image.error().code, ErrorCode::kUnsupported);
}

TEST(Pnm, HostileHeaders) {
  for (const char* text :
       {"P6\n99999999999 1\n255\n", "P6\n268435455 268435455\n255\nabc", "P6\n0 5\n255\n",
        "P6\n5 0\n255\n", "P6\n-1 1\n255\nabc", "P6\n1 1\n65536\nabcdef", "P6\n1 1\n255",
        "P6\n1 1\n255\nab", "P5\n#", "P5\n1 1 #\n"}) {
    EXPECT_FALSE(DecodePixels(Bytes(text)).ok()) << text;
  }
}

// A PNG of 2^31 - 1 by 2^31 - 1 pixels, of which only the header exists.
TEST(Png, HugeSizesAreRefusedBeforeAllocation) {
  std::vector<uint8_t> png = EncodePng(test::TestPicture(8, 8, 3, 1)).value();
  for (const size_t at : {16u, 20u}) {
    png[at] = 0x7f;
    png[at + 1] = png[at + 2] = png[at + 3] = 0xff;
  }
  EXPECT_FALSE(DecodePixels(png).ok());  // its checksum is wrong, too
}

TEST(Jpeg, OtherKindsAreUnsupported) {
  for (const test::JpegColour colour : {test::JpegColour::kCmyk, test::JpegColour::kYcck}) {
    test::LibjpegSpec spec;
    spec.colour = colour;
    const Result<DecodedJpeg> decoded = DecodeJpeg(test::WriteWithLibjpeg(spec));
    ASSERT_FALSE(decoded.ok());
    EXPECT_EQ(decoded.error().code, ErrorCode::kUnsupported);
  }
}

TEST(Jpeg, SamplingIsThatOfLuma) {
  test::LibjpegSpec spec;
  spec.sampling = {{1, 1}, {1, 1}, {1, 1}};
  EXPECT_EQ(ReadJpegHeader(test::WriteWithLibjpeg(spec)).value().h_sampling, 1);
  spec.sampling = {{2, 1}, {1, 1}, {1, 1}};
  EXPECT_EQ(ReadJpegHeader(test::WriteWithLibjpeg(spec)).value().h_sampling, 2);
  EXPECT_EQ(ReadJpegHeader(test::WriteWithLibjpeg(spec)).value().v_sampling, 1);
}

TEST(Png, KeepsExifAndProfile) {
  // The header of a display profile without tags (ICC.1:2022, 7.2).
  std::vector<uint8_t> profile(132);
  const auto put = [&](size_t at, std::string_view text) {
    std::copy(text.begin(), text.end(), profile.begin() + static_cast<std::ptrdiff_t>(at));
  };
  profile[3] = 132;
  profile[8] = 2;
  put(12, "mntrRGB XYZ ");
  put(36, "acsp");
  put(68, std::string_view("\0\0\xf6\xd6\0\1\0\0\0\0\xd3\x2d", 12));  // D50
  const Image image = test::TestPicture(40, 30, 3, 1);
  const std::vector<uint8_t> exif = {'I', 'I', 42, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  const std::vector<uint8_t> png = EncodePng(image, 6, {profile, exif}).value();
  const std::string text(png.begin(), png.end());
  EXPECT_NE(text.find("iCCP"), std::string::npos);
  EXPECT_NE(text.find("eXIfII"), std::string::npos);
  EXPECT_EQ(DecodePixels(png).value().samples, image.samples);
  const std::vector<uint8_t> noise(200, 'x');
  EXPECT_FALSE(EncodePng(image, 6, {noise, {}}).ok());
}

TEST(CropRegion, LiesWithinAndFindsDetail) {
  EXPECT_EQ(ChooseCrop(test::TestPicture(5, 3, 3, 1)).width_px, 5u);
  Image image = MakeImage(500, 400, 1).value();
  for (size_t y = 330; y < 390; ++y) {
    for (size_t x = 400; x < 480; x += 2) image.samples[y * 500 + x] = 255;
  }
  const Region region = ChooseCrop(image);
  EXPECT_EQ(region.width_px, kCropSide);
  EXPECT_LE(region.x_px + region.width_px, 500u);
  EXPECT_LE(region.y_px + region.height_px, 400u);
  EXPECT_GE(region.x_px + region.width_px, 440u);
  EXPECT_GE(region.y_px + region.height_px, 360u);
  const Image crop = CropImage(image, region);
  EXPECT_EQ(crop.samples[0], image.samples[region.y_px * 500 + region.x_px]);
  EXPECT_EQ(crop.samples.size(), size_t{kCropSide} * kCropSide);
}

}  // namespace
}  // namespace jackdaw::sweep
