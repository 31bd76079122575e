// Slices coded with the second prior: planes of every shape and content come back exactly.
#include <gtest/gtest.h>

#include <algorithm>

#include "codec/coeff/slices/block_slice_coder.h"
#include "codec/coeff/slices/coeff_header.h"
#include "models/prior/block_model.h"
#include "models/prior/block_wave_impl.h"
#include "tests/coeff/plane_makers.h"

namespace jackdaw::test {
namespace {

constexpr prior::BlockShape kLuma = {1, 16, 32, 8, 15, 0, 2}, kChroma = {2, 16, 16, 4, 4, 16, 2};
using SmallModel = prior::BlockModel<kLuma, kChroma>;

template <class Coder>
using SliceCoder = coeff::BlockSliceCoder<Coder, SmallModel>;

const SmallModel& Model() {
  static const SmallModel* const model = [] {
    auto* made = new SmallModel;
    made->luma = prior::BlockNetwork<kLuma>(prior::RandomBlockNetwork(1, kLuma));
    made->chroma = prior::BlockNetwork<kChroma>(prior::RandomBlockNetwork(2, kChroma));
    return made;
  }();
  return *model;
}

Bytes Encode(const jpeg::Frame& frame, const Planes& planes, const coeff::SliceLayout& layout,
             const coeff::Tools& tools = {}) {
  entropy::EncodeOps coder;
  EXPECT_TRUE(
      SliceCoder<entropy::EncodeOps>(coder, frame, layout, Model(), planes).With(tools).Run());
  return coder.Finish();
}

// False when it is found damaged.
bool Decode(ByteSpan bytes, const jpeg::Frame& frame, const coeff::SliceLayout& layout,
            Planes* planes, const coeff::Tools& tools = {}) {
  entropy::DecodeOps coder(bytes);
  SliceCoder<entropy::DecodeOps> slice(coder, frame, layout, Model(), *planes);
  return slice.With(tools).Run() && coder.Finish();
}

// Codes all slices.
void ExpectExact(const jpeg::Frame& frame, const Planes& planes, const char* what,
                 uint32_t num_slices = 1) {
  const coeff::CoeffHeader header = coeff::AnalysePlanes(frame, planes, num_slices);
  Planes decoded = ZeroPlanes(frame);
  for (uint32_t i = 0; i < header.num_slices; ++i) {
    const coeff::SliceLayout layout = coeff::MakeSliceLayout(header, frame, i);
    const Bytes bytes = Encode(frame, planes, layout);
    EXPECT_TRUE(Decode(bytes, frame, layout, &decoded)) << what;
  }
  EXPECT_TRUE(SamePlanes(planes, decoded)) << what;
}

class BlockSlices : public testing::TestWithParam<Geometry> {
 protected:
  void Expect(const Planes& planes, const char* what, uint32_t num_slices = 1) const {
    ExpectExact(frame_, planes, what, num_slices);
  }
  const jpeg::Frame frame_ = FrameOf(GetParam());
};

TEST_P(BlockSlices, Pictures) {
  Expect(ZeroPlanes(frame_), "zeros");
  for (const Content content : {Content::kPhoto, Content::kLines, Content::kBlack}) {
    Expect(PicturePlanes(frame_, 1, content), "picture");
    Expect(PicturePlanes(frame_, 1, content), "picture in slices", 3);
  }
}

TEST_P(BlockSlices, RandomLevels) {
  for (uint64_t seed = 0; seed < 3; ++seed) Expect(SparsePlanes(frame_, seed), "sparse");
  Expect(NoisePlanes(frame_, 1), "noise");
}

TEST_P(BlockSlices, Extremes) {
  for (const int v : {-32768, 32767, 1, 255}) {
    Expect(MakePlanes(frame_, [v](size_t, uint32_t, uint32_t, size_t) { return v; }), "all equal");
  }
  static constexpr int kValues[] = {-32768, -32767, -1, 0, 0, 0, 1, 2, 16383, 16384, 32766, 32767};
  TestRng rng(5);
  Expect(MakePlanes(frame_,
                    [&](size_t, uint32_t, uint32_t, size_t) { return kValues[rng.Below(12)]; }),
         "random extremes");
}

// Repeating blocks in one component of a pair, not in the other.
TEST_P(BlockSlices, CopiesInOneComponent) {
  TestRng rng(6);
  for (const size_t moving : {size_t{1}, size_t{2}}) {
    Expect(MakePlanes(frame_,
                      [&](size_t c, uint32_t, uint32_t col, size_t k) {
                        if (c == moving) return k < 20 ? static_cast<int>(rng.Below(5)) - 2 : 0;
                        return k == 0 ? 9 : k < 10 ? static_cast<int>((col + k) % 3) - 1 : 0;
                      }),
           "copies");
  }
}

TEST_P(BlockSlices, ShiftedLevels) {
  TestRng rng(7);
  Expect(MakePlanes(frame_,
                    [&](size_t c, uint32_t, uint32_t, size_t k) {
                      const int level = rng.OneIn(2 + static_cast<uint32_t>(k))
                                            ? static_cast<int>(rng.Below(9)) - 4
                                            : 0;
                      return level * (1 << (k % 4 + (c == 0 ? 0 : 2)));
                    }),
         "shifts");
}

INSTANTIATE_TEST_SUITE_P(All, BlockSlices, testing::ValuesIn(Geometries()),
                         [](const auto& geometry) { return geometry.param.name; });

struct Stream {
  jpeg::Frame frame = FrameOf({"", 64, 80, {{2, 2}, {1, 1}, {1, 1}}});
  Planes planes = PicturePlanes(frame, 3);
  coeff::SliceLayout layout =
      coeff::MakeSliceLayout(coeff::AnalysePlanes(frame, planes, 1), frame, 0);
};

TEST(BlockSliceTools, AllKernelsWriteTheSame) {
  const Stream s;
  coeff::Tools scalar;
  scalar.kernels = infer::FindKernels("scalar");
  const Bytes wanted = Encode(s.frame, s.planes, s.layout, scalar);
  for (const char* name : {"avx2", "avx512", "neon"}) {
    coeff::Tools tools;
    tools.kernels = infer::FindKernels(name);
    if (tools.kernels == nullptr) continue;
    EXPECT_EQ(Encode(s.frame, s.planes, s.layout, tools), wanted) << name;
    Planes decoded = ZeroPlanes(s.frame);
    EXPECT_TRUE(Decode(wanted, s.frame, s.layout, &decoded, tools));
    EXPECT_TRUE(SamePlanes(s.planes, decoded));
  }
}

// Damage gives an error or other planes, never harm.
TEST(BlockSliceTools, Damage) {
  const Stream s;
  const Bytes bytes = Encode(s.frame, s.planes, s.layout);
  for (size_t size = 0; size < bytes.size(); size += 3) {
    Planes decoded = ZeroPlanes(s.frame);
    const bool complete = Decode(ByteSpan(bytes).first(size), s.frame, s.layout, &decoded);
    EXPECT_FALSE(complete && SamePlanes(decoded, s.planes)) << size;
  }
  TestRng rng(8);
  for (int round = 0; round < 200; ++round) {
    Bytes damaged = bytes;
    for (uint32_t i = 0; i <= rng.Below(4); ++i) {
      damaged[rng.Below(static_cast<uint32_t>(damaged.size()))] =
          static_cast<uint8_t>(rng.Below(256));
    }
    Planes decoded = ZeroPlanes(s.frame);
    (void)Decode(damaged, s.frame, s.layout, &decoded);
  }
  Bytes noise(3000);
  for (uint8_t& byte : noise) byte = static_cast<uint8_t>(rng.Below(256));
  Planes decoded = ZeroPlanes(s.frame);
  (void)Decode(noise, s.frame, s.layout, &decoded);
}

TEST(BlockSliceTools, WorkEnds) {
  const Stream s;
  WorkMeter work(1000);
  entropy::EncodeOps coder;
  EXPECT_FALSE(
      SliceCoder<entropy::EncodeOps>(coder, s.frame, s.layout, Model(), s.planes, &work).Run());
  EXPECT_TRUE(work.over());
}

}  // namespace
}  // namespace jackdaw::test
