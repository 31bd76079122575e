// The kernels of the mixer against their normative form, on random and on extreme values.
#include "entropy/mixer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "tests/support/test_rng.h"

namespace jackdaw::entropy {
namespace {

using test::TestRng;

int32_t AnyInput(TestRng* rng) {
  switch (rng->Below(5)) {
    case 0:
      return kStretchMax;
    case 1:
      return -kStretchMax;
    case 2:
      return 0;
    default:
      return static_cast<int32_t>(rng->Below(2 * kStretchMax + 1)) - kStretchMax;
  }
}

int32_t AnyWeight(TestRng* rng) {
  constexpr int32_t kEdges[] = {std::numeric_limits<int32_t>::min(),
                                std::numeric_limits<int32_t>::max(),
                                0,
                                -1,
                                kMixerOne,
                                -kMixerOne,
                                65535,
                                -65536};
  if (rng->OneIn(3)) return kEdges[rng->Below(8)];
  return static_cast<int32_t>(static_cast<uint32_t>(rng->Next()));
}

// All errors that MixerError gives: it is -32768 for a zero at p = 65535 / 65536.
int32_t AnyError(TestRng* rng) {
  constexpr int32_t kEdges[] = {-32768, 32767, 0, -1, 1};
  if (rng->OneIn(3)) return kEdges[rng->Below(5)];
  return static_cast<int32_t>(rng->Below(65536)) - 32768;
}

template <int kInputs>
void CompareOnce(TestRng* rng) {
  int x[kInputs];
  int16_t x16[kInputs];
  MixerWeights<kInputs> weights;
  for (int i = 0; i < kInputs; ++i) {
    x[i] = AnyInput(rng);
    x16[i] = static_cast<int16_t>(x[i]);
    weights.w[i] = AnyWeight(rng);
  }
  const MixerInputs<kInputs> inputs(x);
  const int32_t dot = mixer_scalar::Dot(weights, x16);
  ASSERT_EQ(inputs.Dot(weights), dot);
  ASSERT_LE(std::abs(int64_t{dot}), int64_t{1} << 30);
  MixerWeights<kInputs> expected = weights;
  const int32_t error = AnyError(rng);
  const int shift = static_cast<int>(rng->Below(16));
  mixer_scalar::Update(x16, error, shift, &expected);
  inputs.Update(error, shift, &weights);
  ASSERT_TRUE(std::equal(weights.w, weights.w + kInputs, expected.w)) << error << " " << shift;
}

TEST(Mixer, FourInputsEqualTheScalarForm) {
  TestRng rng(4);
  for (int i = 0; i < 200000 && !HasFatalFailure(); ++i) CompareOnce<4>(&rng);
}

TEST(Mixer, EightInputsEqualTheScalarForm) {
  TestRng rng(8);
  for (int i = 0; i < 200000 && !HasFatalFailure(); ++i) CompareOnce<8>(&rng);
}

template <int kInputs>
void CompareExtremes() {
  for (const int x_value : {-kStretchMax, kStretchMax}) {
    for (const int32_t w :
         {std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()}) {
      int x[kInputs];
      MixerWeights<kInputs> weights;
      std::fill_n(x, kInputs, x_value);
      std::fill_n(weights.w, kInputs, w);
      const int64_t expected = int64_t{kInputs} * x_value * (w >> 16);
      EXPECT_EQ(MixerInputs<kInputs>(x).Dot(weights), expected);
      EXPECT_LE(std::abs(expected), int64_t{1} << 30);
    }
  }
}

TEST(Mixer, TheLargestSumsFit) {
  CompareExtremes<4>();
  CompareExtremes<8>();
}

TEST(Mixer, ErrorIsBoundedAndSigned) {
  for (uint32_t p = 1; p < 65536; ++p) {
    const int32_t one = MixerError(1, p), zero = MixerError(0, p);
    ASSERT_GE(one, 0) << p;
    ASSERT_LE(one, 32767) << p;
    ASSERT_LT(zero, 0) << p;
    ASSERT_GE(zero, -32768) << p;  // all that 16-bit lanes hold
  }
}

// Descent leads the mix to the input that is right.
TEST(Mixer, LearnsWhichInputIsRight) {
  TestRng rng(1);
  MixerWeights<4> weights = {{kMixerOne / 4, kMixerOne / 4, kMixerOne / 4, kMixerOne / 4}};
  for (int i = 0; i < 20000; ++i) {
    const int bit = static_cast<int>(rng.Below(2));
    const auto guess = [&] { return static_cast<int>(rng.Below(1024)) - 512; };
    const int x[4] = {bit != 0 ? 300 : -300, guess(), guess(), guess()};
    const MixerInputs<4> inputs(x);
    inputs.Update(MixerError(bit, Squash(inputs.Dot(weights) >> kMixerDotShift)), 2, &weights);
  }
  EXPECT_GT(weights.w[0], kMixerOne);
  for (int i = 1; i < 4; ++i) EXPECT_LT(std::abs(weights.w[i]), kMixerOne / 4);
}

}  // namespace
}  // namespace jackdaw::entropy
