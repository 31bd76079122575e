// The presets with a learned prior: planes come back exactly, whatever they hold.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/coeff/plane_makers.h"

namespace jackdaw::test {
namespace {

struct PresetCase {
  coeff::CoeffPreset preset;
  Geometry geometry;
};
void PrintTo(const PresetCase& c, std::ostream* out) {
  *out << static_cast<int>(c.preset) << ' ' << c.geometry.name;
}

std::vector<PresetCase> Cases() {
  std::vector<PresetCase> cases;
  for (const coeff::CoeffPreset preset :
       {coeff::CoeffPreset::kDefault, coeff::CoeffPreset::kParallel, coeff::CoeffPreset::kBlocks}) {
    for (const Geometry& geometry : Geometries()) cases.push_back({preset, geometry});
  }
  return cases;
}

class CoeffPresets : public testing::TestWithParam<PresetCase> {
 protected:
  coeff::CoeffOptions Options(uint32_t num_slices = 0, int num_threads = 1) const {
    return {num_slices, num_threads, GetParam().preset};
  }
  void ExpectExact(const Planes& planes, const char* what) const {
    EXPECT_EQ(RoundTripFailure(frame_, planes, Options()), "") << what;
  }
  const jpeg::Frame frame_ = FrameOf(GetParam().geometry);
};

TEST_P(CoeffPresets, Pictures) {
  ExpectExact(ZeroPlanes(frame_), "zeros");
  for (const Content content : {Content::kPhoto, Content::kLines}) {
    ExpectExact(PicturePlanes(frame_, 1, content), "picture");
  }
  ExpectExact(SparsePlanes(frame_, 2), "sparse");
  ExpectExact(NoisePlanes(frame_, 3), "noise");
}

TEST_P(CoeffPresets, Extremes) {
  static constexpr int kValues[] = {-32768, -32767, -1, 0, 0, 0, 1, 2, 16383, 16384, 32766, 32767};
  TestRng rng(5);
  ExpectExact(MakePlanes(frame_, [&](size_t, uint32_t, uint32_t,
                                     size_t) { return kValues[rng.Below(12)]; }),
              "random extremes");
  ExpectExact(MakePlanes(frame_, [](size_t, uint32_t row, uint32_t col,
                                    size_t) { return (row + col) % 2 == 0 ? -32768 : 32767; }),
              "blocks alternate");
}

TEST_P(CoeffPresets, SlicesAndThreads) {
  const Planes planes = PicturePlanes(frame_, 4);
  EXPECT_EQ(RoundTripFailure(frame_, planes, Options(3, 2)), "");
  EXPECT_EQ(coeff::EncodeCoefficients(frame_, planes, Options(3, 1)),
            coeff::EncodeCoefficients(frame_, planes, Options(3, 2)));
}

// Any bytes decode to something, or to an error.
TEST_P(CoeffPresets, Damage) {
  const Planes planes = PicturePlanes(frame_, 6);
  const Bytes coded = coeff::EncodeCoefficients(frame_, planes, Options());
  TestRng rng(7);
  for (int i = 0; i < 4; ++i) {
    Bytes damaged = coded;
    for (int j = 0; j < 3; ++j) {
      damaged[rng.Below(static_cast<uint32_t>(damaged.size()))] =
          static_cast<uint8_t>(rng.Below(256));
    }
    if (i % 2 == 0)
      damaged.resize(damaged.size() - rng.Below(static_cast<uint32_t>(damaged.size())) / 2);
    Planes decoded = ZeroPlanes(frame_);
    const Status status = coeff::DecodeCoefficients(damaged, frame_, Options(), &decoded);
    if (!status.ok()) {
      EXPECT_EQ(status.error().code, ErrorCode::kCorrupt);
    }
  }
}

TEST(CoeffPresetModels, AreNamed) {
  EXPECT_EQ(coeff::ModelId(coeff::CoeffPreset::kFast), 0u);
  const std::set<uint64_t> ids = {coeff::ModelId(coeff::CoeffPreset::kDefault),
                                  coeff::ModelId(coeff::CoeffPreset::kParallel),
                                  coeff::ModelId(coeff::CoeffPreset::kBlocks)};
  EXPECT_EQ(ids.size(), 3u);
  EXPECT_FALSE(ids.contains(0));
}

INSTANTIATE_TEST_SUITE_P(All, CoeffPresets, testing::ValuesIn(Cases()));

}  // namespace
}  // namespace jackdaw::test
