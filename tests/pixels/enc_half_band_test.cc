#include "codec/pixels/enc_half_band.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/test_rng.h"

namespace jackdaw::pixels {
namespace {

std::vector<float> RandomSamples(size_t size, uint64_t seed) {
  test::TestRng rng(seed);
  std::vector<float> samples(size);
  for (float& s : samples) s = static_cast<float>(rng.Below(256)) - 128;
  return samples;
}

double SquaredError(const HalfBand& half, const std::vector<float>& halved,
                    const std::vector<float>& wanted) {
  std::vector<float> restored(wanted.size());
  half.Double(halved.data(), 1, 1, 1, restored.data());
  double sum = 0;
  for (size_t i = 0; i < wanted.size(); ++i) {
    sum += (restored[i] - wanted[i]) * (restored[i] - wanted[i]);
  }
  return sum;
}

TEST(HalfBand, KeepsWhatTheFilterCanMake) {
  for (const uint32_t length : {1u, 2u, 3u, 4u, 5u, 8u, 17u, 64u, 333u}) {
    const HalfBand half(length);
    ASSERT_EQ(half.half_length(), (length + 1) / 2);
    const std::vector<float> wanted = RandomSamples(half.half_length(), length);
    std::vector<float> full(length), halved(half.half_length());
    half.Double(wanted.data(), 1, 1, 1, full.data());
    half.Halve(full.data(), 1, 1, 1, halved.data());
    for (size_t i = 0; i < wanted.size(); ++i) EXPECT_NEAR(halved[i], wanted[i], 1e-2) << length;
  }
}

TEST(HalfBand, IsNearestOfAll) {
  for (const uint32_t length : {5u, 12u, 41u}) {
    const HalfBand half(length);
    const std::vector<float> wanted = RandomSamples(length, 7 + length);
    std::vector<float> halved(half.half_length());
    half.Halve(wanted.data(), 1, 1, 1, halved.data());
    const double least = SquaredError(half, halved, wanted);
    for (size_t i = 0; i < halved.size(); ++i) {
      for (const float step : {-0.5f, 0.5f}) {
        std::vector<float> moved = halved;
        moved[i] += step;
        EXPECT_GT(SquaredError(half, moved, wanted), least);
      }
    }
  }
}

TEST(HalfBand, LanesAreApart) {
  constexpr size_t kLanes = 3;
  const uint32_t length = 10;
  const HalfBand half(length);
  const std::vector<float> samples = RandomSamples(length * kLanes, 5);
  std::vector<float> together(half.half_length() * kLanes);
  half.Halve(samples.data(), kLanes, kLanes, kLanes, together.data());
  for (size_t lane = 0; lane < kLanes; ++lane) {
    std::vector<float> alone(half.half_length());
    half.Halve(samples.data() + lane, kLanes, 1, 1, alone.data());
    for (size_t i = 0; i < alone.size(); ++i) {
      EXPECT_EQ(alone[i], together[i * kLanes + lane]);
    }
  }
}

}  // namespace
}  // namespace jackdaw::pixels
