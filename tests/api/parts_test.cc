#include "jackdaw/parts.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/bytes.h"
#include "codec/container/header.h"
#include "codec/jpeg/jpeg_data.h"
#include "jackdaw/lossy.h"
#include "jackdaw/summary.h"
#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/nested_parts.h"

namespace jackdaw::api {
namespace {

Bytes Pack(const Bytes& input, uint64_t memory_limit = uint64_t{1} << 30) {
  CompressOptions options;
  options.preset = Preset::kFast;
  options.verify = false;
  options.memory_limit = memory_limit;
  Result<CompressResult> made = Compress(input, options);
  EXPECT_TRUE(made.ok());
  return made.ok() ? std::move(made).value().bytes : Bytes();
}

// Whether `headers` are the front of the file and end with the header of a scan.
void ExpectHeadersOf(const Bytes& headers, const Bytes& file) {
  ASSERT_LE(headers.size(), file.size());
  EXPECT_TRUE(std::equal(headers.begin(), headers.end(), file.begin()));
  // An SOS segment that ends here by its own length, of at most 255 components.
  bool ends_with_scan = false;
  for (size_t bytes = 4; bytes <= std::min<size_t>(headers.size(), 520); ++bytes) {
    const uint8_t* sos = headers.data() + headers.size() - bytes;
    const size_t length = (size_t{sos[2]} << 8) | sos[3];
    ends_with_scan = ends_with_scan || (sos[0] == 0xFF && sos[1] == 0xDA && length + 2 == bytes);
  }
  EXPECT_TRUE(ends_with_scan);
}

TEST(Headers, EveryGeneratedFile) {
  int num_jpegs = 0;
  for (const test::GeneratedFile& file : test::AllGeneratedFiles()) {
    SCOPED_TRACE(file.name);
    const Result<std::vector<uint8_t>> direct = DecompressHeaders(file.bytes);
    const Result<std::vector<uint8_t>> packed = DecompressHeaders(Pack(file.bytes));
    ASSERT_EQ(packed.ok(), direct.ok());
    if (!direct.ok()) {
      EXPECT_EQ(direct.error().code, ErrorCode::kUnsupported);
      EXPECT_EQ(packed.error().code, ErrorCode::kUnsupported);
      continue;
    }
    EXPECT_EQ(packed.value(), direct.value());
    ExpectHeadersOf(direct.value(), file.bytes);
    ++num_jpegs;
  }
  EXPECT_GT(num_jpegs, 150);
}

TEST(Headers, ThumbnailsAreWhole) {
  const Bytes thumbnail = test::SmallJpeg(5);
  const Bytes jpeg = test::WithSegment(test::WriteWithLibjpeg({.width = 300, .height = 200}), 0xE1,
                                       test::ExifPayload(thumbnail));
  const Bytes jkd = Pack(jpeg);
  const Result<std::vector<uint8_t>> headers = DecompressHeaders(jkd);
  ASSERT_TRUE(headers.ok()) << headers.error().message;
  ExpectHeadersOf(headers.value(), jpeg);
  const auto found = std::search(headers.value().begin(), headers.value().end(), thumbnail.begin(),
                                 thumbnail.end());
  EXPECT_NE(found, headers.value().end());
}

TEST(Headers, Errors) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 64, .height = 64});
  Bytes damaged = Pack(jpeg);
  damaged[damaged.size() / 2] ^= 1;
  EXPECT_EQ(DecompressHeaders(damaged).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(DecompressHeaders(jpeg, {.num_threads = 0}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(DecompressHeaders(jpeg, {.memory_limit = 10}).error().code, ErrorCode::kLimitExceeded);
  EXPECT_EQ(DecompressHeaders(Pack(jpeg), {.memory_limit = 10}).error().code,
            ErrorCode::kLimitExceeded);
  for (size_t size = 0; size < jpeg.size(); size += 7) {
    const Result<std::vector<uint8_t>> cut = DecompressHeaders(ByteSpan(jpeg).first(size));
    EXPECT_TRUE(cut.ok() || cut.error().code == ErrorCode::kUnsupported);
  }
}

void ExpectEqual(const Coefficients& a, const Coefficients& b) {
  EXPECT_EQ(a.width_px, b.width_px);
  EXPECT_EQ(a.height_px, b.height_px);
  EXPECT_EQ(a.precision, b.precision);
  EXPECT_EQ(a.progressive, b.progressive);
  ASSERT_EQ(a.components.size(), b.components.size());
  for (size_t i = 0; i < a.components.size(); ++i) {
    EXPECT_EQ(a.components[i].id, b.components[i].id);
    EXPECT_EQ(a.components[i].h, b.components[i].h);
    EXPECT_EQ(a.components[i].v, b.components[i].v);
    EXPECT_EQ(a.components[i].quant_table, b.components[i].quant_table);
    EXPECT_EQ(a.components[i].width_blocks, b.components[i].width_blocks);
    EXPECT_EQ(a.components[i].height_blocks, b.components[i].height_blocks);
    EXPECT_EQ(a.components[i].levels, b.components[i].levels);
  }
}

TEST(Coefficients, EveryGeneratedFile) {
  int num_jpegs = 0;
  for (const test::GeneratedFile& file : test::AllGeneratedFiles()) {
    SCOPED_TRACE(file.name);
    const Result<Coefficients> direct = DecompressCoefficients(file.bytes);
    const Result<Coefficients> packed = DecompressCoefficients(Pack(file.bytes));
    ASSERT_EQ(packed.ok(), direct.ok());
    if (!direct.ok()) continue;
    ExpectEqual(packed.value(), direct.value());
    for (const ComponentCoefficients& component : direct.value().components) {
      EXPECT_EQ(component.levels.size(),
                size_t{64} * component.width_blocks * component.height_blocks);
    }
    ++num_jpegs;
  }
  EXPECT_GT(num_jpegs, 150);
}

// Sizes, table and order by hand.
TEST(Coefficients, SizesAndTables) {
  const Bytes jpeg = test::WriteWithLibjpeg(
      {.width = 64, .height = 48, .colour = test::JpegColour::kGrey, .quality = 90});
  const Result<Coefficients> read = DecompressCoefficients(jpeg);
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read.value().components.size(), 1u);
  EXPECT_EQ(read.value().components[0].width_blocks, 8u);
  EXPECT_EQ(read.value().components[0].height_blocks, 6u);
  EXPECT_EQ(read.value().components[0].quant_table[0], 3);  // annex K at quality 90
  EXPECT_EQ(kZigzag, jpeg::kZigzagToNatural);
}

TEST(Coefficients, StoredAndLossyFiles) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 300, .height = 200});
  const Bytes stored = Pack(jpeg, (uint64_t{4} << 20) + 2 * jpeg.size() + 100000);
  const Result<Coefficients> wanted = DecompressCoefficients(jpeg);
  const Result<Coefficients> read = DecompressCoefficients(stored);
  ASSERT_TRUE(wanted.ok() && read.ok());
  ExpectEqual(read.value(), wanted.value());

  LossyOptions options;
  options.value = 40;
  const Result<LossyResult> lossy = CompressLossy(jpeg, options);
  ASSERT_TRUE(lossy.ok());
  const Result<DecompressResult> plain = Decompress(lossy.value().bytes);
  ASSERT_TRUE(plain.ok());
  const Result<Coefficients> a = DecompressCoefficients(lossy.value().bytes);
  const Result<Coefficients> b = DecompressCoefficients(plain.value().bytes);
  ASSERT_TRUE(a.ok() && b.ok());
  ExpectEqual(a.value(), b.value());
}

TEST(Coefficients, Errors) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 200, .height = 200});
  const Bytes text = {'t', 'e', 'x', 't'};
  EXPECT_EQ(DecompressCoefficients(text).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(DecompressCoefficients(Pack(text)).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(DecompressCoefficients(jpeg, {.memory_limit = 1000}).error().code,
            ErrorCode::kLimitExceeded);
  DecompressOptions stop;
  stop.monitor.cancelled = [] { return true; };
  EXPECT_EQ(DecompressCoefficients(jpeg, stop).error().code, ErrorCode::kCancelled);
}

TEST(ContentHash, IsThatOfTheSummary) {
  const Bytes jpeg = test::SmallJpeg(3);
  const Result<Summary> summary = ReadSummary(Pack(jpeg));
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(ContentHash(jpeg), summary.value().content_hash);
}

}  // namespace
}  // namespace jackdaw::api
