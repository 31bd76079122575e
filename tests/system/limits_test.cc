// Memory limits and other options at the edge.
#include <gtest/gtest.h>

#include "jackdaw/jackdaw.h"
#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"
#include "tests/system/exactness.h"

namespace jackdaw::test {
namespace {

TEST(Limits, HugeClaimIsStored) {
  for (const GeneratedFile& file : HostileFiles()) {
    if (file.name.find("65535x65535") == std::string::npos) continue;
    for (const uint64_t limit : {uint64_t{16} << 20, uint64_t{64} << 20, uint64_t{1} << 30}) {
      const RoundTrip r = CheckRoundTrip(file.bytes, Unverified(1, 0, limit));
      EXPECT_EQ(r.failure, "") << file.name;
      EXPECT_EQ(r.compressed.outcome, Outcome::kStored) << file.name;
      EXPECT_FALSE(r.compressed.reason.empty()) << file.name;
    }
  }
}

TEST(Limits, ImageAboveTheLimitIsStored) {
  const Bytes file = WriteWithLibjpeg({.width = 3000, .height = 2000, .quality = 20});
  ASSERT_FALSE(file.empty());
  const RoundTrip small = CheckRoundTrip(file, Unverified(1, 0, 16 << 20));
  EXPECT_EQ(small.failure, "");
  EXPECT_EQ(small.compressed.outcome, Outcome::kStored);
  const RoundTrip large = CheckRoundTrip(file, Unverified());
  EXPECT_EQ(large.failure, "");
  EXPECT_EQ(large.compressed.outcome, Outcome::kModelled) << large.compressed.reason;
  const Result<DecompressResult> refused =
      Decompress(large.compressed.bytes, {.memory_limit = 4 << 20});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kLimitExceeded);
}

TEST(Limits, WhatOneLimitWritesTheSameLimitReads) {
  FailureLog log;
  for (const uint64_t limit : {uint64_t{8} << 20, uint64_t{32} << 20}) {
    for (const GeneratedFile& file : SizeFiles()) {
      const RoundTrip r = CheckRoundTrip(file.bytes, Unverified(1, 0, limit));
      log.Add(file.name, r.failure);
      const Result<DecompressResult> back = Decompress(r.compressed.bytes, {.memory_limit = limit});
      if (!back.ok()) log.Add(file.name, "same limit refuses: " + back.error().message);
    }
  }
  EXPECT_TRUE(log.empty()) << log.Report();
}

TEST(Limits, OptionsWithoutSense) {
  const Bytes file = SmallBaselineFile();
  for (const int threads : {0, -1}) {
    const Result<CompressResult> c = Compress(file, Unverified(threads));
    ASSERT_FALSE(c.ok());
    EXPECT_EQ(c.error().code, ErrorCode::kInvalidArgument);
  }
  const Result<CompressResult> named = Compress(file, {.file_name = std::string(4097, 'a')});
  ASSERT_FALSE(named.ok());
  EXPECT_EQ(named.error().code, ErrorCode::kInvalidArgument);
  EXPECT_FALSE(Compress(file, {.file_name = "a/b"}).ok());
}

TEST(Limits, ManySlicesAndThreads) {
  const Bytes file = WriteWithLibjpeg({.width = 200, .height = 150});
  for (const uint32_t slices : {2u, 7u, 64u, 1000u, 0xFFFFFFFFu}) {
    const RoundTrip r = CheckRoundTrip(file, Unverified(5, slices));
    EXPECT_EQ(r.failure, "") << slices;
    EXPECT_EQ(CheckDecompress(r.compressed.bytes, file, 64), "") << slices;
  }
}

TEST(Limits, FileNameComesBack) {
  for (const std::string& name :
       {std::string("x"), std::string("\xFF\xFE bytes"), std::string(4096, 'n')}) {
    const Bytes file = WriteWithLibjpeg({});
    const Result<CompressResult> c = Compress(file, {.file_name = name});
    ASSERT_TRUE(c.ok());
    const Result<DecompressResult> d = Decompress(c.value().bytes);
    ASSERT_TRUE(d.ok());
    EXPECT_EQ(d.value().file_name, name);
    EXPECT_EQ(d.value().bytes, file);
  }
}

}  // namespace
}  // namespace jackdaw::test
