// The forward DCT of one block (T.81 A.3.3), in float: the transpose of the inverse one.
#ifndef JACKDAW_CODEC_PIXELS_FORWARD_DCT_H_
#define JACKDAW_CODEC_PIXELS_FORWARD_DCT_H_

#include <cstddef>

namespace jackdaw::pixels {

// samples: 8 rows of 8, `stride` floats apart, level-shifted. coeffs: [8][8] row-major (not
// zigzag). The error is below 1e-6 of the largest sum of magnitudes.
void ForwardDct(const float* samples, size_t stride, float* coeffs);

}  // namespace jackdaw::pixels

#endif  // JACKDAW_CODEC_PIXELS_FORWARD_DCT_H_
