#include "base/bytes.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/support/test_rng.h"

namespace jackdaw {
namespace {

constexpr uint64_t kMax64 = std::numeric_limits<uint64_t>::max();

Bytes Varint(uint64_t v) {
  ByteWriter out;
  out.Varint(v);
  return out.Take();
}

// Values around every change of length, and random ones of every length.
std::vector<uint64_t> VarintValues() {
  std::vector<uint64_t> values = {0, 1, kMax64};
  test::TestRng rng(1);
  for (int bits = 1; bits < 64; ++bits) {
    const uint64_t power = uint64_t{1} << bits;
    values.insert(values.end(), {power - 1, power, power + 1, rng.Next() >> (64 - bits)});
  }
  return values;
}

TEST(ByteReader, ReadsWhatTheWriterWrote) {
  const Bytes tail = {9, 8, 7};
  ByteWriter out;
  out.U8(0xA5);
  out.U16Be(0x1234);
  out.U32Le(0x89ABCDEF);
  out.U64Le(0x0123456789ABCDEF);
  out.Varint(300);
  out.Append(tail);
  EXPECT_EQ(out.bytes(), (Bytes{0xA5, 0x12, 0x34, 0xEF, 0xCD, 0xAB, 0x89, 0xEF, 0xCD, 0xAB,
                                0x89, 0x67, 0x45, 0x23, 0x01, 0xAC, 0x02, 9,    8,    7}));
  const Bytes bytes = out.Take();
  ByteReader in(bytes);
  uint8_t u8 = 0;
  uint16_t u16 = 0;
  uint32_t u32 = 0;
  uint64_t u64 = 0, varint = 0;
  ByteSpan rest;
  ASSERT_TRUE(in.U8(&u8) && in.U16Be(&u16) && in.U32Le(&u32) && in.U64Le(&u64) &&
              in.Varint(&varint) && in.Take(3, &rest));
  EXPECT_EQ(u8, 0xA5);
  EXPECT_EQ(u16, 0x1234);
  EXPECT_EQ(u32, 0x89ABCDEFu);
  EXPECT_EQ(u64, 0x0123456789ABCDEFu);
  EXPECT_EQ(varint, 300u);
  EXPECT_EQ(rest.data(), bytes.data() + 17);
  EXPECT_TRUE(in.AtEnd());
}

TEST(ByteReader, AFailedReadChangesNothing) {
  const Bytes bytes(7, 0xFF);  // a varint that never ends
  for (size_t size = 0; size <= bytes.size(); ++size) {
    ByteReader in(ByteSpan(bytes).first(size));
    uint8_t u8 = 1;
    uint16_t u16 = 2;
    uint32_t u32 = 3;
    uint64_t u64 = 4;
    ByteSpan view;
    EXPECT_FALSE(in.U64Le(&u64));
    EXPECT_FALSE(in.Varint(&u64));
    EXPECT_FALSE(in.VarintUpTo(kMax64, &u64));
    EXPECT_FALSE(in.Take(size + 1, &view));
    EXPECT_FALSE(in.Skip(size + 1));
    EXPECT_FALSE(in.Take(std::numeric_limits<size_t>::max(), &view));
    EXPECT_FALSE(in.Skip(std::numeric_limits<size_t>::max()));
    if (size < 4) {
      EXPECT_FALSE(in.U32Le(&u32));
    }
    if (size < 2) {
      EXPECT_FALSE(in.U16Be(&u16));
    }
    if (size < 1) {
      EXPECT_FALSE(in.U8(&u8));
    }
    EXPECT_EQ(u8, 1);
    EXPECT_EQ(u16, 2);
    EXPECT_EQ(u32, 3u);
    EXPECT_EQ(u64, 4u);
    EXPECT_TRUE(view.empty());
    EXPECT_EQ(in.position(), 0u);
    EXPECT_EQ(in.remaining(), size);
  }
}

TEST(ByteReader, TakeAndSkipGoToTheVeryEnd) {
  const Bytes bytes = {1, 2, 3, 4};
  ByteReader in(bytes);
  ByteSpan view;
  ASSERT_TRUE(in.Skip(1));
  ASSERT_TRUE(in.Take(3, &view));
  EXPECT_EQ(view.size(), 3u);
  EXPECT_TRUE(in.AtEnd());
  EXPECT_TRUE(in.Skip(0));
  EXPECT_TRUE(in.Take(0, &view));
  EXPECT_TRUE(view.empty());
  EXPECT_FALSE(in.Skip(1));
}

TEST(Varint, RoundTripOfEveryLength) {
  for (const uint64_t v : VarintValues()) {
    const Bytes bytes = Varint(v);
    EXPECT_EQ(bytes.size(), VarintSize(v)) << v;
    EXPECT_LE(bytes.size(), 10u);
    ByteReader in(bytes);
    uint64_t read = 0;
    ASSERT_TRUE(in.Varint(&read)) << v;
    EXPECT_EQ(read, v);
    EXPECT_TRUE(in.AtEnd());
    for (size_t size = 0; size < bytes.size(); ++size) {
      ByteReader cut(ByteSpan(bytes).first(size));
      EXPECT_FALSE(cut.Varint(&read)) << v;
      EXPECT_EQ(cut.position(), 0u);
    }
  }
}

TEST(Varint, PinnedBytes) {
  EXPECT_EQ(Varint(0), Bytes{0});
  EXPECT_EQ(Varint(127), Bytes{0x7F});
  EXPECT_EQ(Varint(128), (Bytes{0x80, 0x01}));
  EXPECT_EQ(Varint(16383), (Bytes{0xFF, 0x7F}));
  EXPECT_EQ(Varint(16384), (Bytes{0x80, 0x80, 0x01}));
  EXPECT_EQ(Varint(kMax64), (Bytes{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01}));
}

// Every value has one form only: the shortest.
TEST(Varint, PaddingIsRefused) {
  for (const uint64_t v : VarintValues()) {
    Bytes bytes = Varint(v);
    while (bytes.size() < 11) {
      bytes.back() |= 0x80;
      bytes.push_back(0);
      ByteReader in(bytes);
      uint64_t read = 0;
      EXPECT_FALSE(in.Varint(&read)) << v;
      EXPECT_EQ(in.position(), 0u);
    }
  }
}

TEST(Varint, MoreThan64BitsAreRefused) {
  Bytes bytes(10, 0xFF);
  uint64_t read = 0;
  for (int last = 2; last < 256; ++last) {
    bytes[9] = static_cast<uint8_t>(last);
    ByteReader in(bytes);
    EXPECT_FALSE(in.Varint(&read)) << last;
  }
  bytes.assign(20, 0x80);
  ByteReader in(bytes);
  EXPECT_FALSE(in.Varint(&read));
}

TEST(Varint, UpTo) {
  for (const uint64_t v : VarintValues()) {
    const Bytes bytes = Varint(v);
    uint64_t read = 0;
    ByteReader exact(bytes);
    ASSERT_TRUE(exact.VarintUpTo(v, &read));
    EXPECT_EQ(read, v);
    if (v == 0) continue;
    ByteReader less(bytes);
    EXPECT_FALSE(less.VarintUpTo(v - 1, &read));
    EXPECT_EQ(less.position(), 0u);
  }
}

TEST(Zigzag, SmallMagnitudesStaySmall) {
  const std::vector<int64_t> in_order = {0, -1, 1, -2, 2, -3, 3};
  for (size_t i = 0; i < in_order.size(); ++i) {
    EXPECT_EQ(ZigzagEncode(in_order[i]), i);
    EXPECT_EQ(ZigzagDecode(i), in_order[i]);
  }
}

TEST(Zigzag, RoundTrip) {
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(ZigzagEncode(kMin), kMax64);
  EXPECT_EQ(ZigzagEncode(kMax), kMax64 - 1);
  for (const int64_t v : {kMin, kMin + 1, kMax - 1, kMax, int64_t{-65536}, int64_t{65535}}) {
    EXPECT_EQ(ZigzagDecode(ZigzagEncode(v)), v);
  }
  for (const uint64_t v : VarintValues()) EXPECT_EQ(ZigzagEncode(ZigzagDecode(v)), v);
}

}  // namespace
}  // namespace jackdaw
