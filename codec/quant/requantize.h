// Coefficients to coarser levels and back, in integers.
//
// c: a coefficient of the JPEG (quantized with q); its dequantized value is c q. k: its level under
// the effective step q'. k = sign(c) floor(|c| q / q' + 1/2 - delta), and back |k| q' plus an
// offset that depends on |k| = 1, 2 or more: values gather below the middle of their interval.
#ifndef JACKDAW_CODEC_QUANT_REQUANTIZE_H_
#define JACKDAW_CODEC_QUANT_REQUANTIZE_H_

#include <array>
#include <cstdint>
#include <span>

#include "codec/jpeg/jpeg_data.h"
#include "codec/quant/step_table.h"

namespace jackdaw::quant {

// Classes of magnitude: |k| = 1, 2, and all above.
inline constexpr size_t kNumMagnitudes = 3;

// What is added to |k|, in 1/256 of a step, -127..127: [frequency, zigzag][magnitude class].
using CentroidOffsets = std::array<std::array<int8_t, kNumMagnitudes>, jpeg::kBlockSize>;

// The level of a coefficient. dead_zone_q8: delta, 0..128. |result| <= |c| because step >= quant.
// REQUIRES: 1 <= quant <= step.
inline int16_t RequantizeLevel(int16_t c, uint16_t quant, uint16_t step, uint8_t dead_zone_q8) {
  // |c| q <= 2^31, so the sum stays below 2^40.
  const uint64_t magnitude = static_cast<uint64_t>(c < 0 ? -int32_t{c} : c);
  const uint64_t level =
      (magnitude * quant * 256 + uint64_t{128u - dead_zone_q8} * step) / (uint64_t{256} * step);
  return static_cast<int16_t>(c < 0 ? -static_cast<int32_t>(level) : static_cast<int32_t>(level));
}

// The dequantized value of a level, in 1/256.
inline int64_t ReconstructQ8(int16_t k, uint16_t step,
                             const std::array<int8_t, kNumMagnitudes>& offsets_q8) {
  if (k == 0) return 0;
  const int64_t magnitude = k < 0 ? -int64_t{k} : k;
  const size_t magnitude_class = static_cast<size_t>(magnitude < 3 ? magnitude : 3) - 1;
  const int64_t value = (magnitude * 256 + offsets_q8[magnitude_class]) * step;
  return k < 0 ? -value : value;
}

// Levels of a whole plane. levels: of the same size as plane.
void RequantizePlane(const jpeg::CoeffPlane& plane, const FrequencyTable& quant,
                     const Quantizer& quantizer, jpeg::CoeffPlane* levels);

// Where the dequantized coefficients lie on average, as offsets from their levels; 0 where there
// are none of a magnitude. planes, levels: of the components of one class, in the same order.
CentroidOffsets ComputeCentroids(std::span<const jpeg::CoeffPlane* const> planes,
                                 std::span<const jpeg::CoeffPlane* const> levels,
                                 const FrequencyTable& quant, const FrequencyTable& steps);

}  // namespace jackdaw::quant

#endif  // JACKDAW_CODEC_QUANT_REQUANTIZE_H_
