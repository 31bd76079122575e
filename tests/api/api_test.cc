#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "codec/container/header.h"
#include "codec/container/sections.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/summary.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/nested_parts.h"
#include "tests/support/test_rng.h"

namespace jackdaw::api {
namespace {

// Compresses, checks the bound and the round trip, and returns the result.
CompressResult RoundTrip(const Bytes& input, const CompressOptions& options = {}) {
  auto compressed = Compress(input, options);
  EXPECT_TRUE(compressed.ok());
  if (!compressed.ok()) return {};
  EXPECT_LE(compressed.value().bytes.size(), input.size() + 32);
  const auto back = Decompress(compressed.value().bytes, {.memory_limit = options.memory_limit});
  EXPECT_TRUE(back.ok()) << back.error().message;
  if (back.ok()) {
    EXPECT_EQ(back.value().bytes, input);
  }
  EXPECT_EQ(compressed.value().outcome == Outcome::kModelled, compressed.value().reason.empty());
  return std::move(compressed).value();
}

Bytes Photo() { return test::WriteWithLibjpeg({.width = 320, .height = 200}); }

TEST(ApiTest, AnyBytesGrowByAtMost32) {
  EXPECT_EQ(RoundTrip({}).bytes.size(), 27u);
  test::TestRng rng(1);
  for (size_t n = 1; n < 200; ++n) RoundTrip(rng.RandomBytes(n));
  for (const size_t n : {1000u, 70000u, 3000000u}) {
    EXPECT_EQ(RoundTrip(rng.RandomBytes(n)).outcome, Outcome::kStored);
    EXPECT_LT(RoundTrip(Bytes(n, 7)).bytes.size(), 400u);
  }
  RoundTrip({0xFF, 0xD8});
  RoundTrip({0xFF, 0xD8, 0xFF, 0xD9});
}

// Scans that nothing like a picture is in.
TEST(ApiTest, RandomScansGrowByAtMost32) {
  Bytes jpeg = Photo();
  const std::array<uint8_t, 2> sos = {0xFF, 0xDA};
  const auto scan = std::search(jpeg.begin(), jpeg.end(), sos.begin(), sos.end());
  jpeg.resize(static_cast<size_t>(scan - jpeg.begin()) + 2 + 12);
  test::TestRng rng(2);
  for (int i = 0; i < 20000; ++i) jpeg.push_back(static_cast<uint8_t>(rng.Below(255)));
  jpeg.insert(jpeg.end(), {0xFF, 0xD9});
  for (const Preset preset : kAllPresets) {
    CompressOptions options;
    options.preset = preset;
    RoundTrip(jpeg, options);
  }
}

TEST(ApiTest, JpegIsModelled) {
  const Bytes jpeg = Photo();
  const CompressResult result = RoundTrip(jpeg);
  EXPECT_EQ(result.outcome, Outcome::kModelled);
  EXPECT_LT(result.bytes.size(), jpeg.size());
}

TEST(ApiTest, HeadersOfACjpegFileCostLittle) {
  const CompressResult result = RoundTrip(Photo());
  ASSERT_EQ(result.outcome, Outcome::kModelled);
  ByteReader reader(result.bytes);
  ASSERT_TRUE(container::ReadHeader(&reader, false).ok());
  const auto sections = container::ReadSections(&reader);
  ASSERT_TRUE(sections.ok());
  ASSERT_EQ(sections.value().size(), 2u);
  // All but coded coefficients: 25 bytes and the size, ten bytes of skeleton, section heads, model
  // id.
  EXPECT_EQ(result.bytes.size() - (sections.value()[1].payload.size() - 1),
            25 + VarintSize(Photo().size()) + 2 + 10 + 1 + 1);
}

TEST(ApiTest, EveryFlipAndTruncationIsAnError) {
  const Bytes tiny = test::SmallJpeg(1);
  const Bytes nested = test::WithSegment(tiny, 0xE1, test::ExifPayload(test::SmallJpeg(2)));
  for (const Bytes& input : {nested, Bytes{1, 2, 3}, Bytes(2000, 9)}) {
    CompressOptions options;
    options.file_name = "name";
    const auto compressed = Compress(input, options);
    ASSERT_TRUE(compressed.ok());
    const Bytes& jkd = compressed.value().bytes;
    for (size_t i = 0; i < jkd.size(); ++i) {
      Bytes damaged = jkd;
      for (const int mask : {0x01, 0x80, 0xFF}) {
        damaged[i] = static_cast<uint8_t>(jkd[i] ^ mask);
        EXPECT_FALSE(Decompress(damaged).ok()) << i;
      }
      EXPECT_FALSE(Decompress(ByteSpan(jkd).first(i)).ok()) << i;
    }
    Bytes longer = jkd;
    longer.push_back(0);
    EXPECT_FALSE(Decompress(longer).ok());
  }
}

TEST(ApiTest, DamageBehindTheCheckNeverGivesWrongBytes) {
  const Bytes input =
      test::WithSegment(test::SmallJpeg(1), 0xE1, test::ExifPayload(test::SmallJpeg(2)));
  const Bytes jkd = RoundTrip(input).bytes;
  test::TestRng rng(6);
  for (int i = 0; i < 3000; ++i) {
    Bytes damaged = jkd;
    const uint32_t n = 1 + rng.Below(3);
    for (uint32_t k = 0; k < n; ++k) {
      damaged[8 + rng.Below(static_cast<uint32_t>(jkd.size()) - 8)] = rng.Byte();
    }
    container::SealFile(&damaged);
    const auto back = Decompress(damaged, {.memory_limit = 1 << 26});
    if (back.ok()) {
      EXPECT_EQ(back.value().bytes, input);
    }
  }
}

TEST(ApiTest, EmbeddedImagesAreModelled) {
  const Bytes thumbnail = test::WriteWithLibjpeg({.width = 160, .height = 120});
  const Bytes plain = Photo();
  Bytes input = test::WithSegment(plain, 0xE1, test::ExifPayload(thumbnail));
  const size_t with_one = RoundTrip(input).bytes.size();
  EXPECT_LT(with_one, RoundTrip(plain).bytes.size() + thumbnail.size() * 9 / 10);
  // The same again, and another one behind the end, as Ultra HDR and motion photos have them.
  input = test::WithSegment(input, 0xED, test::ExifPayload(thumbnail));
  EXPECT_LT(RoundTrip(input).bytes.size(), with_one + 150);
  const Bytes second = test::WriteWithLibjpeg({.width = 200, .height = 150, .progressive = true});
  input.insert(input.end(), second.begin(), second.end());
  const Bytes mp4 = test::FakeMp4(thumbnail);
  input.insert(input.end(), mp4.begin(), mp4.end());
  const CompressResult result = RoundTrip(input);
  EXPECT_EQ(result.outcome, Outcome::kModelled);
  const auto info = Inspect(result.bytes);
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info.value().images.size(), 5u);
  uint64_t sum = 0;
  for (const SectionInfo& section : info.value().sections) sum += section.bytes;
  EXPECT_EQ(sum, result.bytes.size());
}

TEST(ApiTest, BytesBehindTheEndCostNothing) {
  const Bytes plain = Photo();
  const size_t without = RoundTrip(plain).bytes.size();
  for (const size_t size : {5'000u, 3'000'000u}) {
    Bytes input = plain;
    const Bytes tail = test::TestRng(size).RandomBytes(size);
    input.insert(input.end(), tail.begin(), tail.end());
    const CompressResult result = RoundTrip(input);
    EXPECT_EQ(result.outcome, Outcome::kModelled);
    EXPECT_LE(result.bytes.size(), without + size + 32) << size;
  }
}

TEST(ApiTest, PicturesInBase64AreModelled) {
  const Bytes picture = test::WriteWithLibjpeg({.width = 320, .height = 240});
  const Bytes plain = Photo();
  const size_t without = RoundTrip(plain).bytes.size();
  const Bytes lines = test::WithSegment(plain, 0xE1, test::XmpPayload(picture));
  const Bytes segments = test::WithBytes(plain, test::ExtendedXmp(picture, picture, 2000));
  for (const Bytes& input : {lines, segments}) {
    const CompressResult result = RoundTrip(input);
    EXPECT_EQ(result.outcome, Outcome::kModelled);
    // Twice the same picture is a copy.
    EXPECT_LT(result.bytes.size(), without + picture.size() * 9 / 10 + 300);
  }
}

TEST(ApiTest, LargeSegmentsGoThroughLzma) {
  const Bytes numbers = test::NumberTable(60'000, 1);
  const CompressResult result = RoundTrip(test::WithSegment(Photo(), 0xE2, numbers));
  const Result<FileInfo> info = Inspect(result.bytes);
  ASSERT_TRUE(info.ok());
  EXPECT_TRUE(std::any_of(info.value().sections.begin(), info.value().sections.end(),
                          [](const SectionInfo& s) { return s.name == "coded pieces"; }));
  // With little memory zstd does it, or the skeleton keeps them: either way they come back.
  CompressOptions options;
  options.memory_limit = 12 << 20;
  const auto small = Compress(test::WithSegment(Photo(), 0xE2, numbers), options);
  ASSERT_TRUE(small.ok());
  EXPECT_TRUE(Decompress(small.value().bytes, {.memory_limit = 12 << 20}).ok());
}

TEST(ApiTest, JpegsInsideOtherFilesAreModelled) {
  Bytes input = {'%', 'P', 'D', 'F', '-', '1', '\n'};
  for (uint64_t seed = 0; seed < 3; ++seed) {
    const Bytes jpeg = test::WriteWithLibjpeg({.width = 150, .height = 150, .seed = seed});
    input.insert(input.end(), jpeg.begin(), jpeg.end());
    input.insert(input.end(), {'e', 'n', 'd', 's', 't', 'r', 'e', 'a', 'm'});
  }
  const CompressResult result = RoundTrip(input);
  EXPECT_EQ(result.outcome, Outcome::kPartial);
  EXPECT_LT(result.bytes.size(), input.size() * 95 / 100);
}

TEST(ApiTest, ManyEmbeddedImages) {
  Bytes input = Photo();
  for (uint64_t seed = 0; seed < 300; ++seed) {  // above kMaxEmbeddedImages
    const Bytes jpeg = test::SmallJpeg(seed);
    input.insert(input.end(), jpeg.begin(), jpeg.end());
  }
  RoundTrip(input);
}

TEST(ApiTest, MemoryLimit) {
  const Bytes jpeg = Photo();
  CompressOptions options;
  options.memory_limit = 1 << 20;
  const CompressResult stored = RoundTrip(jpeg, options);
  EXPECT_EQ(stored.outcome, Outcome::kStored);
  EXPECT_NE(stored.reason.find("limit"), std::string::npos);
  options.memory_limit = 10;
  EXPECT_EQ(Compress(jpeg, options).error().code, ErrorCode::kLimitExceeded);
  const Bytes jkd = RoundTrip(jpeg).bytes;
  EXPECT_EQ(Decompress(jkd, {.memory_limit = 1 << 20}).error().code, ErrorCode::kLimitExceeded);
  EXPECT_EQ(Decompress(jkd, {.memory_limit = 10}).error().code, ErrorCode::kLimitExceeded);
  // A limit that is just enough for one side is enough for the other.
  for (uint64_t limit = 4 << 20; limit < (6 << 20); limit += 50000) {
    options.memory_limit = limit;
    EXPECT_EQ(RoundTrip(jpeg, options).reason.find("internal"), std::string::npos);
  }
}

// A preset that needs more memory than there is gives way to no other, so that what comes out does
// not depend on how many files share a limit.
TEST(ApiTest, MemoryLimitChoosesNoPreset) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 64, .height = 1100});
  CompressOptions options;
  options.preset = Preset::kParallel;
  options.num_slices = 64;
  options.memory_limit = 24 << 20;
  const CompressResult stored = RoundTrip(jpeg, options);
  EXPECT_EQ(stored.outcome, Outcome::kStored);
  EXPECT_NE(stored.reason.find("limit"), std::string::npos);
  options.memory_limit = 1 << 30;
  EXPECT_EQ(ReadSummary(RoundTrip(jpeg, options).bytes).value().preset, Preset::kParallel);
}

