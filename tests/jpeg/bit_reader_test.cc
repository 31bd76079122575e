#include "codec/jpeg/bit_reader.h"

#include <gtest/gtest.h>

#include <random>

namespace jackdaw::jpeg {
namespace {

TEST(ScanBitReader, ReadsBitsAndRemovesStuffing) {
  const Bytes data = {0xA5, 0xFF, 0x00, 0x3C};
  ScanBitReader reader(data, 0);
  reader.EnsureBits();
  EXPECT_EQ(reader.Take(4), 0xAu);
  EXPECT_EQ(reader.Take(12), 0x5FFu);
  EXPECT_EQ(reader.Take(8), 0x3Cu);
  EXPECT_FALSE(reader.Overrun());
  EXPECT_EQ(reader.Take(1), 0u);
  EXPECT_TRUE(reader.Overrun());
}

TEST(ScanBitReader, StopsAtMarkers) {
  const Bytes data = {0x12, 0xFF, 0xD9, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
  ScanBitReader reader(data, 0);
  reader.EnsureBits();
  EXPECT_EQ(reader.Take(8), 0x12u);
  EXPECT_FALSE(reader.Overrun());
  EXPECT_EQ(reader.AlignToByte().num_bits, 0);
  EXPECT_EQ(reader.position(), 1u);
  reader.EnsureBits();
  EXPECT_EQ(reader.Take(32), 0u);
  EXPECT_TRUE(reader.Overrun());
}

TEST(ScanBitReader, ReadsDamagedStuffing) {
  const Bytes data = {0xFF, 0x10, 0xFF, 0xBF, 0x77};
  ScanBitReader reader(data, 0);
  reader.EnsureBits();
  EXPECT_EQ(reader.Take(24), 0xFFFF77u);
  EXPECT_FALSE(reader.Overrun());
}

TEST(ScanBitReader, FfAtTheEndIsNoData) {
  const Bytes data = {0x80, 0xFF};
  ScanBitReader reader(data, 0);
  reader.EnsureBits();
  reader.Drop(9);
  EXPECT_TRUE(reader.Overrun());
}

TEST(ScanBitReader, AlignReturnsTheLeftOverBits) {
  const Bytes data = {0xB7, 0x00};
  ScanBitReader reader(data, 0);
  reader.EnsureBits();
  EXPECT_EQ(reader.Take(3), 5u);
  const PartialByte partial = reader.AlignToByte();
  EXPECT_EQ(partial.num_bits, 5);
  EXPECT_EQ(partial.bits, 0x17);
  EXPECT_EQ(reader.position(), 1u);
}

// Positions after any number of bits, in data full of FF 00.
TEST(ScanBitReader, AlignFindsThePositionAmongStuffedBytes) {
  std::mt19937 rng(1);
  for (int round = 0; round < 50; ++round) {
    Bytes data;
    std::vector<size_t> ends;  // of data bytes
    for (int i = 0; i < 60; ++i) {
      const auto kind = rng() % 3;
      if (kind == 0) {
        data.push_back(0xFF);
        data.push_back(rng() % 2 == 0 ? 0x00 : static_cast<uint8_t>(rng() % 0xC0));
      } else {
        data.push_back(kind == 1 ? 0x00 : static_cast<uint8_t>(rng() % 255));
      }
      ends.push_back(data.size());
    }
    for (size_t num_bits = 1; num_bits <= 8 * ends.size(); ++num_bits) {
      ScanBitReader reader(data, 0);
      for (size_t i = 0; i < num_bits; ++i) {
        reader.EnsureBits();
        reader.Drop(1);
      }
      ASSERT_FALSE(reader.Overrun());
      ASSERT_EQ(reader.AlignToByte().num_bits, (8 - num_bits % 8) % 8);
      ASSERT_EQ(reader.position(), ends[(num_bits - 1) / 8]);
    }
  }
}

TEST(ScanBitReader, CheckpointsComeBack) {
  Bytes data;
  for (int i = 0; i < 64; ++i) data.push_back(static_cast<uint8_t>(i * 37 % 255));
  ScanBitReader reader(data, 0);
  reader.EnsureBits();
  reader.Drop(13);
  const ScanBitReader::Checkpoint checkpoint = reader.Save();
  reader.EnsureBits();
  const uint32_t first = reader.Take(20);
  for (int i = 0; i < 10; ++i) {
    reader.EnsureBits();
    reader.Drop(17);
  }
  reader.Restore(checkpoint);
  reader.EnsureBits();
  EXPECT_EQ(reader.Take(20), first);
}

}  // namespace
}  // namespace jackdaw::jpeg
