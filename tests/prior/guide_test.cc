#include "models/prior/guide.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "models/infer/fixed_tables.h"
#include "tests/prior/reference_prior.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

const int16_t* Matrix(size_t ratio) {
  return ratio == 2   ? infer::kResample2Q14.data()
         : ratio == 3 ? infer::kResample3Q14.data()
                      : infer::kResample4Q14.data();
}

double Dct(size_t u, size_t x) {
  const double scale = u == 0 ? std::sqrt(0.125) : 0.5;
  return scale * std::cos(static_cast<double>((2 * x + 1) * u) * std::acos(-1.0) / 16);
}

TEST(ResampleGuide, MatricesAverageSamples) {
  for (const size_t ratio : {2u, 3u, 4u}) {
    for (size_t u = 0; u < 8; ++u) {
      int32_t absolute_sum = 0;
      for (size_t i = 0; i < 8 * ratio; ++i) {
        double wanted = 0;
        for (size_t x = 0; x < 8; ++x) {
          const size_t sample = i / 8 * 8 + x;
          wanted += Dct(u, sample / ratio) * Dct(i % 8, x) / static_cast<double>(ratio);
        }
        const int16_t entry = Matrix(ratio)[u * 8 * ratio + i];
        EXPECT_NEAR(entry, wanted * 16384, 0.501);
        absolute_sum += std::abs(entry);
      }
      // Keeps sums over a row of dequantized coefficients within 32 bits.
      EXPECT_LE(absolute_sum, 46600);
    }
  }
}

TEST(ResampleGuide, EqualsReference) {
  TestRng rng(1);
  for (int ratio_x = 1; ratio_x <= 4; ++ratio_x) {
    for (int ratio_y = 1; ratio_y <= 4; ++ratio_y) {
      std::vector<int16_t> coeffs(5 * 7 * 64, 0);
      for (int16_t& c : coeffs) {
        const uint32_t kind = rng.Below(8);
        if (kind == 0) c = static_cast<int16_t>(rng.Below(65536));
        if (kind == 1) c = static_cast<int16_t>(static_cast<int>(rng.Below(21)) - 10);
      }
      prior::GuidePlane plane = {coeffs, 7 * 64, 5, 7, {}, ratio_x, ratio_y};
      for (uint16_t& q : plane.quant) q = static_cast<uint16_t>(1 + rng.Below(60));
      for (uint32_t row = 0; row < 4; ++row) {
        for (uint32_t column = 0; column < 5; ++column) {
          std::array<int16_t, 64> guide;
          prior::ResampleGuide(plane, row, column, &guide);
          ASSERT_EQ(guide, ReferenceGuide(plane, row, column)) << ratio_x << 'x' << ratio_y;
        }
      }
    }
  }
}

// A flat luma of 100 is a flat guide of 100 at any ratio.
TEST(ResampleGuide, KeepsDc) {
  std::vector<int16_t> coeffs(4 * 4 * 64, 0);
  for (size_t i = 0; i < coeffs.size(); i += 64) coeffs[i] = 100;
  for (int ratio = 1; ratio <= 4; ++ratio) {
    prior::GuidePlane plane = {coeffs, 4 * 64, 4, 4, {}, ratio, ratio};
    plane.quant.fill(8);
    std::array<int16_t, 64> guide;
    prior::ResampleGuide(plane, 0, 0, &guide);
    EXPECT_NEAR(guide[0], 800, 1);
    for (size_t k = 1; k < 64; ++k) EXPECT_NEAR(guide[k], 0, 1);
  }
}

}  // namespace
}  // namespace jackdaw::test
