#include <gtest/gtest.h>

#include "base/bytes.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/lossy.h"
#include "jackdaw/parts.h"
#include "jackdaw/pixels.h"
#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw::api {
namespace {

void ExpectEqual(const Result<Pixels>& a, const Result<Pixels>& b) {
  ASSERT_EQ(a.ok(), b.ok());
  if (!a.ok()) {
    EXPECT_EQ(a.error().code, b.error().code);
    return;
  }
  EXPECT_EQ(a.value().width, b.value().width);
  EXPECT_EQ(a.value().height, b.value().height);
  EXPECT_EQ(a.value().channels, b.value().channels);
  EXPECT_EQ(a.value().samples, b.value().samples);
  EXPECT_EQ(a.value().headers, b.value().headers);
}

// Planes of a .jkd give the very pixels of its JPEG, with and without a parser of JPEG at hand.
TEST(PixelsOfJkd, EveryGeneratedFile) {
  CompressOptions options;
  options.preset = Preset::kFast;
  options.verify = false;
  int num_pictures = 0, num_headers = 0;
  for (const test::GeneratedFile& file : test::AllGeneratedFiles()) {
    SCOPED_TRACE(file.name);
    const Result<CompressResult> made = Compress(file.bytes, options);
    ASSERT_TRUE(made.ok());
    const DecompressOptions with_headers{.headers = true};
    const Result<Pixels> wanted = DecompressPixels(file.bytes, with_headers);
    ExpectEqual(DecompressPixels(made.value().bytes, with_headers), wanted);
    if (wanted.ok()) {
      const Result<Bytes> headers = DecompressHeaders(file.bytes);
      EXPECT_EQ(wanted.value().headers, headers.ok() ? headers.value() : Bytes());
      num_headers += headers.ok() ? 1 : 0;
      EXPECT_TRUE(DecompressPixels(file.bytes).value().headers.empty());
    }
    const Result<Pixels> alone = DecompressJkdPixels(made.value().bytes, with_headers);
    if (made.value().outcome == Outcome::kModelled) {
      ExpectEqual(alone, wanted);
    } else {
      ASSERT_FALSE(alone.ok());
      EXPECT_EQ(alone.error().code, ErrorCode::kUnsupported);
    }
    num_pictures += wanted.ok() ? 1 : 0;
  }
  EXPECT_GT(num_pictures, 150);
  EXPECT_GT(num_headers, 150);
}

TEST(PixelsOfJkd, StoredJpeg) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 300, .height = 200});
  CompressOptions options;
  options.memory_limit = (uint64_t{4} << 20) + 2 * jpeg.size() + 100000;  // no room for planes
  const Result<CompressResult> made = Compress(jpeg, options);
  ASSERT_TRUE(made.ok());
  ASSERT_EQ(made.value().outcome, Outcome::kStored);
  ExpectEqual(DecompressPixels(made.value().bytes), DecompressPixels(jpeg));
}

TEST(PixelsOfJkd, Errors) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 64, .height = 64});
  EXPECT_EQ(DecompressJkdPixels(jpeg).error().code, ErrorCode::kCorrupt);
  const Bytes jkd = Compress(jpeg).value().bytes;
  EXPECT_EQ(DecompressJkdPixels(jkd, {.num_threads = 0}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(DecompressJkdPixels(jkd, {.memory_limit = 1000}).error().code,
            ErrorCode::kLimitExceeded);
  EXPECT_EQ(DecompressJkdPixels(ByteSpan(jkd).first(jkd.size() - 1)).error().code,
            ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace jackdaw::api
