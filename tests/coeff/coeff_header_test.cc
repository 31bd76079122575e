#include "codec/coeff/slices/coeff_header.h"

#include <gtest/gtest.h>

#include "tests/coeff/plane_makers.h"

namespace jackdaw::test {
namespace {

jpeg::Frame SmallFrame() { return FrameOf({"", 64, 96, {{2, 2}, {1, 1}, {1, 1}}}); }  // 6 MCU rows

Result<coeff::CoeffHeader> Read(const Bytes& bytes, const jpeg::Frame& frame) {
  ByteReader in(bytes);
  Result<coeff::CoeffHeader> header = coeff::ReadCoeffHeader(&in, frame);
  if (header.ok() && !in.AtEnd()) return Error{ErrorCode::kInternal, 0, "bytes left over"};
  return header;
}

bool Accepts(const Bytes& bytes) { return Read(bytes, SmallFrame()).ok(); }

Bytes Written(const coeff::CoeffHeader& header, const jpeg::Frame& frame) {
  ByteWriter out;
  coeff::WriteCoeffHeader(header, frame, &out);
  return out.Take();
}

// 0 flags, then what the flags announce: 1 rows, 2 shifts, 4 slices; 8 static.
TEST(CoeffHeader, PinnedBytes) {
  const jpeg::Frame frame = SmallFrame();
  coeff::CoeffHeader header{1, {12, 6, 6}, std::vector<coeff::FrequencyShifts>(3)};
  EXPECT_EQ(Written(header, frame), Bytes{0});
  header.num_slices = 5;
  EXPECT_EQ(Written(header, frame), (Bytes{4, 5}));
  header.coded_rows = {12, 0, 5};
  EXPECT_EQ(Written(header, frame), (Bytes{5, 5, 0, 6, 1}));
  header.num_slices = 1;
  header.coded_rows = {12, 6, 6};
  header.shifts[1].fill(3);
  EXPECT_EQ(Written(header, frame), (Bytes{2, 0, 63, 3, 63, 0, 63}));
  header.is_static = true;
  EXPECT_EQ(Written(header, frame), (Bytes{10, 0, 63, 3, 63, 0, 63}));
}

TEST(CoeffHeader, RoundTrip) {
  const jpeg::Frame frame = SmallFrame();
  TestRng rng(1);
  for (int round = 0; round < 1000; ++round) {
    coeff::CoeffHeader header;
    header.num_slices = 1 + rng.Below(6);
    for (const jpeg::FrameComponent& c : frame.components) {
      header.coded_rows.push_back(rng.OneIn(2) ? c.padded_height_blocks
                                               : rng.Below(c.padded_height_blocks + 1));
      coeff::FrequencyShifts shifts{};
      for (uint8_t& s : shifts) s = round % 3 == 0 ? static_cast<uint8_t>(rng.Below(16)) : 0;
      header.shifts.push_back(shifts);
    }
    header.is_static = rng.OneIn(2);
    const Result<coeff::CoeffHeader> read = Read(Written(header, frame), frame);
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read.value().num_slices, header.num_slices);
    EXPECT_EQ(read.value().coded_rows, header.coded_rows);
    EXPECT_EQ(read.value().shifts, header.shifts);
    EXPECT_EQ(read.value().is_static, header.is_static);
  }
}

TEST(CoeffHeader, Limits) {
  EXPECT_FALSE(Accepts({}));
  for (int flags = 16; flags < 256; ++flags) EXPECT_FALSE(Accepts({static_cast<uint8_t>(flags)}));
  EXPECT_TRUE(Accepts({8}));
  // Slices: 2 .. MCU rows, at most 64.
  EXPECT_FALSE(Accepts({4}));
  EXPECT_FALSE(Accepts({4, 0}));
  EXPECT_FALSE(Accepts({4, 1}));
  EXPECT_TRUE(Accepts({4, 2}));
  EXPECT_TRUE(Accepts({4, 6}));
  EXPECT_FALSE(Accepts({4, 7}));
  const jpeg::Frame tall = FrameOf({"", 8, 8000, {{1, 1}}});
  EXPECT_TRUE(Read({4, 64}, tall).ok());
  EXPECT_FALSE(Read({4, 65}, tall).ok());
  // Empty rows at the end: at most all.
  EXPECT_TRUE(Accepts({1, 12, 6, 6}));
  EXPECT_FALSE(Accepts({1, 13, 6, 6}));
  EXPECT_FALSE(Accepts({1, 12, 7, 6}));
  EXPECT_FALSE(Accepts({1, 12, 6, 7}));
  EXPECT_FALSE(Accepts({1, 12, 6}));
  EXPECT_FALSE(Accepts({1, 0x8C, 0x00, 6, 6}));  // padded varint
  // Shifts: 0..15, runs that end exactly at 64.
  EXPECT_TRUE(Accepts({2, 15, 63, 0, 63, 0, 63}));
  EXPECT_FALSE(Accepts({2, 16, 63, 0, 63, 0, 63}));
  EXPECT_FALSE(Accepts({2, 1, 64, 0, 63, 0, 63}));
  EXPECT_TRUE(Accepts({2, 1, 62, 0, 0, 0, 63, 0, 63}));
  EXPECT_FALSE(Accepts({2, 1, 62, 0, 1, 0, 63, 0, 63}));
  EXPECT_FALSE(Accepts({2, 1, 63, 0, 63, 0}));
  EXPECT_FALSE(Accepts({2, 1, 63, 0, 63}));
}

TEST(CoeffHeader, AnalysisFindsRowsAndShifts) {
  const jpeg::Frame frame = SmallFrame();
  const Planes planes = MakePlanes(frame, [](size_t c, uint32_t row, uint32_t, size_t k) {
    if (c == 1) return 0;
    return row < 4 ? (k == 5 ? 8 : k == 6 ? -24 : 1) : 0;
  });
  const coeff::CoeffHeader header = coeff::AnalysePlanes(frame, planes, 1);
  EXPECT_EQ(header.coded_rows, (std::vector<uint32_t>{4, 0, 4}));
  // 32 blocks of luma and 16 of chroma: enough evidence in none, so nothing is shifted by chance.
  EXPECT_LE(header.shifts[0][5], 3);
  EXPECT_EQ(header.shifts[0][0], 0);
  EXPECT_EQ(header.shifts[1], coeff::FrequencyShifts{});
}

}  // namespace
}  // namespace jackdaw::test
