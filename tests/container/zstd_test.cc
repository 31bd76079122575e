#include <gtest/gtest.h>

#include "codec/container/dec_zstd.h"
#include "codec/container/dictionary.h"
#include "codec/container/enc_zstd.h"
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

TEST(ZstdTest, FrameRoundTrip) {
  for (const size_t size : {200u, 70000u, 300000u, 3000000u}) {
    const Bytes data = Repetitive(size, size);
    const Bytes frame = CompressFrame(data, {}, kLimit);
    ASSERT_FALSE(frame.empty()) << size;
    const auto back = DecompressFrame(frame, {}, size);
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_EQ(back.value(), data);
    EXPECT_FALSE(DecompressFrame(frame, {}, size - 1).ok());
    EXPECT_FALSE(DecompressFrame(frame, {}, size + 1).ok());
    EXPECT_FALSE(DecompressFrame(ByteSpan(frame).first(frame.size() - 1), {}, size).ok());
    Bytes longer = frame;
    longer.push_back(0);
    EXPECT_FALSE(DecompressFrame(longer, {}, size).ok());
  }
}

TEST(ZstdTest, PackedRoundTrip) {
  for (const size_t size : {100u, 5000u, 131072u, 131073u, 500000u}) {
    const Bytes data = Repetitive(size, size + 1);
    for (const ByteSpan dictionary : {ByteSpan(), SkeletonDictionary()}) {
      const Bytes packed = PackBytes(data, dictionary, kLimit);
      ASSERT_FALSE(packed.empty()) << size;
      EXPECT_EQ(PackedSize(packed), size);
      const auto back = UnpackBytes(packed, dictionary, size);
      ASSERT_TRUE(back.ok()) << size << back.error().message;
      EXPECT_EQ(back.value(), data);
      EXPECT_FALSE(UnpackBytes(packed, dictionary, size - 1).ok());
      EXPECT_FALSE(UnpackBytes(ByteSpan(packed).first(packed.size() / 2), dictionary, size).ok());
    }
  }
}

TEST(ZstdTest, WhatAReaderRefusesIsNotPacked) {
  Bytes zeros(kFreeSectionExpansion);
  const Bytes packed = PackBytes(zeros, {}, kLimit);
  ASSERT_FALSE(packed.empty());
  EXPECT_TRUE(UnpackBytes(packed, {}, zeros.size()).ok());
  zeros.resize(MaxUnpackedSection(packed.size() * 2));
  EXPECT_TRUE(PackBytes(zeros, {}, kLimit).empty());
}

TEST(ZstdTest, SmallBlocksCostNoHeader) {
  // Half of the dictionary: a single sequence or few.
  const ByteSpan dictionary = SkeletonDictionary();
  const ByteSpan data = dictionary.subspan(dictionary.size() - 1000, 600);
  const Bytes packed = PackBytes(data, dictionary, kLimit);
  ASSERT_FALSE(packed.empty());
  EXPECT_LE(packed.size(), 12u);
}

TEST(ZstdTest, NoiseIsNotPacked) {
  const Bytes noise = test::TestRng(5).RandomBytes(5000);
  EXPECT_TRUE(PackBytes(noise, {}, kLimit).empty());
  EXPECT_TRUE(PackBytes({}, {}, kLimit).empty());
  EXPECT_TRUE(PackBytes(Bytes{1}, {}, kLimit).empty());
}

TEST(ZstdTest, DamageNeverCrashes) {
  const Bytes data = Repetitive(3000, 8);
  const Bytes packed = PackBytes(data, SkeletonDictionary(), kLimit);
  ASSERT_FALSE(packed.empty());
  test::TestRng rng(9);
  for (int i = 0; i < 2000; ++i) {
    Bytes damaged = packed;
    const uint32_t place = rng.Below(static_cast<uint32_t>(damaged.size()));
    damaged[place] ^= static_cast<uint8_t>(1 + rng.Below(255));
    const auto back = UnpackBytes(damaged, SkeletonDictionary(), 1 << 20);
    if (back.ok()) {
      EXPECT_LE(back.value().size(), size_t{1} << 20);
    }
  }
}

}  // namespace
}  // namespace jackdaw::container
