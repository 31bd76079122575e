#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "codec/tables/dec_huffman_tables.h"
#include "codec/tables/enc_huffman_tables.h"
#include "tests/support/test_rng.h"

namespace jackdaw {
namespace {

Bytes Segment(const std::vector<HuffmanTable>& tables) {
  Bytes body;
  for (const HuffmanTable& t : tables) {
    body.push_back(t.tc_th);
    body.insert(body.end(), t.counts.begin(), t.counts.end());
    body.insert(body.end(), t.symbols.begin(), t.symbols.end());
  }
  const size_t size = body.size() + 2;
  ByteWriter out;
  out.U16Be(0xFFC4);
  out.U16Be(static_cast<uint16_t>(size));
  out.Append(body);
  return out.Take();
}

// Any prefix code: random counts that fit, symbols in random order.
HuffmanTable RandomTable(test::TestRng* rng) {
  HuffmanTable table;
  table.tc_th =
      rng->OneIn(10) ? rng->Byte() : static_cast<uint8_t>(rng->Below(2) * 16 + rng->Below(4));
  uint32_t left = 1, total = 0;
  for (uint8_t& count : table.counts) {
    left *= 2;
    const uint32_t max = std::min({left, 255u, 256 - total});
    count = static_cast<uint8_t>(rng->OneIn(2) ? 0 : rng->Below(max + 1));
    left -= count;
    total += count;
  }
  std::vector<uint8_t> symbols(256);
  std::iota(symbols.begin(), symbols.end(), uint8_t{0});
  for (size_t i = 255; i > 0; --i) {
    std::swap(symbols[i], symbols[rng->Below(static_cast<uint32_t>(i) + 1)]);
  }
  symbols.resize(total);
  if (rng->OneIn(2)) std::sort(symbols.begin(), symbols.end());
  table.symbols = symbols;
  return table;
}

TEST(HuffmanTablesTest, AnyPrefixCodeRoundTrips) {
  test::TestRng rng(11);
  for (int i = 0; i < 150; ++i) {
    HuffmanTablesEncoder encoder;
    Bytes all;
    const uint32_t num_segments = 1 + rng.Below(4);
    for (uint32_t s = 0; s < num_segments; ++s) {
      std::vector<HuffmanTable> tables(1 + rng.Below(4));
      for (HuffmanTable& table : tables) table = RandomTable(&rng);
      const Bytes segment = Segment(tables);
      ASSERT_EQ(encoder.Encode(segment), segment.size());
      all.insert(all.end(), segment.begin(), segment.end());
    }
    const Bytes payload = encoder.Finish();
    HuffmanTablesDecoder decoder(payload);
    Bytes back;
    for (uint32_t s = 0; s < num_segments; ++s) ASSERT_TRUE(decoder.Decode(&back).ok());
    EXPECT_TRUE(decoder.Finish().ok());
    EXPECT_EQ(back, all);
  }
}

TEST(HuffmanTablesTest, OddTablesAreLeftAlone) {
  HuffmanTable table;
  table.counts[1] = 2;
  table.symbols = {5, 5};  // twice
  EXPECT_EQ(HuffmanTablesEncoder().Encode(Segment({table})), 0u);
  table.counts[0] = 3;  // more codes than there are
  table.counts[1] = 0;
  table.symbols = {1, 2, 3};
  EXPECT_EQ(HuffmanTablesEncoder().Encode(Segment({table})), 0u);
  table.counts[0] = 2;
  table.counts[4] = 1;  // after a full code
  EXPECT_EQ(HuffmanTablesEncoder().Encode(Segment({table})), 0u);
  Bytes segment = Segment({});  // no table at all
  EXPECT_EQ(HuffmanTablesEncoder().Encode(segment), 0u);
  table.counts = {};
  table.symbols = {};
  segment = Segment({table});  // an empty table is fine
  EXPECT_EQ(HuffmanTablesEncoder().Encode(segment), segment.size());
  segment[3]++;
  EXPECT_EQ(HuffmanTablesEncoder().Encode(segment), 0u);
  EXPECT_EQ(HuffmanTablesEncoder().Encode({}), 0u);
}

TEST(HuffmanTablesTest, DamageNeverCrashes) {
  test::TestRng rng(12);
  for (int i = 0; i < 300; ++i) {
    const Bytes payload = rng.RandomBytes(rng.Below(100));
    HuffmanTablesDecoder decoder(payload);
    Bytes out;
    for (int s = 0; s < 50 && decoder.Decode(&out).ok(); ++s) {
    }
    const Status finish = decoder.Finish();
    (void)finish;
    EXPECT_LE(out.size(), 50u * 8 * 280);
  }
}

}  // namespace
}  // namespace jackdaw
