#include "codec/jpeg/marker_parser.h"

#include <gtest/gtest.h>

#include "tests/jpeg/hand_made.h"

namespace jackdaw::jpeg {
namespace {

using Event = MarkerParser::Event;
using test::HandMadeFrame;
using test::Segment;
using test::Skeleton;

void Insert(const Bytes& piece, size_t pos, Bytes* out) {
  out->insert(out->begin() + static_cast<std::ptrdiff_t>(pos), piece.begin(), piece.end());
}

// Offset of a marker.
size_t Find(const Bytes& file, uint8_t marker) {
  for (size_t i = 0; i + 1 < file.size(); ++i) {
    if (file[i] == 0xFF && file[i + 1] == marker) return i;
  }
  ADD_FAILURE();
  return 0;
}

TEST(MarkerParser, ReadsFrameAndScan) {
  const Bytes file = Skeleton({});
  MarkerParser parser(file, 0);
  ASSERT_EQ(parser.Next(), Event::kScan);
  ASSERT_TRUE(parser.frame().has_value());
  const Frame& frame = *parser.frame();
  EXPECT_EQ(frame.width_px, 40u);
  EXPECT_EQ(frame.hmax, 2);
  EXPECT_EQ(frame.mcus_per_row, 3u);
  EXPECT_EQ(frame.mcu_rows, 2u);
  EXPECT_EQ(frame.components[0].width_blocks, 5u);
  EXPECT_EQ(frame.components[0].height_blocks, 3u);
  EXPECT_EQ(frame.components[0].padded_width_blocks, 6u);
  EXPECT_EQ(frame.components[0].padded_height_blocks, 4u);
  EXPECT_EQ(frame.components[1].width_blocks, 3u);
  EXPECT_EQ(frame.components[0].quant[5], 6);
  EXPECT_TRUE(parser.scan().usable);
  EXPECT_EQ(parser.scan().num_components, 3u);
  EXPECT_NE(parser.scan().components[0].dc_table, nullptr);  // annex K
  EXPECT_EQ(parser.Next(), Event::kEnd);
  EXPECT_TRUE(parser.notes().eoi);
}

TEST(MarkerParser, SkipsGarbageFillBytesAndStandaloneMarkers) {
  Bytes file = Skeleton({});
  Insert({1, 2, 3, 0xFF, 0x00, 0xFF, 0xD3, 0xFF, 0x01, 0xFF, 0xFF, 0xFF}, Find(file, 0xDB), &file);
  MarkerParser parser(file, 0);
  ASSERT_EQ(parser.Next(), Event::kScan);
  EXPECT_TRUE(parser.scan().usable);
  EXPECT_EQ(parser.frame()->components[0].quant[5], 6);
  EXPECT_EQ(parser.notes().num_garbage_bytes, 5u);
  EXPECT_EQ(parser.notes().num_fill_bytes, 3u);
  EXPECT_EQ(parser.notes().num_stray_rst, 1u);
  EXPECT_TRUE(parser.notes().tem);
}

TEST(MarkerParser, SecondFrameSpoilsLaterScans) {
  Bytes file = Skeleton({});
  const size_t sof = Find(file, 0xC0), sos = Find(file, 0xDA);
  const Bytes copy(file.begin() + static_cast<std::ptrdiff_t>(sof),
                   file.begin() + static_cast<std::ptrdiff_t>(sos));
  Insert(copy, sos, &file);
  MarkerParser parser(file, 0);
  ASSERT_EQ(parser.Next(), Event::kScan);
  EXPECT_FALSE(parser.scan().usable);
  EXPECT_TRUE(parser.notes().second_sof);
}

TEST(MarkerParser, HeightZeroNeedsDnl) {
  HandMadeFrame frame;
  frame.height_px = 0;
  const Bytes file = Skeleton(frame);
  MarkerParser without(file, 0);
  ASSERT_EQ(without.Next(), Event::kScan);
  EXPECT_FALSE(without.frame().has_value());
  EXPECT_FALSE(without.scan().usable);
  MarkerParser with(file, 17);
  ASSERT_EQ(with.Next(), Event::kScan);
  EXPECT_EQ(with.frame()->height_px, 17u);
}

TEST(MarkerParser, MalformedHuffmanTableSpoilsItsSlotOnly) {
  Bytes file = Skeleton({});
  Bytes dht = {0x10};  // AC 0
  for (int i = 0; i < 16; ++i) dht.push_back(i == 0 ? 3 : 0);
  dht.insert(dht.end(), {1, 2, 3});
  Insert(Segment(0xC4, dht), Find(file, 0xDA), &file);
  MarkerParser parser(file, 0);
  ASSERT_EQ(parser.Next(), Event::kScan);
  EXPECT_TRUE(parser.notes().bad_huffman_table);
  EXPECT_EQ(parser.scan().components[0].ac_table, nullptr);
  EXPECT_NE(parser.scan().components[0].dc_table, nullptr);
  EXPECT_NE(parser.scan().components[1].ac_table, nullptr);
}

TEST(MarkerParser, QuantTablesAreLatchedAtTheFirstScan) {
  HandMadeFrame frame;
  frame.scans = {{{0}}, {{1, 2}}};
  Bytes file = Skeleton(frame);
  Bytes dqt = {0x10};  // 16-bit, slot 0
  for (int k = 0; k < 64; ++k) dqt.insert(dqt.end(), {0x12, static_cast<uint8_t>(k)});
  const size_t eoi = file.size() - 2;
  const size_t second_sos = eoi - 12;
  ASSERT_EQ(file[second_sos + 1], 0xDA);
  Insert(Segment(0xDB, dqt), second_sos, &file);
  MarkerParser parser(file, 0);
  ASSERT_EQ(parser.Next(), Event::kScan);
  ASSERT_EQ(parser.Next(), Event::kScan);
  EXPECT_EQ(parser.frame()->components[0].quant[3], 4);
  EXPECT_EQ(parser.frame()->components[1].quant[3], 0x1203);
  EXPECT_TRUE(parser.notes().late_dqt);
  EXPECT_TRUE(parser.notes().dqt_16_bit);
}

TEST(MarkerParser, SegmentPastTheEndEndsTheWalk) {
  Bytes file = Skeleton({});
  Insert({0xFF, 0xE5, 0x7F, 0xFF}, Find(file, 0xDA), &file);
  MarkerParser parser(file, 0);
  EXPECT_EQ(parser.Next(), Event::kEnd);
  EXPECT_EQ(parser.Next(), Event::kEnd);
  EXPECT_TRUE(parser.notes().segment_past_end);
}

TEST(MarkerParser, UnknownComponentMakesTheScanUnusable) {
  Bytes file = Skeleton({});
  file[Find(file, 0xDA) + 5] = 9;
  MarkerParser parser(file, 0);
  ASSERT_EQ(parser.Next(), Event::kScan);
  EXPECT_FALSE(parser.scan().usable);
}

TEST(MarkerParser, EveryPrefixEnds) {
  const Bytes file = Skeleton({});
  for (size_t n = 0; n <= file.size(); ++n) {
    MarkerParser parser(ByteSpan(file).first(n), 0);
    int num_scans = 0;
    while (parser.Next() == Event::kScan) ++num_scans;
    EXPECT_LE(num_scans, 1);
  }
}

TEST(MarkerParser, EndsAfterTheLargestNumberOfScans) {
  Bytes file = Skeleton({});
  const size_t sos = Find(file, 0xDA);
  const Bytes scan(file.begin() + static_cast<std::ptrdiff_t>(sos), file.end() - 2);
  file.resize(sos);
  for (uint32_t i = 0; i < kMaxScans + 2; ++i) file.insert(file.end(), scan.begin(), scan.end());
  MarkerParser parser(file, 0);
  for (uint32_t i = 0; i < kMaxScans; ++i) ASSERT_EQ(parser.Next(), Event::kScan);
  EXPECT_EQ(parser.Next(), Event::kEnd);
  EXPECT_EQ(parser.Next(), Event::kEnd);
}

TEST(MarkerParser, EndsAfterTheLargestNumberOfSegments) {
  for (const bool over : {false, true}) {
    Bytes file = Skeleton({});
    const size_t sos = Find(file, 0xDA);
    const Bytes scan(file.begin() + static_cast<std::ptrdiff_t>(sos), file.end());
    file.resize(sos);
    uint32_t before = 0;
    for (size_t pos = 2; pos + 4 <= file.size(); ++before) {
      pos += 2 + (size_t{file[pos + 2]} << 8 | file[pos + 3]);
    }
    for (uint32_t i = before + 1; i < kMaxSegments + (over ? 1 : 0); ++i) {
      Insert({0xFF, 0xFE, 0x00, 0x02}, file.size(), &file);
    }
    file.insert(file.end(), scan.begin(), scan.end());
    MarkerParser parser(file, 0);
    EXPECT_EQ(parser.Next(), over ? Event::kEnd : Event::kScan);
  }
}

}  // namespace
}  // namespace jackdaw::jpeg
