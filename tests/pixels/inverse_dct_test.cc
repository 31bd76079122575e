#include "codec/pixels/inverse_dct.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "tests/support/test_rng.h"

namespace jackdaw {
namespace {

// The definition (T.81 A.3.3), one sample at a time. coeffs: not scaled.
double ExactSample(const std::array<double, 64>& coeffs, size_t x, size_t y) {
  double sum = 0;
  for (size_t v = 0; v < 8; ++v) {
    for (size_t u = 0; u < 8; ++u) {
      const double scale = (u == 0 ? std::sqrt(0.5) : 1) * (v == 0 ? std::sqrt(0.5) : 1) / 4;
      const auto wave = [](size_t position, size_t frequency) {
        return std::cos(static_cast<double>((2 * position + 1) * frequency) * std::acos(-1.0) / 16);
      };
      sum += scale * coeffs[8 * v + u] * wave(x, u) * wave(y, v);
    }
  }
  return sum;
}

TEST(InverseDct, MatchesTheDefinition) {
  test::TestRng rng(2);
  for (const uint32_t range : {100u, 2000u, 1u << 31}) {
    for (int round = 0; round < 30; ++round) {
      std::array<double, 64> coeffs{};
      std::array<float, 64> scaled{};
      double sum = 0;
      for (size_t i = 0; i < 64; ++i) {
        if (rng.OneIn(2)) coeffs[i] = static_cast<double>(rng.Below(range)) - range / 2.0;
        scaled[i] = static_cast<float>(coeffs[i]) * kInverseDctScale;
        sum += std::abs(coeffs[i]);
      }
      std::array<float, 8 * 11> samples{};
      InverseDct(scaled.data(), samples.data(), 11);
      for (size_t i = 0; i < 64; ++i) {
        EXPECT_NEAR(samples[i / 8 * 11 + i % 8], ExactSample(coeffs, i % 8, i / 8), 1e-6 * sum);
      }
      EXPECT_EQ(samples[8], 0);  // between the rows
    }
  }
}

TEST(InverseDct, BlocksOfDcAloneAreExact) {
  for (int dc = -9000; dc <= 9000; ++dc) {
    std::array<float, 64> coeffs{}, samples{};
    coeffs[0] = static_cast<float>(dc) * kInverseDctScale;
    InverseDct(coeffs.data(), samples.data(), 8);
    for (const float sample : samples) ASSERT_EQ(sample, static_cast<float>(dc) / 8);
  }
}

}  // namespace
}  // namespace jackdaw
