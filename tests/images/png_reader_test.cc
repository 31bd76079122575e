#include <gtest/gtest.h>

#include "apps/images/image_file.h"
#include "tests/images/png_maker.h"

namespace jackdaw::images {
namespace {

using test::MakePng;
using test::PngSpec;

ImageFile MustRead(const PngSpec& spec, const ReadOptions& options = {}) {
  Result<ImageFile> file = ReadImageFile(MakePng(spec), options);
  EXPECT_TRUE(file.ok()) << file.error().message;
  return file.ok() ? std::move(file).value() : ImageFile{};
}

ErrorCode CodeOf(ByteSpan bytes, const ReadOptions& options = {}) {
  const Result<ImageFile> file = ReadImageFile(bytes, options);
  return file.ok() ? ErrorCode{} : file.error().code;
}

TEST(ReadPng, RgbAndGrey) {
  const ImageFile rgb = MustRead({.width = 2, .height = 1, .rows = {1, 2, 3, 4, 5, 6}});
  EXPECT_EQ(rgb.raster.channels, 3);
  EXPECT_EQ(rgb.raster.samples8, (Bytes{1, 2, 3, 4, 5, 6}));
  const ImageFile grey =
      MustRead({.width = 2, .height = 2, .colour = test::kGrey, .rows = {9, 8, 7, 6}});
  EXPECT_EQ(grey.raster.channels, 1);
  EXPECT_EQ(grey.raster.samples8, (Bytes{9, 8, 7, 6}));
}

TEST(ReadPng, SixteenBitsStay) {
  const ImageFile file = MustRead({.width = 2,
                                   .height = 1,
                                   .bit_depth = 16,
                                   .colour = test::kGrey,
                                   .rows = {0x12, 0x34, 0xFF, 0xFE}});
  EXPECT_EQ(file.raster.max_value, 65535u);
  EXPECT_EQ(file.raster.samples16, (std::vector<uint16_t>{0x1234, 0xFFFE}));
}

TEST(ReadPng, FewBitsAndPalettes) {
  const ImageFile bits = MustRead(
      {.width = 9, .height = 1, .bit_depth = 1, .colour = test::kGrey, .rows = {0xA0, 0x80}});
  EXPECT_EQ(bits.raster.samples8, (Bytes{255, 0, 255, 0, 0, 0, 0, 0, 255}));
  const ImageFile palette = MustRead({.width = 4,
                                      .height = 1,
                                      .bit_depth = 2,
                                      .colour = test::kPalette,
                                      .before = {{"PLTE", {1, 2, 3, 40, 50, 60, 7, 8, 9}}},
                                      .rows = {0x18}});
  EXPECT_EQ(palette.raster.samples8, (Bytes{1, 2, 3, 40, 50, 60, 7, 8, 9, 1, 2, 3}));
}

TEST(ReadPng, Interlaced) {
  // 3 x 3, Adam7: the passes that are not empty begin at (0,0), (2,0), (0,2) (2,2), (1,0), (0,1).
  const PngSpec spec{.width = 3,
                     .height = 3,
                     .colour = test::kGrey,
                     .interlace = 1,
                     .rows = {0, 2, 20, 22, 1, 21, 10, 11, 12},
                     .row_bytes = {1, 1, 2, 1, 1, 3}};
  EXPECT_EQ(MustRead(spec).raster.samples8, (Bytes{0, 1, 2, 10, 11, 12, 20, 21, 22}));
}

TEST(ReadPng, AlphaIsRefusedDroppedOrFlattened) {
  PngSpec spec{
      .width = 2, .height = 1, .colour = test::kRgba, .rows = {1, 2, 3, 255, 4, 5, 6, 255}};
  EXPECT_EQ(MustRead(spec).raster.samples8, (Bytes{1, 2, 3, 4, 5, 6}));
  spec.rows[7] = 0;
  const Result<ImageFile> refused = ReadImageFile(MakePng(spec), {});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(refused.error().message, kTransparent);
  const Colour on = {200, 100, 50};
  EXPECT_EQ(MustRead(spec, {.background = on}).raster.samples8, (Bytes{1, 2, 3, 200, 100, 50}));
  spec.rows[7] = 51;  // a fifth
  EXPECT_EQ(MustRead(spec, {.background = on}).raster.samples8, (Bytes{1, 2, 3, 161, 81, 41}));
}

TEST(ReadPng, OtherKindsOfAlpha) {
  PngSpec grey{.width = 1, .height = 1, .bit_depth = 16, .colour = test::kGreyAlpha};
  grey.rows = {0, 1, 0xFF, 0xFF};
  EXPECT_EQ(MustRead(grey).raster.samples16, (std::vector<uint16_t>{1}));
  grey.rows = {0, 1, 0, 0};
  EXPECT_EQ(CodeOf(MakePng(grey)), ErrorCode::kUnsupported);
  EXPECT_EQ(MustRead(grey, {.background = Colour{255, 255, 255}}).raster.samples16,
            (std::vector<uint16_t>{65535}));
  PngSpec palette{.width = 2, .height = 1, .colour = test::kPalette, .rows = {0, 1}};
  palette.before = {{"PLTE", {1, 2, 3, 4, 5, 6}}, {"tRNS", {255, 10}}};
  EXPECT_EQ(CodeOf(MakePng(palette)), ErrorCode::kUnsupported);
  palette.rows = {0, 0};  // the transparent entry is not in use
  EXPECT_EQ(MustRead(palette).raster.samples8, (Bytes{1, 2, 3, 1, 2, 3}));
}

TEST(ReadPng, ExifBeforeAndAfterThePixels) {
  const Bytes exif = {'I', 'I', 42, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  PngSpec spec{.width = 1, .height = 1, .rows = {1, 2, 3}};
  spec.before = {{"eXIf", exif}};
  EXPECT_EQ(MustRead(spec).exif, exif);
  spec.after = std::move(spec.before);
  spec.before.clear();
  EXPECT_EQ(MustRead(spec).exif, exif);
  spec.after[0].payload.resize(kMaxExifBytes + 1);
  const ImageFile large = MustRead(spec);
  EXPECT_TRUE(large.exif.empty());
  EXPECT_NE(large.note.find("Exif"), std::string::npos);
}

TEST(ReadPng, Damage) {
  const Bytes good = MakePng({.width = 2, .height = 2, .rows = Bytes(12, 5)});
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_NE(CodeOf(ByteSpan(good).first(size)), ErrorCode{}) << size;
  }
  Bytes bad = good;
  bad[good.size() - 20] ^= 1;
  EXPECT_EQ(CodeOf(bad), ErrorCode::kCorrupt);
}

TEST(ReadPng, SizesAreCheckedBeforeTheyAreAllocated) {
  PngSpec spec{.width = 60'000, .height = 60'000, .rows = {}, .row_bytes = {1}};
  spec.rows = {0};
  EXPECT_EQ(CodeOf(MakePng(spec)), ErrorCode::kLimitExceeded);
  spec.width = 100'000;
  EXPECT_EQ(CodeOf(MakePng(spec)), ErrorCode::kUnsupported);
  spec.width = 1 << 30;
  spec.height = 1 << 30;
  EXPECT_EQ(CodeOf(MakePng(spec)), ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace jackdaw::images
