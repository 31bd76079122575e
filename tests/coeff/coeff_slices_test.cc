// Slices and threads: the planes come back for every number of slices, and no byte depends on the
// number of threads.
#include <gtest/gtest.h>

#include "codec/coeff/slices/coeff_header.h"
#include "tests/coeff/plane_makers.h"

namespace jackdaw::test {
namespace {

class CoeffSlices : public testing::TestWithParam<Geometry> {};

TEST_P(CoeffSlices, ThreadsChangeNothing) {
  const jpeg::Frame frame = FrameOf(GetParam());
  for (const bool noise : {false, true}) {
    const Planes planes = noise ? NoisePlanes(frame, 1) : PicturePlanes(frame, 1);
    for (uint32_t slices = 1; slices <= 7; ++slices) {
      const Bytes expected = coeff::EncodeCoefficients(frame, planes, {slices, 1});
      for (int threads = 1; threads <= 4; ++threads) {
        SCOPED_TRACE(testing::Message() << slices << " slices, " << threads << " threads");
        ASSERT_EQ(coeff::EncodeCoefficients(frame, planes, {slices, threads}), expected);
        Planes decoded = ZeroPlanes(frame);
        ASSERT_TRUE(coeff::DecodeCoefficients(expected, frame, {0, threads}, &decoded).ok());
        ASSERT_TRUE(SamePlanes(planes, decoded));
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Geometries, CoeffSlices, testing::ValuesIn(Geometries()),
                         [](const auto& param_info) { return param_info.param.name; });

const Geometry kTall = {"tall", 16, 1600, {{2, 2}, {1, 1}, {1, 1}}};

TEST(CoeffSlices, AsManyAsThereMayBe) {
  const jpeg::Frame frame = FrameOf(kTall);
  const Planes planes = SparsePlanes(frame, 1);
  for (const uint32_t slices : {63u, 64u, 65u, 0xFFFFFFFFu}) {
    EXPECT_EQ(RoundTripFailure(frame, planes, {slices, 3}), "") << slices;
  }
  EXPECT_EQ(coeff::EncodeCoefficients(frame, planes, {64, 1}),
            coeff::EncodeCoefficients(frame, planes, {65, 1}));
}

TEST(CoeffSlices, SomeHoldNothing) {
  const jpeg::Frame frame = FrameOf(kTall);
  const Planes source = SparsePlanes(frame, 2);
  for (const uint32_t rows : {1u, 30u, 101u}) {
    const Planes planes = MakePlanes(frame, [&](size_t c, uint32_t row, uint32_t col, size_t k) {
      return row < rows * (c + 1) ? source[c].Block(row, col)[k] : 0;
    });
    EXPECT_EQ(RoundTripFailure(frame, planes, {6, 2}), "") << rows;
  }
  EXPECT_EQ(RoundTripFailure(frame, ZeroPlanes(frame), {6, 2}), "");
}

// By default the image size alone decides: one slice below 5 MP.
TEST(CoeffSlices, DefaultFollowsTheSize) {
  jpeg::Frame frame = FrameOf({"", 2499, 2000, {{1, 1}}});
  EXPECT_EQ(coeff::DefaultSlices(frame), 1u);
  frame = FrameOf({"", 4000, 3000, {{1, 1}}});
  EXPECT_EQ(coeff::DefaultSlices(frame), 4u);
  frame = FrameOf({"", 6000, 4000, {{1, 1}}});
  EXPECT_EQ(coeff::DefaultSlices(frame), 6u);
  frame = FrameOf({"", 65535, 65535, {{1, 1}}});
  EXPECT_EQ(coeff::DefaultSlices(frame), coeff::kMaxSlices);
  frame = FrameOf({"", 65535, 16, {{1, 1}}});
  EXPECT_LE(coeff::DefaultSlices(frame), frame.mcu_rows);
}

TEST(CoeffSlices, EverySizeIsDividedWithoutGaps) {
  const jpeg::Frame frame = FrameOf(kTall);
  const Planes planes = NoisePlanes(frame, 3);
  for (uint32_t slices = 1; slices <= coeff::kMaxSlices; ++slices) {
    const coeff::CoeffHeader header = coeff::AnalysePlanes(frame, planes, slices);
    ASSERT_EQ(header.num_slices, slices);
    for (size_t c = 0; c < frame.components.size(); ++c) {
      uint32_t next = 0;
      for (uint32_t i = 0; i < slices; ++i) {
        const coeff::RowRange rows = coeff::MakeSliceLayout(header, frame, i).rows[c];
        EXPECT_EQ(rows.begin, next);
        EXPECT_GT(rows.end, rows.begin);
        next = rows.end;
      }
      EXPECT_EQ(next, frame.components[c].padded_height_blocks);
    }
  }
}

}  // namespace
}  // namespace jackdaw::test
