#include "apps/images/image_file.h"

#include <gtest/gtest.h>
#ifdef JACKDAW_TEST_WEBP
#include <webp/encode.h>
#endif

#include <string>

#include "apps/images/readers.h"
#include "jackdaw/pixels.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/test_pixels.h"

namespace jackdaw::images {
namespace {

Bytes BytesOf(const std::string& text) { return Bytes(text.begin(), text.end()); }

// One by one: GCC 12 warns of the copies of insert.
template <class Range>
void Append(const Range& bytes, Bytes* out) {
  for (const auto b : bytes) out->push_back(static_cast<uint8_t>(b));
}

ErrorCode CodeOf(ByteSpan bytes, const ReadOptions& options = {}) {
  const Result<ImageFile> file = ReadImageFile(bytes, options);
  return file.ok() ? ErrorCode{} : file.error().code;
}

Raster MustRead(ByteSpan bytes) {
  Result<ImageFile> file = ReadImageFile(bytes, {});
  EXPECT_TRUE(file.ok()) << file.error().message;
  return file.ok() ? std::move(file).value().raster : Raster{};
}

TEST(ReadPnm, BinaryAndPlain) {
  EXPECT_EQ(MustRead(BytesOf("P6 1 2 255\nabcdef")).samples8, BytesOf("abcdef"));
  EXPECT_EQ(MustRead(BytesOf("P5\n# by hand\n3 1\n255\nabc")).samples8, BytesOf("abc"));
  EXPECT_EQ(MustRead(BytesOf("P2 3 1 255 7 8\n#x\n9")).samples8, (Bytes{7, 8, 9}));
  EXPECT_EQ(MustRead(BytesOf("P3 1 1 255 1 2 3")).samples8, (Bytes{1, 2, 3}));
  const Raster wide = MustRead(BytesOf("P5 2 1 1000\n\x01\x02\x03\x04"));
  EXPECT_EQ(wide.max_value, 1000u);
  EXPECT_EQ(wide.samples16, (std::vector<uint16_t>{0x102, 0x304}));
  EXPECT_EQ(MustRead(BytesOf("P2 1 1 15 9")).max_value, 15u);
}

TEST(ReadPnm, Damage) {
  for (const char* text :
       {"P6 2 2 255\nabcdefghijk", "P5 2 2 255", "P2 2 1 255 7", "P5 2 1 300\nabc"}) {
    EXPECT_EQ(CodeOf(BytesOf(text)), ErrorCode::kTruncated) << text;
  }
  for (const char* text : {"P5 0 1 255\n", "P5 1 1 0\na", "P5 1 1 70000\nab", "P5 x 1 255\na",
                           "P2 1 1 10 11 ", "P5 1 1 10\na", "P5 999999999999 1 255\na"}) {
    EXPECT_EQ(CodeOf(BytesOf(text)), ErrorCode::kCorrupt) << text;
  }
  EXPECT_EQ(CodeOf(BytesOf("P4 8 1\na")), ErrorCode::kUnsupported);
  EXPECT_EQ(CodeOf(BytesOf("GIF89a")), ErrorCode::kUnsupported);
  EXPECT_EQ(CodeOf({}), ErrorCode::kUnsupported);
}

TEST(ReadJpeg, PixelsAndSegments) {
  Bytes jpeg = test::WriteWithLibjpeg({.width = 40, .height = 30});
  const Result<Pixels> pixels = DecompressPixels(jpeg);
  ASSERT_TRUE(pixels.ok());
  const auto segment = [](uint8_t marker, const std::string& payload) {
    Bytes bytes = {0xFF, marker, static_cast<uint8_t>((payload.size() + 2) >> 8),
                   static_cast<uint8_t>(payload.size() + 2)};
    Append(payload, &bytes);
    return bytes;
  };
  const std::string icc("ICC_PROFILE\0", 12);
  // The second part comes first.
  for (const Bytes& bytes : {segment(0xE2, icc + std::string("\1\2ab", 4)),
                             segment(0xE2, icc + std::string("\2\2cd", 4)),
                             segment(0xE1, std::string("Exif\0\0II*\0", 10))}) {
    jpeg.insert(jpeg.begin() + 2, bytes.begin(), bytes.end());
  }
  const Result<ImageFile> file = ReadImageFile(jpeg, {});
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ(file.value().raster.samples8, pixels.value().samples);
  EXPECT_EQ(file.value().icc, BytesOf("abcd"));
  EXPECT_EQ(file.value().exif, BytesOf(std::string("II*\0", 4)));
  EXPECT_TRUE(file.value().note.empty());

  ImageFile partial;
  TakeMetadata(ByteSpan(jpeg).subspan(0), &partial);
  EXPECT_EQ(partial.icc, BytesOf("abcd"));
  Bytes missing = {0xFF, 0xD8};
  const Bytes part = segment(0xE2, icc + std::string("\2\2cd", 4));
  Append(part, &missing);
  partial = {};
  TakeMetadata(missing, &partial);
  EXPECT_TRUE(partial.icc.empty());
  EXPECT_FALSE(partial.note.empty());
}

#ifdef JACKDAW_TEST_WEBP
// Lossless, so that the very samples come back.
Bytes MakeWebp(const test::TestPixels& pixels) {
  uint8_t* out = nullptr;
  const auto width = static_cast<int>(pixels.width), height = static_cast<int>(pixels.height);
  const auto encode = pixels.channels == 4 ? WebPEncodeLosslessRGBA : WebPEncodeLosslessRGB;
  const size_t size = encode(pixels.samples8.data(), width, height, width * pixels.channels, &out);
  Bytes bytes(out, out + size);
  WebPFree(out);
  return bytes;
}

// Puts a lossless WebP into the extended format, with chunks behind the picture.
Bytes Extended(const Bytes& plain, uint8_t flags, uint32_t width, uint32_t height,
               const std::string& name, const Bytes& payload) {
  const auto u32 = [](uint32_t v, Bytes* out) {
    for (int i = 0; i < 4; ++i) out->push_back(static_cast<uint8_t>(v >> (8 * i)));
  };
  Bytes body = BytesOf("WEBPVP8X");
  u32(10, &body);
  u32(flags, &body);
  for (const uint32_t side : {width - 1, height - 1}) {
    for (int i = 0; i < 3; ++i) body.push_back(static_cast<uint8_t>(side >> (8 * i)));
  }
  Append(ByteSpan(plain).subspan(12), &body);
  Append(name, &body);
  u32(static_cast<uint32_t>(payload.size()), &body);
  Append(payload, &body);
  if (payload.size() % 2 == 1) body.push_back(0);
  Bytes file = BytesOf("RIFF");
  u32(static_cast<uint32_t>(body.size()), &file);
  Append(body, &file);
  return file;
}

TEST(ReadWebp, PixelsAndChunks) {
  const test::TestPixels pixels = test::MakePixels(33, 20, 3);
  const Bytes plain = MakeWebp(pixels);
  EXPECT_EQ(MustRead(plain).samples8, pixels.samples8);
  const Bytes tiff = {'M', 'M', 0, 42, 0};
  Bytes with_signature = BytesOf(std::string("Exif\0\0", 6));
  Append(tiff, &with_signature);
  for (const Bytes& payload : {tiff, with_signature}) {
    const Result<ImageFile> file =
        ReadImageFile(Extended(plain, 0x08, 33, 20, "EXIF", payload), {});
    ASSERT_TRUE(file.ok()) << file.error().message;
    EXPECT_EQ(file.value().exif, tiff);
    EXPECT_EQ(file.value().raster.samples8, pixels.samples8);
  }
}

TEST(ReadWebp, AlphaAndDamage) {
  test::TestPixels pixels = test::MakePixels(16, 16, 4);
  EXPECT_EQ(CodeOf(MakeWebp(pixels)), ErrorCode::kUnsupported);
  const Bytes webp = MakeWebp(test::MakePixels(16, 16, 3));
  for (size_t size = 0; size < webp.size(); size += 7) {
    EXPECT_NE(CodeOf(ByteSpan(webp).first(size)), ErrorCode{}) << size;
  }
  EXPECT_EQ(CodeOf(webp, {.memory_limit = 100}), ErrorCode::kLimitExceeded);
}
#endif

}  // namespace
}  // namespace jackdaw::images
