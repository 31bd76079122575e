// The forward DCT of one block (T.81 A.3.3), in float, orthonormal.
#ifndef JACKDAW_CODEC_PIXELS_FORWARD_DCT_H_
#define JACKDAW_CODEC_PIXELS_FORWARD_DCT_H_

namespace jackdaw::pixels {

// samples, coeffs: [8][8] row-major; may not overlap.
void ForwardDct(const float* samples, float* coeffs);

}  // namespace jackdaw::pixels

#endif  // JACKDAW_CODEC_PIXELS_FORWARD_DCT_H_
