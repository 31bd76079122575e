#include "models/prior/guide.h"

#include <algorithm>

#include "models/infer/fixed_tables.h"
#include "models/prior/prior_features.h"

namespace jackdaw::prior {
namespace {

constexpr int kMaxRatio = 4;

// Natural position (8 v + u) of a zigzag position; T.81 figure 5.
constexpr std::array<uint8_t, 64> kNatural = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

constexpr std::array<int16_t, 64> MakeIdentity() {
  std::array<int16_t, 64> identity{};
  for (size_t i = 0; i < 8; ++i) identity[9 * i] = 1 << 14;
  return identity;
}
constexpr std::array<int16_t, 64> kIdentityQ14 = MakeIdentity();

// [8][8 ratio], Q14.
const int16_t* Matrix(int ratio) {
  switch (ratio) {
    case 2:
      return infer::kResample2Q14.data();
    case 3:
      return infer::kResample3Q14.data();
    case 4:
      return infer::kResample4Q14.data();
    default:
      return kIdentityQ14.data();
  }
}

const int16_t* LumaBlock(const GuidePlane& plane, uint32_t row, uint32_t column) {
  if (row >= plane.rows || column >= plane.columns) return nullptr;
  return &plane.coeffs[row * plane.row_pitch + size_t{column} * 64];
}

// Rows of coefficients of the luma blocks under a chroma block, each resampled along itself.
struct ResampledRows {
  std::array<std::array<int32_t, 8>, 8 * kMaxRatio> row{};
  uint32_t nonzero = 0;  // bit y: row y has something
};

ResampledRows ResampleRows(const GuidePlane& plane, uint32_t row, uint32_t column) {
  ResampledRows rows;
  const auto ratio_x = static_cast<uint32_t>(plane.ratio_x);
  const auto ratio_y = static_cast<uint32_t>(plane.ratio_y);
  const int16_t* matrix = Matrix(plane.ratio_x);
  for (uint32_t by = 0; by < ratio_y; ++by) {
    for (uint32_t bx = 0; bx < ratio_x; ++bx) {
      const int16_t* block = LumaBlock(plane, row * ratio_y + by, column * ratio_x + bx);
      if (block == nullptr) continue;
      for (size_t k = 0; k < 64; ++k) {
        if (block[k] == 0) continue;
        const int32_t value = Dequantized(block[k], plane.quant[k]);
        const uint32_t y = 8 * by + kNatural[k] / 8, x = 8 * bx + kNatural[k] % 8;
        rows.nonzero |= uint32_t{1} << y;
        // The rows of a matrix have absolute sums below 2.84 (Q14: 46600; checked by a test), so
        // that sums stay below 32767 * 46600 < 2^31.
        for (size_t u = 0; u < 8; ++u) rows.row[y][u] += value * matrix[u * 8 * ratio_x + x];
      }
    }
  }
  for (std::array<int32_t, 8>& sums : rows.row) {
    for (int32_t& sum : sums) sum = (sum + (1 << 9)) >> 10;
  }
  return rows;
}

}  // namespace

void ResampleGuide(const GuidePlane& plane, uint32_t row, uint32_t column,
                   std::array<int16_t, 64>* guide) {
  guide->fill(0);
  if (plane.ratio_x == 1 && plane.ratio_y == 1) {
    // What the general way gives: products with 2^14 that are rounded back exactly.
    const int16_t* block = LumaBlock(plane, row, column);
    if (block == nullptr) return;
    for (size_t k = 0; k < 64; ++k) {
      (*guide)[k] = Dequantized(block[k], plane.quant[k]);
    }
    return;
  }
  const ResampledRows rows = ResampleRows(plane, row, column);
  if (rows.nonzero == 0) return;
  const int16_t* matrix = Matrix(plane.ratio_y);
  const auto height = 8 * static_cast<size_t>(plane.ratio_y);
  std::array<int64_t, 64> sums{};
  for (size_t y = 0; y < height; ++y) {
    if ((rows.nonzero >> y & 1) == 0) continue;
    for (size_t v = 0; v < 8; ++v) {
      const int64_t weight = matrix[v * height + y];
      for (size_t u = 0; u < 8; ++u) sums[8 * v + u] += weight * rows.row[y][u];
    }
  }
  for (size_t k = 0; k < 64; ++k) {
    const int64_t value = (sums[kNatural[k]] + (1 << 17)) >> 18;
    (*guide)[k] = static_cast<int16_t>(std::clamp<int64_t>(value, -32767, 32767));
  }
}

void GuideFeatures(const GuidePlane& plane, uint32_t row, uint32_t column,
                   std::span<const uint32_t> inverse_sigma, int16_t* features) {
  std::array<int16_t, 64> guide;
  ResampleGuide(plane, row, column, &guide);
  for (size_t k = 0; k < 64; ++k) {
    features[k] = ScaledFeature(guide[k], inverse_sigma[k]);
    features[64 + k] = ScaledFeature(int64_t{guide[k]} * 8, inverse_sigma[k]);
  }
}

}  // namespace jackdaw::prior
