#include "apps/jackdaw/serve/byte_ranges.h"

#include <gtest/gtest.h>

#include <string>

namespace jackdaw::serve {
namespace {

using Ranges = std::vector<ByteRange>;

Ranges Some(std::string_view field, uint64_t size = 1000) {
  const RangeRequest request = ParseByteRanges(field, size);
  EXPECT_EQ(request.kind, RangeKind::kSome) << field;
  return request.ranges;
}

RangeKind KindOf(std::string_view field, uint64_t size = 1000) {
  return ParseByteRanges(field, size).kind;
}

TEST(ByteRanges, One) {
  EXPECT_EQ(Some("bytes=0-0"), (Ranges{{0, 1}}));
  EXPECT_EQ(Some("bytes=100-199"), (Ranges{{100, 100}}));
  EXPECT_EQ(Some("bytes=900-"), (Ranges{{900, 100}}));
  EXPECT_EQ(Some("bytes=-1"), (Ranges{{999, 1}}));
  EXPECT_EQ(Some("bytes=-5000"), (Ranges{{0, 1000}}));
  EXPECT_EQ(Some("bytes=999-99999999999999999999999999"), (Ranges{{999, 1}}));
  EXPECT_EQ(Some("Bytes = 1-2"), (Ranges{{1, 2}}));
}

TEST(ByteRanges, SeveralKeepTheirOrder) {
  EXPECT_EQ(Some("bytes=500-599, 0-9"), (Ranges{{500, 100}, {0, 10}}));
  EXPECT_EQ(Some("bytes=0-9,,10-19,"), (Ranges{{0, 10}, {10, 10}}));
}

TEST(ByteRanges, OverlapsAreJoined) {
  EXPECT_EQ(Some("bytes=500-599,0-9,550-700"), (Ranges{{0, 10}, {500, 201}}));
  EXPECT_EQ(Some("bytes=0-,0-,0-"), (Ranges{{0, 1000}}));
  EXPECT_EQ(Some("bytes=100-900,200-300"), (Ranges{{100, 801}}));
}

TEST(ByteRanges, WhatLiesBehindTheEndIsLeftOut) {
  EXPECT_EQ(Some("bytes=0-9,1000-1001"), (Ranges{{0, 10}}));
  EXPECT_EQ(KindOf("bytes=1000-"), RangeKind::kUnsatisfiable);
  EXPECT_EQ(KindOf("bytes=-0"), RangeKind::kUnsatisfiable);
  EXPECT_EQ(KindOf("bytes=0-", 0), RangeKind::kUnsatisfiable);
  EXPECT_EQ(KindOf("bytes=-5", 0), RangeKind::kUnsatisfiable);
}

TEST(ByteRanges, OthersAreIgnored) {
  for (const char* field : {"", "bytes", "bytes=", "bytes=,", "bytes=-", "bytes=a-b", "bytes=2-1",
                            "bytes=1", "lines=0-1", "bytes=0-1;2-3", "bytes=0x1-2", "bytes=+1-2",
                            "bytes=0-1,x", "bytes=1 -2", "bytes=--1"}) {
    EXPECT_EQ(KindOf(field), RangeKind::kWhole) << field;
  }
}

TEST(ByteRanges, ManyAreIgnored) {
  std::string field = "bytes=0-0";
  for (size_t i = 1; i < kMaxByteRanges; ++i)
    field.append(",").append(std::to_string(2 * i)).append("-");
  EXPECT_EQ(KindOf(field), RangeKind::kSome);
  EXPECT_EQ(KindOf(field + ",5-5"), RangeKind::kWhole);
}

TEST(ByteRanges, Texts) {
  EXPECT_EQ(ContentRange({100, 50}, 1000), "bytes 100-149/1000");
  EXPECT_EQ(UnsatisfiedRange(7), "bytes */7");
}

}  // namespace
}  // namespace jackdaw::serve
