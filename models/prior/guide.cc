#include "models/prior/guide.h"

#include <algorithm>
#include <bit>

#include "base/add_products.h"
#include "base/nonzero_mask.h"
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

// What a coefficient adds to the eight coefficients of the average, Q14: [coefficient][8].
using Resampling = std::array<std::array<int16_t, 8>, 8 * kMaxRatio>;

// matrix: [8][8 ratio], Q14.
Resampling ByCoefficient(const int16_t* matrix, size_t ratio) {
  Resampling resampling{};
  for (size_t u = 0; u < 8; ++u) {
    for (size_t x = 0; x < 8 * ratio; ++x) resampling[x][u] = matrix[u * 8 * ratio + x];
  }
  return resampling;
}

// ratio: 1..4.
const Resampling& ResamplingBy(int ratio) {
  static const std::array<Resampling, kMaxRatio> all = [] {
    std::array<int16_t, 64> identity{};
    for (size_t i = 0; i < 8; ++i) identity[9 * i] = 1 << 14;
    return std::array<Resampling, kMaxRatio>{ByCoefficient(identity.data(), 1),
                                             ByCoefficient(infer::kResample2Q14.data(), 2),
                                             ByCoefficient(infer::kResample3Q14.data(), 3),
                                             ByCoefficient(infer::kResample4Q14.data(), 4)};
  }();
  return all[static_cast<size_t>(ratio - 1)];
}

const int16_t* LumaBlock(const GuidePlane& plane, uint32_t row, uint32_t column) {
  if (row >= plane.rows || column >= plane.columns) return nullptr;
  return &plane.coeffs[row * plane.row_pitch + size_t{column} * 64];
}

// Rows of coefficients of the luma blocks under a chroma block, each resampled along itself, Q14.
struct ResampledRows {
  std::array<std::array<int32_t, 8>, 8 * kMaxRatio> row{};
  uint32_t nonzero = 0;  // bit y: row y has something
};

ResampledRows ResampleRows(const GuidePlane& plane, uint32_t row, uint32_t column) {
  ResampledRows rows;
  const auto ratio_x = static_cast<uint32_t>(plane.ratio_x);
  const auto ratio_y = static_cast<uint32_t>(plane.ratio_y);
  const Resampling& resampling = ResamplingBy(plane.ratio_x);
  for (uint32_t by = 0; by < ratio_y; ++by) {
    for (uint32_t bx = 0; bx < ratio_x; ++bx) {
      const int16_t* block = LumaBlock(plane, row * ratio_y + by, column * ratio_x + bx);
      if (block == nullptr) continue;
      for (uint64_t left = NonzeroMask(block); left != 0; left &= left - 1) {
        const auto k = static_cast<size_t>(std::countr_zero(left));
        const uint32_t y = 8 * by + kNatural[k] / 8, x = 8 * bx + kNatural[k] % 8;
        rows.nonzero |= uint32_t{1} << y;
        // The rows of a matrix have absolute sums below 2.84 (Q14: 46600; checked by a test), so
        // that sums stay below 32767 * 46600 < 2^31.
        AddProducts(resampling[x].data(), Dequantized(block[k], plane.quant[k]),
                    rows.row[y].data());
      }
    }
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
  const Resampling& resampling = ResamplingBy(plane.ratio_y);
  // Products of 37 bits, as those of the upper and the lower bits of a row: upper ones have an
  // absolute value of at most 5826, and 5826 * 46600 < 2^31.
  constexpr int kLowerBits = 8;
  std::array<std::array<int32_t, 8>, 8> upper_sums{}, lower_sums{};
  for (size_t y = 0; y < 8 * static_cast<size_t>(plane.ratio_y); ++y) {
    if ((rows.nonzero >> y & 1) == 0) continue;
    std::array<int16_t, 8> upper, lower;
    for (size_t u = 0; u < 8; ++u) {
      const int32_t value = (rows.row[y][u] + (1 << 9)) >> 10;
      upper[u] = static_cast<int16_t>(value >> kLowerBits);
      lower[u] = static_cast<int16_t>(value & ((1 << kLowerBits) - 1));
    }
    for (size_t v = 0; v < 8; ++v) {
      AddProducts(upper.data(), resampling[y][v], upper_sums[v].data());
      AddProducts(lower.data(), resampling[y][v], lower_sums[v].data());
    }
  }
  for (size_t k = 0; k < 64; ++k) {
    const size_t v = kNatural[k] / 8, u = kNatural[k] % 8;
    const int64_t sum = int64_t{upper_sums[v][u]} * (1 << kLowerBits) + lower_sums[v][u];
    const int64_t value = (sum + (1 << 17)) >> 18;
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
