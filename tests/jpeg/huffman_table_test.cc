#include "codec/jpeg/huffman_table.h"

#include <gtest/gtest.h>

#include <memory>

#include "codec/jpeg/bit_writer.h"
#include "codec/jpeg/enc_huffman_lookup.h"

namespace jackdaw::jpeg {
namespace {

HuffmanTable::Symbol DecodeBits(const HuffmanTable& table, uint32_t bits16) {
  const HuffmanTable::Symbol symbol = table.Decode(bits16);
  // The lookup of scan readers must say the same.
  const auto lookup = std::make_unique<AcLookup>(&table);
  EXPECT_EQ(lookup->Decode(bits16).value, symbol.value);
  EXPECT_EQ(lookup->Decode(bits16).length, symbol.length);
  return symbol;
}

TEST(HuffmanTable, StandardTablesDecodeWhatTheyEncode) {
  for (const HuffmanClass table_class : {HuffmanClass::kDc, HuffmanClass::kAc}) {
    for (int slot = 0; slot < 2; ++slot) {
      const auto table = HuffmanTable::Standard(table_class, slot);
      ASSERT_NE(table, nullptr);
      int num_symbols = 0;
      Bytes data;
      ScanBitWriter writer(&data, 100000);
      for (int s = 0; s < 256; ++s) {
        const HuffmanCode code = table->code(static_cast<uint8_t>(s));
        num_symbols += code.length != 0;
        writer.Put(code.bits, code.length);
      }
      writer.Put(0, writer.NumPaddingBits());
      writer.FlushWholeBytes();
      writer.Finish();
      EXPECT_EQ(num_symbols, table_class == HuffmanClass::kDc ? 12 : 162);
      ScanBitReader reader(data, 0);
      const auto lookup = std::make_unique<AcLookup>(table.get());
      for (int s = 0; s < 256; ++s) {
        const HuffmanCode code = table->code(static_cast<uint8_t>(s));
        if (code.length == 0) continue;
        reader.EnsureBits();
        const HuffmanTable::Symbol symbol = lookup->Decode(reader.Peek(16));
        reader.Drop(symbol.length);
        ASSERT_EQ(symbol.value, s);
        ASSERT_EQ(symbol.length, code.length);
      }
    }
  }
  // T.81 table K.5: 0/1 is 00, EOB is 1010, 15/0 is 11111111001.
  const auto ac = HuffmanTable::Standard(HuffmanClass::kAc, 0);
  EXPECT_EQ(ac->code(0x01).bits, 0);
  EXPECT_EQ(ac->code(0x00).bits, 10);
  EXPECT_EQ(ac->code(0xF0).bits, 0x7F9);
}

TEST(HuffmanTable, RejectsOverfullTables) {
  std::array<uint8_t, 16> counts{};
  counts[0] = 3;
  EXPECT_EQ(HuffmanTable::Build(HuffmanClass::kAc, counts, Bytes{1, 2, 3}), nullptr);
  counts = {};
  counts[0] = 2;
  counts[1] = 1;
  EXPECT_EQ(HuffmanTable::Build(HuffmanClass::kAc, counts, Bytes{1, 2, 3}), nullptr);
}

TEST(HuffmanTable, RejectsMissingSymbols) {
  std::array<uint8_t, 16> counts{};
  counts[3] = 5;
  EXPECT_EQ(HuffmanTable::Build(HuffmanClass::kAc, counts, Bytes{1, 2, 3, 4}), nullptr);
}

TEST(HuffmanTable, CodesOfAllOnesWork) {
  std::array<uint8_t, 16> counts{};
  counts[0] = 2;
  const auto table = HuffmanTable::Build(HuffmanClass::kAc, counts, Bytes{0x21, 0x00});
  ASSERT_NE(table, nullptr);
  EXPECT_EQ(DecodeBits(*table, 0x8000).value, 0x00);
  EXPECT_EQ(DecodeBits(*table, 0x0000).value, 0x21);
  EXPECT_EQ(table->code(0x00).bits, 1);
}

TEST(HuffmanTable, RepeatedSymbolsTakeTheShortestCode) {
  std::array<uint8_t, 16> counts{};
  counts[1] = 1;
  counts[4] = 1;
  counts[13] = 1;
  const auto table = HuffmanTable::Build(HuffmanClass::kAc, counts, Bytes{9, 9, 9});
  ASSERT_NE(table, nullptr);
  EXPECT_EQ(table->code(9).length, 2);
  EXPECT_EQ(DecodeBits(*table, 0x0000).length, 2);
  EXPECT_EQ(DecodeBits(*table, 0x4000).length, 5);
  EXPECT_EQ(DecodeBits(*table, 0x4800).length, 14);
}

TEST(HuffmanTable, InvalidCodesDropNothing) {
  std::array<uint8_t, 16> counts{};
  counts[15] = 1;
  const auto table = HuffmanTable::Build(HuffmanClass::kAc, counts, Bytes{7});
  ASSERT_NE(table, nullptr);
  EXPECT_EQ(DecodeBits(*table, 0x0000).length, 16);
  EXPECT_EQ(DecodeBits(*table, 0x0001).length, 0);
  EXPECT_EQ(DecodeBits(*table, 0xFEFE).length, 0);
}

TEST(HuffmanTable, DcCategoriesAbove15AreInvalid) {
  std::array<uint8_t, 16> counts{};
  counts[0] = 1;
  counts[11] = 1;
  const Bytes symbols = {16, 17};
  const auto dc = HuffmanTable::Build(HuffmanClass::kDc, counts, symbols);
  EXPECT_EQ(DecodeBits(*dc, 0x0000).length, 0);
  EXPECT_EQ(DecodeBits(*dc, 0x8000).length, 0);
  const auto ac = HuffmanTable::Build(HuffmanClass::kAc, counts, symbols);
  EXPECT_EQ(DecodeBits(*ac, 0x8000).value, 17);
}

}  // namespace
}  // namespace jackdaw::jpeg
