#include "codec/quant/requantize.h"

#include <algorithm>

namespace jackdaw::quant {
namespace {

// Sum of |c| q - |k| q' over the coefficients of one frequency and magnitude. Their number is below
// 2^32 (a plane of 65535 x 65535 samples), each term below 2^31: 64 bits hold the sum.
struct Gather {
  int64_t sum = 0;
  int64_t count = 0;
};

// round(256 sum / (count step)), halves away from zero, clamped.
int8_t OffsetQ8(const Gather& gather, uint16_t step) {
  if (gather.count == 0) return 0;
  uint64_t magnitude = static_cast<uint64_t>(gather.sum < 0 ? -gather.sum : gather.sum);
  uint64_t whole = static_cast<uint64_t>(gather.count) * step;
  for (; magnitude >= uint64_t{1} << 54; magnitude >>= 1) whole >>= 1;
  const uint64_t offset =
      whole == 0 ? 127 : std::min<uint64_t>(127, (magnitude * 256 + whole / 2) / whole);
  const int value = static_cast<int>(offset);
  return static_cast<int8_t>(gather.sum < 0 ? -value : value);
}

}  // namespace

void RequantizePlane(const jpeg::CoeffPlane& plane, const FrequencyTable& quant,
                     const Quantizer& quantizer, jpeg::CoeffPlane* levels) {
  const size_t num_blocks = plane.coeffs.size() / jpeg::kBlockSize;
  for (size_t b = 0; b < num_blocks; ++b) {
    const int16_t* in = plane.coeffs.data() + b * jpeg::kBlockSize;
    int16_t* out = levels->coeffs.data() + b * jpeg::kBlockSize;
    for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
      out[k] = in[k] == 0 ? int16_t{0}
                          : RequantizeLevel(in[k], quant[k], quantizer.steps[k],
                                            quantizer.dead_zones_q8[k]);
    }
  }
}

CentroidOffsets ComputeCentroids(std::span<const jpeg::CoeffPlane* const> planes,
                                 std::span<const jpeg::CoeffPlane* const> levels,
                                 const FrequencyTable& quant, const FrequencyTable& steps) {
  std::array<std::array<Gather, kNumMagnitudes>, jpeg::kBlockSize> gathers{};
  for (size_t p = 0; p < planes.size(); ++p) {
    const std::vector<int16_t>& coeffs = planes[p]->coeffs;
    for (size_t i = 0; i < coeffs.size(); ++i) {
      const int64_t level = levels[p]->coeffs[i];
      if (level == 0) continue;
      const size_t k = i % jpeg::kBlockSize;
      const int64_t magnitude = level < 0 ? -level : level;
      const int64_t value = (level < 0 ? -int64_t{coeffs[i]} : coeffs[i]) * int64_t{quant[k]};
      Gather& gather = gathers[k][static_cast<size_t>(std::min<int64_t>(magnitude, 3)) - 1];
      gather.sum += value - magnitude * steps[k];
      ++gather.count;
    }
  }
  CentroidOffsets offsets{};
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    for (size_t m = 0; m < kNumMagnitudes; ++m) offsets[k][m] = OffsetQ8(gathers[k][m], steps[k]);
  }
  return offsets;
}

}  // namespace jackdaw::quant
