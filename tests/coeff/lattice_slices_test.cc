// Slices of preset parallel, which see each other: planes come back for every number of them, and
// no byte depends on the number of threads.
#include <gtest/gtest.h>

#include "codec/coeff/block_work.h"
#include "codec/coeff/slices/coeff_codec.h"
#include "tests/coeff/plane_makers.h"

namespace jackdaw::test {
namespace {

coeff::CoeffOptions Options(uint32_t slices, int threads) {
  return {.num_slices = slices, .num_threads = threads, .preset = coeff::CoeffPreset::kParallel};
}

class LatticeSlices : public testing::TestWithParam<Geometry> {};

TEST_P(LatticeSlices, ThreadsChangeNothing) {
  const jpeg::Frame frame = FrameOf(GetParam());
  for (const bool noise : {false, true}) {
    const Planes planes = noise ? NoisePlanes(frame, 1) : PicturePlanes(frame, 1);
    for (const uint32_t slices : {1u, 2u, 5u}) {
      const Bytes expected = coeff::EncodeCoefficients(frame, planes, Options(slices, 1));
      for (const int threads : {1, 3}) {
        SCOPED_TRACE(testing::Message() << slices << " slices, " << threads << " threads");
        ASSERT_EQ(coeff::EncodeCoefficients(frame, planes, Options(slices, threads)), expected);
        Planes decoded = ZeroPlanes(frame);
        ASSERT_TRUE(coeff::DecodeCoefficients(expected, frame, Options(0, threads), &decoded).ok());
        ASSERT_TRUE(SamePlanes(planes, decoded));
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Geometries, LatticeSlices, testing::ValuesIn(Geometries()),
                         [](const auto& param_info) { return param_info.param.name; });

const Geometry kTall = {"tall", 40, 800, {{2, 2}, {1, 1}, {1, 1}}};

// Rows that hold anything need not be the same in all components, and end in any slice.
TEST(LatticeSlices, SomeHoldNothing) {
  const jpeg::Frame frame = FrameOf(kTall);
  const Planes source = SparsePlanes(frame, 2);
  for (const uint32_t rows : {1u, 14u, 51u}) {
    const Planes planes = MakePlanes(frame, [&](size_t c, uint32_t row, uint32_t col, size_t k) {
      return row < rows * (c + 1) ? source[c].Block(row, col)[k] : 0;
    });
    EXPECT_EQ(RoundTripFailure(frame, planes, Options(6, 2)), "") << rows;
  }
  EXPECT_EQ(RoundTripFailure(frame, ZeroPlanes(frame), Options(6, 2)), "");
}

// What slices need before their first block is work, whether there is much in them or not; those
// without rows need nothing.
TEST(LatticeSlices, SlicesAreWork) {
  const jpeg::Frame frame = FrameOf(kTall);
  const Planes source = SparsePlanes(frame, 2);
  const auto work_of = [&](uint32_t rows, uint32_t slices) {
    const Planes planes = MakePlanes(frame, [&](size_t c, uint32_t row, uint32_t col, size_t k) {
      return row < rows * (c == 0 ? 2 : 1) ? source[c].Block(row, col)[k] : 0;
    });
    WorkMeter meter(UINT64_MAX);
    coeff::CoeffOptions options = Options(slices, 1);
    options.work = &meter;
    EXPECT_FALSE(coeff::EncodeCoefficients(frame, planes, options).empty());
    return meter.used();
  };
  EXPECT_EQ(work_of(50, 25) - work_of(50, 1), 3 * 24 * coeff::kWorkOfLatticeSlice);
  EXPECT_EQ(work_of(2, 25), work_of(2, 1));
}

// Bits that all levels lack are left out, of neighbours, too.
TEST(LatticeSlices, ShiftedLevels) {
  const jpeg::Frame frame = FrameOf({"420", 130, 90, {{2, 2}, {1, 1}, {1, 1}}});
  const Planes source = PicturePlanes(frame, 3);
  const Planes planes = MakePlanes(frame, [&](size_t c, uint32_t row, uint32_t col, size_t k) {
    return source[c].Block(row, col)[k] / 4 * 4;
  });
  EXPECT_EQ(RoundTripFailure(frame, planes, Options(2, 1)), "");
}

// A byte that is wrong is an error or other planes, for any number of threads.
TEST(LatticeSlices, DamageIsNoCrash) {
  const jpeg::Frame frame = FrameOf({"420", 130, 90, {{2, 2}, {1, 1}, {1, 1}}});
  const Planes planes = PicturePlanes(frame, 4);
  const Bytes good = coeff::EncodeCoefficients(frame, planes, Options(3, 1));
  for (size_t at = 0; at < good.size(); at += 1 + good.size() / 60) {
    Bytes bad = good;
    bad[at] ^= 0x55;
    Planes one = ZeroPlanes(frame), other = ZeroPlanes(frame);
    const bool is_good = coeff::DecodeCoefficients(bad, frame, Options(0, 1), &one).ok();
    EXPECT_EQ(coeff::DecodeCoefficients(bad, frame, Options(0, 3), &other).ok(), is_good);
    EXPECT_TRUE(!is_good || SamePlanes(one, other));
  }
}

}  // namespace
}  // namespace jackdaw::test
