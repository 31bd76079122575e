#include "codec/container/parts.h"

#include <gtest/gtest.h>

#include "codec/container/format.h"

namespace jackdaw::container {
namespace {

PartTable ExampleTable() {
  PartTable table;
  table.plain_main = true;
  Base64Layout layout;
  layout.separator = 3;
  layout.line_chars = 76;
  layout.breaks = {{65400, 79}, {1, 158}};
  table.entries = {{.distance = 7, .skeleton_bytes = 300, .facts_bytes = 1},
                   {.distance = 0, .kind = PartKind::kCopy, .copy_of = 0},
                   {.distance = 1 << 20, .kind = PartKind::kRaw, .piece_bytes = 3'000'000},
                   {.distance = 5, .kind = PartKind::kCoded, .piece_bytes = 9, .base64 = layout},
                   {.distance = 1, .kind = PartKind::kCopy, .copy_of = 1},
                   {.distance = 0, .skeleton_bytes = 5}};
  return table;
}

TEST(PartsTest, TableRoundTrip) {
  const PartTable table = ExampleTable();
  ByteWriter out;
  WritePartTable(table, &out);
  const auto read = ReadPartTable(out.bytes());
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_TRUE(read.value().plain_main);
  ASSERT_EQ(read.value().entries.size(), table.entries.size());
  for (size_t i = 0; i < table.entries.size(); ++i) {
    const PartEntry &got = read.value().entries[i], &wanted = table.entries[i];
    EXPECT_EQ(got.distance, wanted.distance) << i;
    EXPECT_EQ(got.kind, wanted.kind) << i;
    EXPECT_EQ(got.skeleton_bytes, wanted.skeleton_bytes) << i;
    EXPECT_EQ(got.facts_bytes, wanted.facts_bytes) << i;
    EXPECT_EQ(got.copy_of, wanted.copy_of) << i;
    EXPECT_EQ(got.piece_bytes, wanted.piece_bytes) << i;
    EXPECT_EQ(got.base64.has_value(), wanted.base64.has_value()) << i;
  }
  const Base64Layout& layout = *read.value().entries[3].base64;
  EXPECT_TRUE(layout.padded);
  EXPECT_EQ(layout.separator, 3);
  EXPECT_EQ(layout.line_chars, 76u);
  ASSERT_EQ(layout.breaks.size(), 2u);
  EXPECT_EQ(layout.breaks[1].gap_bytes, 158u);
  EXPECT_EQ(read.value().num_images(), 2u);
  EXPECT_EQ(read.value().PieceBytes(PartKind::kRaw), 3'000'000u);
  EXPECT_EQ(read.value().PieceBytes(PartKind::kCoded), 9u);
  Bytes longer = out.bytes();
  longer.push_back(0);
  EXPECT_FALSE(ReadPartTable(longer).ok());
  for (size_t i = 0; i < out.size(); ++i) {
    EXPECT_FALSE(ReadPartTable(ByteSpan(out.bytes()).first(i)).ok()) << i;
  }
}

TEST(PartsTest, HostileTables) {
  const std::vector<Bytes> tables = {
      {},
      {0xFE, 0xFF, 0xFF, 0xFF, 0x0F},        // too many
      {2, 0, 0, 0},                          // image without a skeleton
      {2, 1, 0},                             // copy of itself
      {4, 1, 1, 0, 5, 0},                    // copy of a later one
      {4, 2, 9, 1, 0},                       // copy of a piece
      {2, 2, 0},                             // empty piece
      {2, 6, 9, 0xFF, 0},                    // reserved bits of a layout
      {2, 6, 9, 0x02, 0, 0},                 // lines of no characters
      {2, 6, 9, 0x02, 0x80, 0x80, 0x04, 0},  // lines above 65535 characters
      {2, 6, 9, 0, 0xFF, 0xFF, 0x7F},        // more breaks than bytes
      {2, 6, 9, 0, 1, 0, 1},                 // break before the text
      {2, 6, 9, 0, 1, 1, 0},                 // gap of nothing
  };
  for (size_t i = 0; i < tables.size(); ++i) EXPECT_FALSE(ReadPartTable(tables[i]).ok()) << i;
  EXPECT_FALSE(ReadPartTable(Bytes(kMaxPartTableBytes + 1)).ok());
  PartTable table;
  table.entries.resize(kMaxEmbeddedImages + 1);
  for (PartEntry& entry : table.entries) entry.skeleton_bytes = 1;
  ByteWriter out;
  WritePartTable(table, &out);
  EXPECT_FALSE(ReadPartTable(out.bytes()).ok());
}

TEST(PartsTest, HolesAreFilled) {
  const Bytes main = {1, 2, 3, 4};
  const Bytes a = {10}, b = {11, 12}, c, d = {13};
  PartTable table;
  table.entries = {{.distance = 0}, {.distance = 2}, {.distance = 0}, {.distance = 2}};
  const auto filled = FillHoles(main, table, {a, b, c, d});
  ASSERT_TRUE(filled.ok());
  EXPECT_EQ(filled.value(), (Bytes{10, 1, 2, 11, 12, 3, 4, 13}));
  table.entries[3].distance = 3;
  EXPECT_FALSE(FillHoles(main, table, {a, b, c, d}).ok());
  table.entries[3].distance = ~uint64_t{0};
  EXPECT_FALSE(FillHoles(main, table, {a, b, c, d}).ok());
  EXPECT_FALSE(FillHoles(main, table, {}).ok());
}

TEST(PartsTest, GapsInText) {
  const Bytes main = {1, 2, 3, 4, 5};
  const Bytes content = {'J', 'K', 'D', '!'};
  PartTable table;
  Base64Layout layout;
  layout.breaks = {{3, 2}, {4, 1}};
  table.entries = {{.distance = 1, .kind = PartKind::kRaw, .piece_bytes = 4, .base64 = layout}};
  const auto filled = FillHoles(main, table, {content});
  ASSERT_TRUE(filled.ok());
  // SktEIQ==
  EXPECT_EQ(filled.value(), (Bytes{1, 'S', 'k', 't', 2, 3, 'E', 'I', 'Q', '=', 4, '=', 5}));
  for (const auto& breaks : std::vector<std::vector<Base64Layout::Break>>{
           {{8, 1}},                           // behind the text
           {{3, 5}},                           // a gap larger than what is left
           {{3, 1}, {~uint64_t{0} >> 16, 1}},  // sums that are too large
           {{3, ~uint64_t{0} >> 16}}}) {
    table.entries[0].base64->breaks = breaks;
    EXPECT_FALSE(FillHoles(main, table, {content}).ok());
  }
}

}  // namespace
}  // namespace jackdaw::container
