// The inverse DCT of one block (T.81 A.3.3), in float.
//
// Separable, by the even-odd decomposition. The basis is scaled so that the factor of the DC
// coefficient is 1 in each direction: blocks with nothing else are exact, and halves between two
// grey levels stay halves.
#ifndef JACKDAW_CODEC_PIXELS_INVERSE_DCT_H_
#define JACKDAW_CODEC_PIXELS_INVERSE_DCT_H_

#include <cstddef>

namespace jackdaw {

// What coefficients are to be multiplied with beforehand: 1/8, an exact operation.
inline constexpr float kInverseDctScale = 0.125f;

// coeffs: [8][8] row-major (not zigzag), dequantized and scaled; any values below 2^64, say.
// samples: 8 rows of 8, `stride` floats apart; neither level-shifted, rounded nor clipped. The
// error is below 1e-6 of the largest sum of magnitudes.
void InverseDct(const float* coeffs, float* samples, size_t stride);

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_PIXELS_INVERSE_DCT_H_
