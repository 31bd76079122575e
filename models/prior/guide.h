// Luma as seen on the grid of a chroma component: the guide of the learned prior.
//
// A chroma block covers ratio_x x ratio_y luma blocks. Their samples are averaged over boxes of
// ratio_x x ratio_y, all in the DCT domain: first along rows, then along columns, each one product
// with a matrix. Integers only. Format: docs/format_coeff.md.
#ifndef JACKDAW_MODELS_PRIOR_GUIDE_H_
#define JACKDAW_MODELS_PRIOR_GUIDE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace jackdaw::prior {

// The finished luma plane of a slice.
struct GuidePlane {
  // Blocks of 64 coefficients, zigzag; block (row, column) begins at row * row_pitch + 64 column.
  std::span<const int16_t> coeffs;
  size_t row_pitch = 0;              // in coefficients
  uint32_t rows = 0, columns = 0;    // of the coded part; blocks outside it count as zero
  std::array<uint16_t, 64> quant{};  // of the frame, zigzag, not shifted, zero-free
  int ratio_x = 1, ratio_y = 1;      // luma blocks per chroma block across and down, 1..4
};

// The guide of chroma block (row, column) of the slice: dequantized, zigzag, within +-32767.
void ResampleGuide(const GuidePlane& plane, uint32_t row, uint32_t column,
                   std::array<int16_t, 64>* guide);

// Its inputs to a network, g1 and g2: features[128]. inverse_sigma: [64], floor(2^31 / sigma).
void GuideFeatures(const GuidePlane& plane, uint32_t row, uint32_t column,
                   std::span<const uint32_t> inverse_sigma, int16_t* features);

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_GUIDE_H_
