#include "codec/pixels/forward_dct.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "codec/pixels/inverse_dct.h"
#include "tests/support/test_rng.h"

namespace jackdaw::pixels {
namespace {

// The definition (T.81 A.3.3), one coefficient at a time.
double ExactCoefficient(const std::array<float, 64>& samples, size_t u, size_t v) {
  const auto wave = [](size_t position, size_t frequency) {
    return std::cos(static_cast<double>((2 * position + 1) * frequency) * std::acos(-1.0) / 16);
  };
  double sum = 0;
  for (size_t y = 0; y < 8; ++y) {
    for (size_t x = 0; x < 8; ++x) {
      sum += static_cast<double>(samples[8 * y + x]) * wave(x, u) * wave(y, v);
    }
  }
  return sum * (u == 0 ? std::sqrt(0.5) : 1) * (v == 0 ? std::sqrt(0.5) : 1) / 4;
}

TEST(ForwardDct, MatchesTheDefinitionAndTheInverse) {
  test::TestRng rng(3);
  for (int round = 0; round < 30; ++round) {
    std::array<float, 64> samples{}, coeffs{}, again{};
    std::array<float, 8 * 13> rows{};
    for (size_t i = 0; i < 64; ++i) {
      samples[i] = static_cast<float>(rng.Below(256)) - 128;
      rows[i / 8 * 13 + i % 8] = samples[i];
    }
    ForwardDct(rows.data(), 13, coeffs.data());
    for (size_t i = 0; i < 64; ++i) {
      EXPECT_NEAR(coeffs[i], ExactCoefficient(samples, i % 8, i / 8), 1e-3);
    }
    for (float& c : coeffs) c *= kInverseDctScale;
    InverseDct(coeffs.data(), again.data(), 8);
    for (size_t i = 0; i < 64; ++i) EXPECT_NEAR(again[i], samples[i], 1e-3);
  }
}

}  // namespace
}  // namespace jackdaw::pixels
