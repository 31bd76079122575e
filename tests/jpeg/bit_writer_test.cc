#include "codec/jpeg/bit_writer.h"

#include <gtest/gtest.h>

#include <random>

#include "codec/jpeg/bit_reader.h"

namespace jackdaw::jpeg {
namespace {

TEST(ScanBitWriter, StuffsAfterFf) {
  Bytes out;
  ScanBitWriter writer(&out, 100);
  writer.Put(0xFF, 8);
  writer.Put(0x1, 4);
  EXPECT_EQ(writer.NumPaddingBits(), 4);
  writer.Put(0xF, 4);
  writer.FlushWholeBytes();
  writer.Finish();
  EXPECT_EQ(out, (Bytes{0xFF, 0x00, 0x1F}));
}

TEST(ScanBitWriter, WhatItWritesIsRead) {
  std::mt19937 rng(2);
  Bytes out;
  ScanBitWriter writer(&out, 1u << 20);
  std::vector<std::pair<uint32_t, int>> pieces;
  for (int i = 0; i < 20000; ++i) {
    const int n = static_cast<int>(rng() % 32) + 1;
    const uint32_t ones = n == 32 ? ~0u : (1u << n) - 1;
    const uint32_t bits = (rng() % 4 == 0 ? ~0u : static_cast<uint32_t>(rng())) & ones;
    pieces.emplace_back(bits, n);
    writer.Put(bits, n);
  }
  const int num_padding = writer.NumPaddingBits();
  writer.Put(0, num_padding);
  writer.FlushWholeBytes();
  writer.Finish();
  ASSERT_FALSE(writer.Overflow());
  ScanBitReader reader(out, 0);
  for (const auto& [bits, n] : pieces) {
    reader.EnsureBits();
    ASSERT_EQ(reader.Take(n), bits);
  }
  EXPECT_FALSE(reader.Overrun());
  EXPECT_EQ(reader.AlignToByte().num_bits, num_padding);
  EXPECT_EQ(reader.position(), out.size());
}

TEST(ScanBitWriter, RawBytesAreNotStuffed) {
  Bytes out = {7};
  ScanBitWriter writer(&out, 100);
  writer.Put(0xAB, 8);
  writer.FlushWholeBytes();
  writer.PutRaw(Bytes{0xFF, 0xD0});
  writer.Put(0xCD, 8);
  writer.FlushWholeBytes();
  writer.Finish();
  EXPECT_EQ(out, (Bytes{7, 0xAB, 0xFF, 0xD0, 0xCD}));
}

TEST(ScanBitWriter, NeverPassesTheLimit) {
  Bytes out = {1, 2};
  ScanBitWriter writer(&out, 5000);
  for (int i = 0; i < 20000; ++i) writer.Put(0xFF, 8);
  writer.FlushWholeBytes();
  writer.Finish();
  EXPECT_TRUE(writer.Overflow());
  EXPECT_EQ(out.size(), 5000u);  // what fits is there

  Bytes small;
  ScanBitWriter raw_writer(&small, 3);
  raw_writer.PutRaw(Bytes{1, 2, 3, 4});
  EXPECT_TRUE(raw_writer.Overflow());
  raw_writer.PutRaw(Bytes{5});  // nothing comes after what overflowed
  EXPECT_EQ(small, (Bytes{1, 2, 3}));
}

}  // namespace
}  // namespace jackdaw::jpeg
