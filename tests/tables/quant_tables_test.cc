#include <gtest/gtest.h>

#include <algorithm>

#include "codec/tables/dec_quant_tables.h"
#include "codec/tables/enc_quant_tables.h"
#include "tests/support/test_rng.h"

namespace jackdaw {
namespace {

using Tables = std::vector<QuantTable>;

Bytes Segments(const Tables& tables) {
  ByteWriter out;
  for (size_t slot = 0; slot < tables.size(); ++slot) {
    const bool wide = *std::max_element(tables[slot].begin(), tables[slot].end()) > 255;
    out.U16Be(0xFFDB);
    out.U16Be(wide ? 131 : 67);
    out.U8(static_cast<uint8_t>((wide ? 0x10 : 0) | slot));
    for (const uint16_t step : tables[slot]) {
      if (wide) {
        out.U16Be(step);
      } else {
        out.U8(static_cast<uint8_t>(step));
      }
    }
  }
  return out.Take();
}

QuantTable Flat(uint16_t step) {
  QuantTable table;
  table.fill(step);
  return table;
}

QuantTable Random(uint16_t min, uint16_t max, test::TestRng* rng) {
  QuantTable table;
  for (uint16_t& step : table) step = static_cast<uint16_t>(min + rng->Below(max - min + 1u));
  return table;
}

// As the lossy mode makes them: wider steps at low frequencies, the others as they were.
QuantTable Widened(QuantBase base, int quality, size_t num_wider, uint16_t step,
                   test::TestRng* rng) {
  QuantTable table = ScaledQuantTable(base, quality, 255);
  for (size_t k = 0; k < num_wider; ++k) {
    table[k] = std::max(table[k], static_cast<uint16_t>(step + rng->Below(4)));
  }
  return table;
}

// Bytes of the stream. All tables are coded, and nothing after them is looked at.
size_t ExpectRoundTrip(const Tables& tables) {
  const Bytes segments = Segments(tables);
  Bytes bytes = segments;
  bytes.insert(bytes.end(), {0xFF, 0xC0, 0, 11});
  const CodedQuantTables coded = EncodeQuantTables(bytes);
  EXPECT_EQ(coded.segment_bytes, segments.size());
  EXPECT_LE(coded.stream.size(), kMaxCodedQuantBytes);
  Bytes back = {1, 2, 3};
  const Status status = DecodeQuantTables(coded.stream, &back);
  EXPECT_TRUE(status.ok());
  Bytes expected = {1, 2, 3};
  expected.insert(expected.end(), segments.begin(), segments.end());
  EXPECT_EQ(back, expected);
  return coded.stream.size();
}

TEST(QuantTables, FlatAndExtreme) {
  constexpr uint16_t kSteps[] = {1, 2, 17, 254, 255, 256, 257, 509, 510, 511, 512, 1000, 65535};
  for (const uint16_t step : kSteps) {
    ExpectRoundTrip({Flat(step)});
    if (step > 300) continue;  // more than one would not fit
    ExpectRoundTrip({Flat(step), Flat(1), Flat(static_cast<uint16_t>(step / 2 + 1)), Flat(step)});
    QuantTable table = Flat(1);
    table[0] = table[63] = step;
    ExpectRoundTrip({table});
    table = Flat(step);
    table[0] = table[30] = 1;
    ExpectRoundTrip({table, table});
  }
  QuantTable alternating = Flat(1);
  for (size_t k = 0; k < 64; k += 2) alternating[k] = 255;
  ExpectRoundTrip({alternating, alternating});
}

TEST(QuantTables, StandardOnesAndThoseMadeOfThem) {
  test::TestRng rng(5);
  for (int quality = 1; quality <= 100; quality += 3) {
    for (const QuantBase base : {QuantBase::kLuma, QuantBase::kRobidoux}) {
      const QuantTable luma = ScaledQuantTable(base, quality, 255);
      const QuantTable chroma = ScaledQuantTable(QuantBase::kChroma, quality, 255);
      EXPECT_LE(ExpectRoundTrip({luma, chroma}), 5u) << quality;
      ExpectRoundTrip({chroma, luma, luma});
    }
    const QuantTable luma = Widened(QuantBase::kLuma, quality, 12, 20, &rng);
    const QuantTable chroma = Widened(QuantBase::kChroma, quality, 8, 20, &rng);
    EXPECT_LE(ExpectRoundTrip({luma, chroma}), 32u) << quality;
  }
}

TEST(QuantTables, AnyTables) {
  test::TestRng rng(6);
  for (int i = 0; i < 120; ++i) {
    Tables tables(1 + rng.Below(3));
    for (QuantTable& table : tables) {
      const auto min = static_cast<uint16_t>(1 + rng.Below(60));
      table = Random(min, static_cast<uint16_t>(min + rng.Below(190)), &rng);
    }
    ExpectRoundTrip(tables);
  }
  for (int i = 0; i < 20; ++i) ExpectRoundTrip({Random(1, 65535, &rng)});
}

TEST(QuantTables, OnlyAsManyAsFit) {
  test::TestRng rng(7);
  Tables tables;
  for (int i = 0; i < 4; ++i) tables.push_back(Random(1, 65535, &rng));
  const CodedQuantTables coded = EncodeQuantTables(Segments(tables));
  ASSERT_EQ(coded.segment_bytes, Segments({tables[0]}).size());
  Bytes back;
  EXPECT_TRUE(DecodeQuantTables(coded.stream, &back).ok());
  EXPECT_EQ(back, Segments({tables[0]}));
}

TEST(QuantTables, OtherSegmentsAreLeftAlone) {
  const Bytes good = Segments({Flat(9), Flat(12)});
  EXPECT_EQ(ParseQuantTables(good).size(), 2u);
  for (size_t size = 0; size < 2 * 69; ++size) {
    EXPECT_EQ(ParseQuantTables(ByteSpan(good).first(size)).size(), size / 69) << size;
  }
  const auto changed = [&](size_t at, uint8_t value) {
    Bytes bytes = good;
    bytes[at] = value;
    return ParseQuantTables(bytes).size();
  };
  EXPECT_EQ(changed(1, 0xC4), 0u);
  EXPECT_EQ(changed(3, 132), 0u);     // two tables in a segment
  EXPECT_EQ(changed(4, 1), 0u);       // slot
  EXPECT_EQ(changed(4, 0x10), 0u);    // precision
  EXPECT_EQ(changed(20, 0), 0u);      // step
  EXPECT_EQ(changed(69 + 4, 0), 1u);  // the slot of the first
  EXPECT_EQ(changed(69 + 4, 2), 1u);
  EXPECT_EQ(changed(69 + 68, 0), 1u);
  Bytes wide = Segments({Flat(300)});
  EXPECT_EQ(ParseQuantTables(wide).size(), 1u);
  for (size_t at = 5; at < wide.size(); at += 2) wide[at] = 0;  // 16 bits, but no step needs them
  EXPECT_EQ(ParseQuantTables(wide).size(), 0u);
  EXPECT_EQ(EncodeQuantTables(wide).segment_bytes, 0u);
}

// Damaged streams: an error, or whole segments of other tables. Only in the last byte, of which a
// few values may end a stream, a change may be without effect.
TEST(QuantTables, CutsAndChanges) {
  test::TestRng rng(8);
  const Tables tables = {Widened(QuantBase::kLuma, 75, 30, 18, &rng),
                         Widened(QuantBase::kChroma, 75, 20, 18, &rng), Random(1, 3, &rng)};
  const Bytes segments = Segments(tables);
  const Bytes stream = EncodeQuantTables(segments).stream;
  const auto check = [&](ByteSpan damaged, bool may_be_same) {
    Bytes back;
    if (!DecodeQuantTables(damaged, &back).ok()) return;
    EXPECT_FALSE(ParseQuantTables(back).empty());
    EXPECT_EQ(QuantSegmentsBytes(ParseQuantTables(back)), back.size());
    EXPECT_TRUE(may_be_same || back != segments);
  };
  // A vector of its own for each: reads past the end are then seen by the sanitizer.
  for (size_t size = 0; size < stream.size(); ++size) {
    check(Bytes(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(size)), false);
  }
  for (size_t at = 0; at < stream.size(); ++at) {
    for (int value = 0; value < 256; ++value) {
      Bytes damaged = stream;
      damaged[at] = static_cast<uint8_t>(value);
      if (damaged != stream) check(damaged, at + 1 == stream.size());
    }
  }
  Bytes longer = stream;
  for (int i = 0; i < 20; ++i) {
    longer.push_back(static_cast<uint8_t>(i * 31));
    if (i >= 8) {
      Bytes back;
      EXPECT_FALSE(DecodeQuantTables(longer, &back).ok());
    }
  }
}

TEST(QuantTables, AnyStream) {
  test::TestRng rng(9);
  for (int i = 0; i < 4000; ++i) {
    const Bytes stream =
        i < 256 ? Bytes(rng.Below(256), static_cast<uint8_t>(i)) : rng.RandomBytes(rng.Below(256));
    Bytes back;
    if (!DecodeQuantTables(stream, &back).ok()) continue;
    EXPECT_EQ(QuantSegmentsBytes(ParseQuantTables(back)), back.size());
  }
}

}  // namespace
}  // namespace jackdaw
