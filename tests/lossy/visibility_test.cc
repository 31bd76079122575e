#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "codec/lossy/enc_visibility.h"

namespace jackdaw::lossy {
namespace {

// What is left of the local variance of a basis function in means of 2^s x 2^s samples, straight
// from the definition: on a plane, in two dimensions, over all places of the block in the grid.
double LeftOf(int u, int v, int s) {
  constexpr int kSide = 96, kAt = 40;
  const int length = 1 << s, size = kSide / length;
  double left = 0;
  for (int shift_y = 0; shift_y < length; ++shift_y) {
    for (int shift_x = 0; shift_x < length; ++shift_x) {
      std::vector<double> means(static_cast<size_t>(size * size), 0);
      for (int y = 0; y < 8; ++y) {
        for (int x = 0; x < 8; ++x) {
          const auto wave = [](int position, int frequency) {
            return (frequency == 0 ? std::sqrt(0.125) : 0.5) *
                   std::cos((2 * position + 1) * frequency * std::acos(-1.0) / 16);
          };
          const int row = (kAt / length * length + shift_y + y) / length;
          const int column = (kAt / length * length + shift_x + x) / length;
          means[static_cast<size_t>(row * size + column)] +=
              wave(x, u) * wave(y, v) / (length * length);
        }
      }
      for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
          double total = 0, mean = 0, square = 0;
          for (int j = -6; j <= 6; ++j) {
            for (int i = -6; i <= 6; ++i) {
              const double weight = std::exp(-(i * i + j * j) / 4.5);
              total += weight;
              if (y + j < 0 || y + j >= size || x + i < 0 || x + i >= size) continue;
              const double value = means[static_cast<size_t>((y + j) * size + x + i)];
              mean += weight * value;
              square += weight * value * value;
            }
          }
          left += square / total - mean * mean / (total * total);
        }
      }
    }
  }
  return left;  // the mean over length^2 places, times length^2 pixels a sample
}

TEST(Visibility, IsTheLocalVarianceThatIsLeft) {
  ScaleShares shares{1, 1, 1, 1, 1};
  const VisibilityTable table = MakeVisibilityTable(shares);
  for (const size_t k : {0u, 1u, 2u, 4u, 13u, 40u, 63u}) {
    const int natural = jpeg::kZigzagToNatural[k];
    for (int s = 0; s < 3; ++s) {
      EXPECT_NEAR(static_cast<double>(table[static_cast<size_t>(s)][k]),
                  LeftOf(natural % 8, natural / 8, s), 0.01)
          << k << " " << s;
    }
  }
}

TEST(Visibility, SharesScaleTheirOwnScale) {
  const VisibilityTable one = MakeVisibilityTable({1, 1, 1, 1, 1});
  const VisibilityTable table = MakeVisibilityTable({0, 3, 1, 1, 1});
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    EXPECT_EQ(table[0][k], 0);
    EXPECT_FLOAT_EQ(table[1][k], 3 * one[1][k]);
  }
}

TEST(Visibility, SubsampledComponentsLackTheFinestScales) {
  const ScaleShares shares = {1, 2, 4, 8, 16};
  EXPECT_EQ(SharesOfSubsampled(shares, 0), shares);
  EXPECT_EQ(SharesOfSubsampled(shares, 1), (ScaleShares{2, 4, 8, 16, 0}));
  EXPECT_EQ(SharesOfSubsampled(shares, 0.5), (ScaleShares{1.5, 3, 6, 12, 8}));
}

}  // namespace
}  // namespace jackdaw::lossy
