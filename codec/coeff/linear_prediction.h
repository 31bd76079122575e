// Linear prediction of every coefficient from its column in the block above, its row in the block
// to the left, and the higher frequencies of its own column and row, which are coded before it.
//
// This is the continuity of pixels across block edges, learned instead of derived. It runs
// sparsely: each non-zero coefficient adds its share to the eight targets of its column or row, so
// a block costs as much as it has non-zero coefficients. Sums wrap modulo 2^32 (hostile input
// only). Format: docs/format_coeff.md §6.
#ifndef JACKDAW_CODEC_COEFF_LINEAR_PREDICTION_H_
#define JACKDAW_CODEC_COEFF_LINEAR_PREDICTION_H_

#include <array>
#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/add_products.h"
#include "base/compiler.h"

namespace jackdaw::coeff {

// [source along the summed axis][the other axis][target along the summed axis], Q12.
using PredictionWeights = std::array<int16_t, 512>;
extern const PredictionWeights kBelowWeights;
extern const PredictionWeights kRightWeights;
extern const PredictionWeights kColumnWeights;
extern const PredictionWeights kRowWeights;

// A dequantized coefficient, clamped to int16 so that products stay within 2^31.
inline int32_t Dequantize(int32_t level, uint32_t quant) {
  const int64_t value = int64_t{level} * quant;
  return static_cast<int32_t>(value > 32767 ? 32767 : value < -32767 ? -32767 : value);
}

// sums[0..7] += value * weights[8 * index .. 8 * index + 7]; value: what Dequantize gives.
JACKDAW_ALWAYS_INLINE void AddPrediction(const PredictionWeights& weights, int index, int32_t value,
                                         int32_t* sums) {
  AddProducts(weights.data() + 8 * index, static_cast<int16_t>(value), sums);
}
#if defined(__SSE2__)
inline void ClearPredictions(std::array<int32_t, 64>* sums) {
  __m128i* const s = reinterpret_cast<__m128i*>(sums->data());
  for (int i = 0; i < 16; ++i) _mm_storeu_si128(s + i, _mm_setzero_si128());
}
#else
inline void ClearPredictions(std::array<int32_t, 64>* sums) { sums->fill(0); }
#endif

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_LINEAR_PREDICTION_H_
