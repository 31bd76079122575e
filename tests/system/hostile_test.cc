// Small files that ask for much are refused before it is allocated or computed. How much memory and
// time that saves is measured by hand (docs/format.md §8); here it is the error that counts.
#include <gtest/gtest.h>

#include "codec/container/format.h"
#include "jackdaw/jackdaw.h"
#include "tests/support/hostile_jkd.h"
#include "tests/support/libjpeg_files.h"
#include "tests/system/exactness.h"

namespace jackdaw::test {
namespace {

std::string Refusal(const GeneratedFile& file, uint64_t limit) {
  const Result<DecompressResult> result = Decompress(file.bytes, {.memory_limit = limit});
  if (result.ok()) return file.name + " was decoded";
  const ErrorCode code = result.error().code;
  const bool expected = code == ErrorCode::kLimitExceeded || code == ErrorCode::kCorrupt ||
                        code == ErrorCode::kTruncated;
  return expected ? "" : file.name + ": " + result.error().message;
}

TEST(Hostile, GrowingLists) {
  FailureLog log;
  for (const GeneratedFile& file : GrowingLists(1 << 20)) {
    EXPECT_LT(file.bytes.size(), 10'000u) << file.name;
    // The lists fit into the larger limit, and are wrong all the same.
    for (const uint64_t limit : {uint64_t{8} << 20, uint64_t{64} << 20}) {
      log.Add(file.name, Refusal(file, limit));
    }
  }
  EXPECT_TRUE(log.empty()) << log.Report();
}

TEST(Hostile, ListsOfFactsAreOverTheLimit) {
  for (const GeneratedFile& file : GrowingLists(1 << 20)) {
    if (file.name == "arithmetic_scans") break;  // facts come first
    const Result<DecompressResult> result = Decompress(file.bytes, {.memory_limit = 8 << 20});
    ASSERT_FALSE(result.ok()) << file.name;
    EXPECT_EQ(result.error().code, ErrorCode::kLimitExceeded) << file.name;
  }
}

TEST(Hostile, BombsAreRefusedByTheirSize) {
  for (const GeneratedFile& file : Bombs(container::kFreeFileExpansion + (uint64_t{16} << 20))) {
    EXPECT_LT(file.bytes.size(), 10'000u) << file.name;
    const Result<DecompressResult> result =
        Decompress(file.bytes, {.memory_limit = uint64_t{1} << 30});
    ASSERT_FALSE(result.ok()) << file.name;
    EXPECT_EQ(result.error().code, ErrorCode::kLimitExceeded) << file.name;
    EXPECT_NE(result.error().message.find("unpacks"), std::string::npos) << file.name;
  }
}

// Lists that fit into the memory limit, but are too long for a file of this size.
TEST(Hostile, LongListsOfFacts) {
  for (const GeneratedFile& file : GrowingLists(uint64_t{16} << 20)) {
    if (file.name == "arithmetic_scans") break;  // facts come first
    EXPECT_LT(file.bytes.size(), 10'000u) << file.name;
    const Result<DecompressResult> result =
        Decompress(file.bytes, {.memory_limit = uint64_t{4} << 30});
    ASSERT_FALSE(result.ok()) << file.name;
    EXPECT_EQ(result.error().code, ErrorCode::kLimitExceeded) << file.name;
  }
}

TEST(Hostile, PiecesUnpackToTooMuch) {
  for (const GeneratedFile& file : PieceBombs(uint64_t{40} << 20)) {
    EXPECT_LT(file.bytes.size(), 10'000u) << file.name;
    const Result<DecompressResult> result =
        Decompress(file.bytes, {.memory_limit = uint64_t{4} << 30});
    ASSERT_FALSE(result.ok()) << file.name;
    EXPECT_EQ(result.error().code, ErrorCode::kLimitExceeded) << file.name;
    EXPECT_NE(result.error().message.find("unpacks"), std::string::npos) << file.name;
  }
}

TEST(Hostile, TextIsWork) {
  for (const GeneratedFile& file : PieceBombs(uint64_t{16} << 20)) {
    const Result<DecompressResult> result =
        Decompress(file.bytes, {.memory_limit = uint64_t{4} << 30});
    ASSERT_FALSE(result.ok()) << file.name;
    if (file.name == "lzma_base64") {
      EXPECT_NE(result.error().message.find("more work"), std::string::npos);
    }
  }
}

// Pieces that a file of this size may have, under limits that are too low and high enough.
TEST(Hostile, PiecesAreCounted) {
  for (const GeneratedFile& file : PieceBombs(uint64_t{8} << 20)) {
    EXPECT_LT(file.bytes.size(), 10'000u) << file.name;
    for (const uint64_t mebibytes : {9u, 16u, 24u}) {
      const Result<DecompressResult> result =
          Decompress(file.bytes, {.memory_limit = mebibytes << 20});
      ASSERT_FALSE(result.ok()) << file.name;
      EXPECT_EQ(result.error().code, ErrorCode::kLimitExceeded) << file.name << mebibytes;
    }
    // All is well but the size of the file; the text is too much work.
    const Result<DecompressResult> result =
        Decompress(file.bytes, {.memory_limit = uint64_t{1} << 30});
    ASSERT_FALSE(result.ok()) << file.name;
    EXPECT_EQ(result.error().code,
              file.name == "lzma_base64" ? ErrorCode::kLimitExceeded : ErrorCode::kCorrupt)
        << file.name;
  }
}

// A writer makes no bombs.
TEST(Hostile, ZerosComeBack) {
  for (const uint64_t size :
       {container::kFreeFileExpansion, container::kFreeFileExpansion + (uint64_t{16} << 20)}) {
    const Bytes zeros(size);
    const Result<CompressResult> made = Compress(zeros, Unverified());
    ASSERT_TRUE(made.ok());
    EXPECT_EQ(made.value().bytes.size() < 10'000, size == container::kFreeFileExpansion);
    const Result<DecompressResult> back =
        Decompress(made.value().bytes, {.memory_limit = uint64_t{1} << 30});
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_TRUE(back.value().bytes == zeros);
  }
}

TEST(Hostile, BlocksForNothing) {
  FailureLog log;
  for (const GeneratedFile& file : BlocksForNothing()) {
    EXPECT_LT(file.bytes.size(), 10'000u) << file.name;
    log.Add(file.name, Refusal(file, uint64_t{1} << 30));
  }
  EXPECT_TRUE(log.empty()) << log.Report();
}

TEST(Hostile, PlanesForNothing) {
  // 67 million blocks fit into this limit, but 70 bytes may not ask for them.
  const Bytes file = GreyClaimJkd({65535, 65535, 0xC0, 0, {0}});
  const Result<DecompressResult> result = Decompress(file, {.memory_limit = uint64_t{1} << 40});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kLimitExceeded);
}

// What is written is read, whatever the picture: flat ones ask for most work a byte.
TEST(Hostile, FlatPicturesComeBack) {
  for (const Content content : {Content::kGrey, Content::kBlack, Content::kLines}) {
    for (const bool progressive : {false, true}) {
      const Bytes file = WriteWithLibjpeg(
          {.width = 1600, .height = 1200, .progressive = progressive, .content = content});
      ASSERT_FALSE(file.empty());
      for (const Preset preset : kAllPresets) {
        CompressOptions options = Unverified();
        options.preset = preset;
        const RoundTrip r = CheckRoundTrip(file, options);
        EXPECT_EQ(r.failure, "");
        EXPECT_TRUE(r.compressed.outcome == Outcome::kModelled ||
                    r.compressed.reason == kZstdIsSmaller)
            << r.compressed.reason;
      }
    }
  }
}

// A frame that is far larger than its data is stored, without planes.
TEST(Hostile, JpegThatClaimsTooMuchIsStored) {
  Bytes file = {0xFF, 0xD8, 0xFF, 0xC2, 0, 11, 8, 0x0F, 0x40, 0xFF, 0xF8, 1, 1,
                0x11, 0,    0xFF, 0xDA, 0, 8,  1, 1,    0,    0,    0,    0};
  file.insert(file.end(), 900, 0x55);
  const RoundTrip r = CheckRoundTrip(file, Unverified());
  EXPECT_EQ(r.failure, "");
  EXPECT_EQ(r.compressed.outcome, Outcome::kStored);
}

}  // namespace
}  // namespace jackdaw::test
