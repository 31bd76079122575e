// Coding with a decoder at its heels: the same bytes, and the planes that a decoder gives.
#include <gtest/gtest.h>

#include <atomic>
#include <new>

#include "base/work_monitor.h"
#include "codec/coeff/slices/enc_checked_coeff.h"
#include "models/infer/kernels.h"
#include "tests/coeff/plane_makers.h"

namespace jackdaw::test {
namespace {

using coeff::CoeffOptions;
using coeff::CoeffPreset;

class CheckedCoeff : public testing::TestWithParam<Geometry> {};

TEST_P(CheckedCoeff, GivesBytesAndPlanes) {
  const jpeg::Frame frame = FrameOf(GetParam());
  const Planes planes = PicturePlanes(frame, 1);
  for (const uint32_t slices : {1u, 2u, 5u}) {
    const Bytes expected = coeff::EncodeCoefficients(frame, planes, {.num_slices = slices});
    for (const int threads : {2, 3, 4, 9}) {
      SCOPED_TRACE(testing::Message() << slices << " slices, " << threads << " threads");
      const coeff::CheckedCoefficients checked = coeff::EncodeChecked(
          frame, planes, {.num_slices = slices, .num_threads = threads}, nullptr);
      EXPECT_EQ(checked.bytes, expected);
      ASSERT_TRUE(SamePlanes(checked.decoded, planes));
      WorkMeter meter(UINT64_MAX);
      Planes decoded = ZeroPlanes(frame);
      ASSERT_TRUE(coeff::DecodeCoefficients(expected, frame, {.work = &meter}, &decoded).ok());
      EXPECT_EQ(checked.work, meter.used());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Geometries, CheckedCoeff, testing::ValuesIn(Geometries()),
                         [](const auto& param_info) { return param_info.param.name; });

const Geometry kPicture = {"picture", 300, 200, {{2, 2}, {1, 1}, {1, 1}}};

TEST(CheckedCoeff, EveryPresetAndOtherKernels) {
  const jpeg::Frame frame = FrameOf(kPicture);
  const Planes planes = PicturePlanes(frame, 2);
  for (const CoeffPreset preset :
       {CoeffPreset::kFast, CoeffPreset::kDefault, CoeffPreset::kBlocks}) {
    CoeffOptions options{.num_slices = 2, .preset = preset};
    const Bytes expected = coeff::EncodeCoefficients(frame, planes, options);
    options.num_threads = 2;
    for (const infer::Kernels* kernels : {infer::FindKernels("scalar"), infer::FindKernels("")}) {
      const auto checked = coeff::EncodeChecked(frame, planes, options, kernels);
      EXPECT_EQ(checked.bytes, expected);
      EXPECT_TRUE(SamePlanes(checked.decoded, planes));
    }
  }
}

// Limits stop it as they stop EncodeCoefficients, and nobody waits for ever.
TEST(CheckedCoeff, StopsAtLimits) {
  const jpeg::Frame frame = FrameOf(kPicture);
  const Planes planes = PicturePlanes(frame, 3);
  for (const uint32_t slices : {1u, 4u}) {
    WorkMeter meter(100);
    CoeffOptions options{.num_slices = slices, .num_threads = 3, .work = &meter};
    const auto checked = coeff::EncodeChecked(frame, planes, options, nullptr);
    EXPECT_TRUE(checked.bytes.empty());
    EXPECT_TRUE(checked.decoded.empty());
  }
  const uint64_t one_state = coeff::SliceStateBytes(frame, {});
  const auto alone = coeff::EncodeChecked(
      frame, planes, {.num_threads = 2, .max_state_bytes = one_state}, nullptr);
  EXPECT_EQ(alone.bytes, coeff::EncodeCoefficients(frame, planes, {}));
  EXPECT_TRUE(alone.decoded.empty());
}

// What any of the threads throws reaches the caller, and none of them waits for ever.
TEST(CheckedCoeff, ThrowsWhatAThreadThrew) {
  const jpeg::Frame frame = FrameOf(kPicture);
  const Planes planes = PicturePlanes(frame, 4);
  for (const uint32_t slices : {1u, 5u}) {
    for (const int threads : {1, 2, 3, 4}) {
      std::atomic<int> calls{0};
      // Stands for an allocation that fails.
      const Monitor monitor{.cancelled = [&]() -> bool {
        if (++calls > 3) throw std::bad_alloc();
        return false;
      }};
      WorkMonitor work_monitor(monitor);
      const CoeffOptions options{
          .num_slices = slices, .num_threads = threads, .tools = {.monitor = &work_monitor}};
      EXPECT_THROW(coeff::EncodeChecked(frame, planes, options, nullptr), std::bad_alloc);
      EXPECT_THROW(coeff::EncodeCoefficients(frame, planes, options), std::bad_alloc);
    }
  }
}

}  // namespace
}  // namespace jackdaw::test
