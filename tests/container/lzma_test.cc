#include <gtest/gtest.h>

#include "codec/container/dec_lzma.h"
#include "codec/container/enc_lzma.h"
#include "codec/container/format.h"
#include "tests/support/test_rng.h"

namespace jackdaw::container {
namespace {

constexpr uint64_t kLimit = 1 << 30;

Bytes Repetitive(size_t size, uint64_t seed) {
  test::TestRng rng(seed);
  const Bytes unit = rng.RandomBytes(97);
  Bytes out;
  while (out.size() < size) {
    if (rng.OneIn(4)) out.push_back(rng.Byte());
    out.insert(out.end(), unit.begin(), unit.begin() + 1 + rng.Below(96));
  }
  out.resize(size);
  return out;
}

TEST(LzmaTest, RoundTrip) {
  for (const size_t size : {200u, 70000u, 300000u, 9000000u}) {
    const Bytes data = Repetitive(size, size);
    const Bytes stream = CompressLzma(data, kLimit);
    ASSERT_FALSE(stream.empty()) << size;
    const auto back = DecompressLzma(stream, size);
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_TRUE(back.value() == data);
    EXPECT_FALSE(DecompressLzma(stream, size - 1).ok());
    EXPECT_FALSE(DecompressLzma(stream, size + 1).ok());
    EXPECT_FALSE(DecompressLzma(ByteSpan(stream).first(stream.size() - 1), size).ok());
    Bytes longer = stream;
    longer.push_back(0);
    EXPECT_FALSE(DecompressLzma(longer, size).ok());
  }
  EXPECT_TRUE(CompressLzma({}, kLimit).empty());
  EXPECT_TRUE(CompressLzma(test::TestRng(5).RandomBytes(5000), kLimit).empty());
  EXPECT_TRUE(CompressLzma(Repetitive(70000, 1), 1000).empty());  // too little memory
}

TEST(LzmaTest, DictionaryByTheFormat) {
  EXPECT_EQ(LzmaDictionaryBytes(1), 4096u);
  EXPECT_EQ(LzmaDictionaryBytes(100000), 100000u);
  EXPECT_EQ(LzmaDictionaryBytes(uint64_t{1} << 40), uint64_t{8} << 20);
  EXPECT_LT(LzmaDecoderBytes(uint64_t{1} << 40), uint64_t{9} << 20);
}

// A chunk without compression, as written by hand.
TEST(LzmaTest, PinnedBytes) {
  const Bytes stream = {0x01, 0x00, 0x02, 'J', 'K', 'D', 0x00};
  const auto back = DecompressLzma(stream, 3);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back.value(), (Bytes{'J', 'K', 'D'}));
}

TEST(LzmaTest, DamageNeverCrashes) {
  const Bytes data = Repetitive(3000, 8);
  const Bytes stream = CompressLzma(data, kLimit);
  ASSERT_FALSE(stream.empty());
  test::TestRng rng(9);
  for (int i = 0; i < 2000; ++i) {
    Bytes damaged = stream;
    const uint32_t place = rng.Below(static_cast<uint32_t>(damaged.size()));
    damaged[place] ^= static_cast<uint8_t>(1 + rng.Below(255));
    const auto back = DecompressLzma(damaged, data.size());
    if (back.ok()) {
      EXPECT_EQ(back.value().size(), data.size());
    }
  }
}

}  // namespace
}  // namespace jackdaw::container