TEST(ApiTest, SlicesOfParallelSeeEachOtherInThreads) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 300, .height = 400});
  CompressOptions options;
  options.preset = Preset::kParallel;
  options.num_slices = 5;
  const Bytes expected = RoundTrip(jpeg, options).bytes;
  for (int threads = 2; threads <= 4; ++threads) {
    options.num_threads = threads;
    const auto compressed = Compress(jpeg, options);
    ASSERT_TRUE(compressed.ok());
    EXPECT_EQ(compressed.value().bytes, expected);
    const auto back = Decompress(expected, {.num_threads = threads});
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(back.value().bytes, jpeg);
  }
}

TEST(ApiTest, OptionsThatMakeNoSense) {
  CompressOptions threads;
  threads.num_threads = 0;
  EXPECT_EQ(Compress({}, threads).error().code, ErrorCode::kInvalidArgument);
  for (const char* name : {"a/b", ".."}) {
    CompressOptions options;
    options.file_name = name;
    EXPECT_EQ(Compress({}, options).error().code, ErrorCode::kInvalidArgument);
  }
  DecompressOptions decompress;
  decompress.num_threads = 0;
  EXPECT_EQ(Decompress({}, decompress).error().code, ErrorCode::kInvalidArgument);
}

TEST(ApiTest, FileName) {
  CompressOptions options;
  options.file_name = "image.jpg";
  const auto compressed = Compress(Bytes{1, 2}, options);
  ASSERT_TRUE(compressed.ok());
  EXPECT_EQ(Decompress(compressed.value().bytes).value().file_name, "image.jpg");
}

