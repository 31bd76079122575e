// Work and memory of coefficients: counted alike on both sides, and refused beyond a limit.
#include <gtest/gtest.h>

#include "codec/coeff/slices/coeff_codec.h"
#include "codec/jpeg/jpeg_codec.h"
#include "tests/coeff/plane_makers.h"

namespace jackdaw::test {
namespace {

using coeff::CoeffOptions;
using coeff::CoeffPreset;

constexpr CoeffPreset kPresets[] = {CoeffPreset::kFast, CoeffPreset::kDefault,
                                    CoeffPreset::kParallel, CoeffPreset::kBlocks};

class CoeffLimits : public ::testing::TestWithParam<CoeffPreset> {
 protected:
  CoeffLimits() : planes_(PicturePlanes(frame_, 5)) {}

  CoeffOptions Options(WorkMeter* work, int num_threads = 1) const {
    return {.num_slices = 3, .num_threads = num_threads, .preset = GetParam(), .work = work};
  }
  Bytes Encode(const CoeffOptions& options) const {
    return coeff::EncodeCoefficients(frame_, planes_, options);
  }
  Status Decode(const Bytes& coded, const CoeffOptions& options) const {
    std::vector<jpeg::CoeffPlane> decoded = jpeg::AllocatePlanes(frame_);
    return coeff::DecodeCoefficients(coded, frame_, options, &decoded);
  }

  const jpeg::Frame frame_ = FrameOf({"420", 200, 120, {{2, 2}, {1, 1}, {1, 1}}});
  std::vector<jpeg::CoeffPlane> planes_;
};

TEST_P(CoeffLimits, BothSidesCountTheSameWork) {
  WorkMeter encoder(UINT64_MAX);
  const Bytes coded = Encode(Options(&encoder));
  ASSERT_FALSE(coded.empty());
  EXPECT_GT(encoder.used(), 0u);
  for (const int threads : {1, 3}) {
    WorkMeter decoder(encoder.used());
    ASSERT_TRUE(Decode(coded, Options(&decoder, threads)).ok());
    EXPECT_EQ(decoder.used(), encoder.used());
  }
}

TEST_P(CoeffLimits, WorkBeyondTheLimitIsRefused) {
  WorkMeter all(UINT64_MAX);
  const Bytes coded = Encode(Options(&all));
  for (const uint64_t limit : {uint64_t{0}, all.used() / 2, all.used() - 1}) {
    WorkMeter encoder(limit), decoder(limit);
    EXPECT_TRUE(Encode(Options(&encoder)).empty());
    const Status status = Decode(coded, Options(&decoder));
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::kLimitExceeded);
  }
}

TEST_P(CoeffLimits, FewerThreadsFitIntoLessMemory) {
  CoeffOptions options = Options(nullptr, 3);
  const Bytes coded = Encode(options);
  options.max_state_bytes = coeff::SliceStateBytes(frame_, options);
  EXPECT_EQ(Encode(options), coded);
  EXPECT_TRUE(Decode(coded, options).ok());
  --options.max_state_bytes;
  EXPECT_TRUE(Encode(options).empty());
  const Status status = Decode(coded, options);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kLimitExceeded);
}

// A stream of no bytes for a large frame: an error long before all blocks are decoded.
TEST_P(CoeffLimits, ExhaustedStreamStopsSoon) {
  const jpeg::Frame frame = FrameOf({"grey", 4096, 2048, {{1, 1}}});
  const uint64_t num_blocks = 512 * 256;
  for (const Bytes& coded : {Bytes{0}, Bytes(40, 0)}) {
    WorkMeter work(UINT64_MAX);
    std::vector<jpeg::CoeffPlane> decoded = jpeg::AllocatePlanes(frame);
    const CoeffOptions options{.preset = GetParam(), .work = &work};
    const Status status = coeff::DecodeCoefficients(coded, frame, options, &decoded);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::kCorrupt);
    EXPECT_LT(work.used(), num_blocks * 50);
  }
}

INSTANTIATE_TEST_SUITE_P(AllPresets, CoeffLimits, ::testing::ValuesIn(kPresets));

}  // namespace
}  // namespace jackdaw::test
