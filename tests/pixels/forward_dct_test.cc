#include "codec/pixels/forward_dct.h"

#include <gtest/gtest.h>

#include <array>

#include "codec/pixels/inverse_dct.h"
#include "tests/support/test_rng.h"

namespace jackdaw::pixels {
namespace {

TEST(ForwardDct, IsTheInverseOfTheInverse) {
  test::TestRng rng(1);
  for (int round = 0; round < 20; ++round) {
    std::array<float, 64> samples, coeffs, back;
    for (float& sample : samples) sample = static_cast<float>(rng.Below(256)) - 128;
    ForwardDct(samples.data(), coeffs.data());
    for (float& coeff : coeffs) coeff *= kInverseDctScale;
    InverseDct(coeffs.data(), back.data(), 8);
    for (size_t i = 0; i < 64; ++i) EXPECT_NEAR(back[i], samples[i], 1e-3) << i;
  }
}

TEST(ForwardDct, RowsAndColumns) {
  std::array<float, 64> samples, coeffs;
  for (size_t i = 0; i < 64; ++i) samples[i] = static_cast<float>(i % 8);  // falls to the right
  ForwardDct(samples.data(), coeffs.data());
  EXPECT_NEAR(coeffs[0], 28, 1e-4);
  EXPECT_LT(coeffs[1], -10);
  EXPECT_NEAR(coeffs[8], 0, 1e-4);
}

}  // namespace
}  // namespace jackdaw::pixels