TEST(ApiTest, IsJkd) {
  EXPECT_TRUE(IsJkd(RoundTrip({}).bytes));
  EXPECT_FALSE(IsJkd({}));
  EXPECT_FALSE(IsJkd(Photo()));
}

// A .jkd whose header and check are right but whose sections are hostile.
Bytes Hostile(uint64_t original_size, const Bytes& sections) {
  ByteWriter out;
  container::Header header;
  header.original_size = original_size;
  header.features = container::kKnownFeatures;
  container::WriteHeader(header, &out);
  out.Append(sections);
  Bytes bytes = out.Take();
  container::SealFile(&bytes);
  return bytes;
}

TEST(ApiTest, HostileSections) {
  const std::vector<Bytes> cases = {
      {0x80, 1},                                      // raw of another size
      {0x81, 0x00, 0x58, 0x01, 0, 0, 1},              // zstd that ends early
      {0xC4, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F},           // packed skeleton of a huge size
      {0x84},                                         // skeleton only
      {0x04, 1, 5, 0x86, 0},                          // skeleton that is no JPEG
      {0x02, 1, 1, 0x04, 0, 0x85},                    // plain main without images, facts last
      {0x02, 4, 2, 16, 1, 0, 0x04, 0, 0x86, 0},       // no room for the embedded image
      {0x04, 0, 0x86, 9},                             // unknown model
      {0x03, 1, 0, 0x04, 0, 0x86, 0},                 // tables without use
      {0x04, 1, 5, 0x05, 1, 0, 0x06, 1, 0, 0x86, 0},  // an image too many
      {0x02, 3, 2, 1, 0, 0x04, 0, 0x86, 0},           // copy of itself
      {0x02, 3, 2, 2, 9, 0x04, 0, 0x86, 0},           // no raw pieces
      {0x02, 3, 2, 3, 9, 0x04, 0, 0x09, 2, 18, 0, 0x86, 0},     // coded pieces that end early
      {0x02, 3, 2, 3, 9, 0x04, 0, 0x09, 3, 19, 1, 0, 0x86, 0},  // the same, LZMA
      {0x04, 0, 0x08, 1, 7, 0x86, 0},                           // raw pieces without use
      {0x04, 0, 0x09, 2, 2, 7, 0x86, 0},                        // coded pieces without use
      {0x04, 3, 0xB0, 0x1A, 0xFF, 0x86, 0},                     // unknown profile
      {0x04, 1, 5, 0x8A, 0, 1, 0},                              // samples of no JPEG
      {0x04, 1, 5, 0xCA, 0, 1, 0},                              // the same, packed
      {0x04, 1, 5, 0x0A, 1, 0, 0x8A, 0},                        // an image too many
      {0x02, 7, 2, 6, 9, 0, 1, 9, 9, 0x04, 0, 0x08, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0x86, 0},
  };
  for (const uint64_t size : {uint64_t{0}, uint64_t{100}, uint64_t{1} << 29, ~uint64_t{0}}) {
    for (const Bytes& sections : cases) EXPECT_FALSE(Decompress(Hostile(size, sections)).ok());
  }
}

}  // namespace
}  // namespace jackdaw::api
