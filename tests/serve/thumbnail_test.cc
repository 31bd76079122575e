#include "apps/jackdaw/serve/thumbnail.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

#include "tests/serve/test_exif.h"

namespace jackdaw::serve {
namespace {

JpegPicture Decoded(const Bytes& jpeg) {
  const auto picture = DecodeScaled(jpeg, 65535, {});
  EXPECT_TRUE(picture.ok());
  return picture.ok() ? picture.value() : JpegPicture{};
}

Raster ThumbnailOf(const Bytes& jpeg, uint32_t side_px) {
  const auto thumbnail = MakeThumbnail(jpeg, side_px, {});
  EXPECT_TRUE(thumbnail.ok()) << (thumbnail.ok() ? "" : thumbnail.error().message);
  return thumbnail.ok() ? Decoded(thumbnail.value()).picture : Raster{};
}

using Colour = std::array<int, 3>;
constexpr Colour kRed = {255, 0, 0}, kGreen = {0, 255, 0}, kBlue = {0, 0, 255};

// Whether the middle of a quarter has about this colour.
void ExpectColour(const Raster& picture, bool right, bool low, const Colour& colour) {
  const uint32_t x = picture.width_px * (right ? 3 : 1) / 4;
  const uint32_t y = picture.height_px * (low ? 3 : 1) / 4;
  for (size_t c = 0; c < 3; ++c) {
    const int sample = picture.samples[(size_t{y} * picture.width_px + x) * 3 + c];
    EXPECT_LT(std::abs(sample - colour[c]), 24) << x << " " << y << " " << c;
  }
}

TEST(Thumbnail, FitsAndLooksTheSame) {
  for (const uint32_t side : {64u, 256u}) {
    const Raster small = ThumbnailOf(JpegOf(FourColours(1200, 800)), side);
    EXPECT_EQ(small.width_px, side);
    EXPECT_EQ(small.height_px, (side * 2 + 1) / 3);
    ExpectColour(small, false, false, kRed);
    ExpectColour(small, true, false, kGreen);
    ExpectColour(small, false, true, kBlue);
  }
}

TEST(Thumbnail, SmallPicturesAreNotEnlarged) {
  const Raster small = ThumbnailOf(JpegOf(FourColours(40, 30)), 256);
  EXPECT_EQ(small.width_px, 40u);
  EXPECT_EQ(small.height_px, 30u);
}

TEST(Thumbnail, StandsUpright) {
  const Raster turned = ThumbnailOf(WithExif(JpegOf(FourColours(1200, 800)), 6, {}, true), 120);
  EXPECT_EQ(turned.width_px, 80u);
  EXPECT_EQ(turned.height_px, 120u);
  ExpectColour(turned, false, false, kBlue);
  ExpectColour(turned, true, false, kRed);
}

// A thumbnail in Exif that shows something else gives away that it was used.
TEST(Thumbnail, ComesFromExif) {
  const Bytes jpeg = JpegOf(FourColours(1200, 800));
  Raster grey{180, 120, 3, Bytes(180 * 120 * 3, 128)};
  const Bytes file = WithExif(jpeg, 1, JpegOf(grey), false);
  ExpectColour(ThumbnailOf(file, 128), false, false, {128, 128, 128});
  ExpectColour(ThumbnailOf(file, 256), false, false, kRed);  // too small for this
  Raster other_shape{180, 135, 3, Bytes(180 * 135 * 3, 128)};
  ExpectColour(ThumbnailOf(WithExif(jpeg, 1, JpegOf(other_shape), false), 128), false, false, kRed);
  const Bytes broken(200, 7);
  ExpectColour(ThumbnailOf(WithExif(jpeg, 1, broken, false), 128), false, false, kRed);
}

TEST(Thumbnail, Grey) {
  Raster grey{500, 300, 1, Bytes(500 * 300, 77)};
  const Raster small = ThumbnailOf(JpegOf(grey), 100);
  EXPECT_EQ(small.num_channels, 1);
  EXPECT_EQ(small.width_px, 100u);
  EXPECT_NEAR(small.samples[3000], 77, 2);
}

TEST(Thumbnail, KeepsASmallProfile) {
  const Bytes profile(500, 3), large(8000, 3);
  for (const Bytes& icc : {profile, large}) {
    const Bytes jpeg = EncodeJpeg(FourColours(300, 300), 90, icc).value();
    const auto thumbnail = MakeThumbnail(jpeg, 64, {});
    ASSERT_TRUE(thumbnail.ok());
    EXPECT_EQ(Decoded(thumbnail.value()).icc_profile, icc.size() < 1000 ? icc : Bytes{});
  }
}

TEST(Thumbnail, NoJpeg) {
  for (const Bytes& bytes : {Bytes{}, Bytes(1000, 0), Bytes{0xff, 0xd8, 0xff, 0xd9}}) {
    const auto thumbnail = MakeThumbnail(bytes, 256, {});
    ASSERT_FALSE(thumbnail.ok());
    EXPECT_EQ(thumbnail.error().code, ErrorCode::kUnsupported);
  }
}

TEST(Thumbnail, DamagedFilesShowWhatTheyCan) {
  Bytes jpeg = JpegOf(FourColours(640, 640));
  jpeg.resize(jpeg.size() / 2);
  ExpectColour(ThumbnailOf(jpeg, 64), false, false, kRed);
}

TEST(Thumbnail, Limits) {
  JpegLimits limits;
  limits.max_memory = 1000;
  const auto thumbnail = MakeThumbnail(JpegOf(FourColours(640, 640)), 256, limits);
  ASSERT_FALSE(thumbnail.ok());
  EXPECT_EQ(thumbnail.error().code, ErrorCode::kLimitExceeded);
}

}  // namespace
}  // namespace jackdaw::serve
