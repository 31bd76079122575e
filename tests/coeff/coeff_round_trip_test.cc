// Planes of every shape and content come back exactly.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/coeff/plane_makers.h"

namespace jackdaw::test {
namespace {

class CoeffRoundTrip : public testing::TestWithParam<Geometry> {
 protected:
  void ExpectExact(const Planes& planes, const char* what) const {
    EXPECT_EQ(RoundTripFailure(frame_, planes), "") << what;
  }
  Planes Make(const Maker& make) const { return MakePlanes(frame_, make); }

  const jpeg::Frame frame_ = FrameOf(GetParam());
};

TEST_P(CoeffRoundTrip, Zeros) {
  const Planes planes = ZeroPlanes(frame_);
  ExpectExact(planes, "zeros");
  // No row holds anything: there is a head, and nothing else.
  EXPECT_LE(coeff::EncodeCoefficients(frame_, planes, {}).size(), 1 + 3 * planes.size());
}

TEST_P(CoeffRoundTrip, Pictures) {
  for (const Content content : {Content::kPhoto, Content::kLines, Content::kBlack}) {
    ExpectExact(PicturePlanes(frame_, 1, content), "picture");
  }
}

TEST_P(CoeffRoundTrip, RandomLevels) {
  for (uint64_t seed = 0; seed < 3; ++seed) ExpectExact(SparsePlanes(frame_, seed), "sparse");
  ExpectExact(NoisePlanes(frame_, 1), "noise");
}

TEST_P(CoeffRoundTrip, ExtremesEverywhere) {
  for (const int v : {-32768, 32767, 1, -1, 255, -256, 16384}) {
    ExpectExact(Make([v](size_t, uint32_t, uint32_t, size_t) { return v; }), "all equal");
  }
  ExpectExact(Make([](size_t, uint32_t row, uint32_t col, size_t k) {
                return (row + col + k) % 2 == 0 ? -32768 : 32767;
              }),
              "all positions alternate");
  ExpectExact(Make([](size_t c, uint32_t row, uint32_t col, size_t) {
                return (c + row + col) % 2 == 0 ? -32768 : 32767;
              }),
              "blocks alternate");
  // Differences of DC that do not fit 16 bits.
  ExpectExact(Make([](size_t, uint32_t, uint32_t col, size_t k) {
                return k != 0 ? 0 : col % 2 == 0 ? -32768 : 32767;
              }),
              "DC alternates");
}

TEST_P(CoeffRoundTrip, RandomExtremes) {
  static constexpr int kValues[] = {-32768, -32767, -1, 0, 0, 0, 1, 2, 16383, 16384, 32766, 32767};
  TestRng rng(5);
  const auto any = [&](size_t, uint32_t, uint32_t, size_t) { return kValues[rng.Below(12)]; };
  ExpectExact(Make(any), "random extremes");
}

TEST_P(CoeffRoundTrip, EveryMagnitudeAtEveryPosition) {
  TestRng rng(6);
  ExpectExact(Make([&](size_t, uint32_t row, uint32_t col, size_t k) {
                const int magnitude = 1 << ((row + col + k) % 16);
                const int v = magnitude - 1 + static_cast<int>(rng.Below(3));
                return rng.OneIn(2) ? std::min(v, 32767) : -std::min(v, 32768);
              }),
              "powers of two");
}

TEST_P(CoeffRoundTrip, OneCoefficientAlone) {
  for (const size_t k : {size_t{0}, size_t{1}, size_t{2}, size_t{31}, size_t{62}, size_t{63}}) {
    for (const int v : {1, -1, -32768, 32767}) {
      Planes planes = ZeroPlanes(frame_);
      jpeg::CoeffPlane& plane = planes[k % planes.size()];
      const uint32_t row = plane.height_blocks - 1, col = plane.width_blocks - 1;
      plane.Block(k % 2 == 0 ? row : row / 2, k % 3 == 0 ? 0 : col)[k] = static_cast<int16_t>(v);
      ExpectExact(planes, "one coefficient");
    }
  }
}

// Low bits that are never set, as truncated progressive files leave them.
TEST_P(CoeffRoundTrip, Shifts) {
  TestRng rng(7);
  const Planes source = SparsePlanes(frame_, 11);
  for (const uint32_t shift : {1u, 2u, 7u, 14u, 15u}) {
    ExpectExact(Make([&](size_t, uint32_t, uint32_t, size_t) {
                  const int v = static_cast<int>(rng.Below(65536)) - 32768;
                  return v & ~((1 << shift) - 1);
                }),
                "all frequencies");
    ExpectExact(Make([&](size_t c, uint32_t row, uint32_t col, size_t k) {
                  const int v = source[c].Block(row, col)[k];
                  return k % 3 == 0 ? v : static_cast<int16_t>(static_cast<unsigned>(v) << shift);
                }),
                "some frequencies");
  }
}

// Rows without anything after the last that holds something, in each component by itself.
TEST_P(CoeffRoundTrip, EmptyRowsAtTheEnd) {
  const Planes source = SparsePlanes(frame_, 3);
  for (const uint32_t keep : {1u, 2u, 3u, 5u}) {
    ExpectExact(Make([&](size_t c, uint32_t row, uint32_t col, size_t k) {
                  return row < keep + c ? source[c].Block(row, col)[k] : 0;
                }),
                "first rows");
  }
  for (size_t only = 0; only < source.size(); ++only) {
    ExpectExact(Make([&](size_t c, uint32_t row, uint32_t col, size_t k) {
                  return c == only ? source[c].Block(row, col)[k] : 0;
                }),
                "one component");
  }
}

TEST_P(CoeffRoundTrip, RepeatedBlocks) {
  const Planes source = SparsePlanes(frame_, 4);
  for (const uint32_t period : {1u, 2u, 5u}) {
    ExpectExact(Make([&](size_t c, uint32_t row, uint32_t col, size_t k) {
                  const jpeg::CoeffPlane& plane = source[c];
                  return plane.Block(row % std::min(period, plane.height_blocks),
                                     col % std::min(period, plane.width_blocks))[k];
                }),
                "tiles");
  }
}

TEST_P(CoeffRoundTrip, AnyQuantizationTable) {
  jpeg::Frame frame = frame_;
  for (const int q : {0, 1, 255, 65535}) {
    for (jpeg::FrameComponent& c : frame.components) c.quant.fill(static_cast<uint16_t>(q));
    EXPECT_EQ(RoundTripFailure(frame, SparsePlanes(frame, 8)), "") << q;
    EXPECT_EQ(RoundTripFailure(frame, NoisePlanes(frame, 8)), "") << q;
  }
  // The luma guide divides one component's table by another's.
  for (size_t c = 0; c < frame.components.size(); ++c) {
    for (size_t k = 0; k < 64; ++k) {
      frame.components[c].quant[k] = (c + k) % 2 == 0 ? uint16_t{65535} : uint16_t{1};
    }
  }
  EXPECT_EQ(RoundTripFailure(frame, NoisePlanes(frame, 9)), "");
}

INSTANTIATE_TEST_SUITE_P(Geometries, CoeffRoundTrip, testing::ValuesIn(Geometries()),
                         [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace jackdaw::test
