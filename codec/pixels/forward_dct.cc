#include "codec/pixels/forward_dct.h"

#include <array>

#include "codec/pixels/inverse_dct.h"

namespace jackdaw::pixels {
namespace {

// sqrt(2) cos(n pi / 16): the basis of the orthonormal DCT over that of DC.
constexpr float kC1 = 1.3870398453f, kC2 = 1.3065629649f, kC3 = 1.1758756024f, kC5 = 0.7856949584f,
                kC6 = 0.5411961001f, kC7 = 0.2758993793f;

// DCT of eight columns side by side; the rows of `in` are `stride` apart. out: [8][8].
void ForwardColumns(const float* in, size_t stride, float* out) {
  for (size_t x = 0; x < 8; ++x) {
    const float f0 = in[x], f1 = in[stride + x], f2 = in[2 * stride + x], f3 = in[3 * stride + x],
                f4 = in[4 * stride + x], f5 = in[5 * stride + x], f6 = in[6 * stride + x],
                f7 = in[7 * stride + x];
    const float s0 = f0 + f7, s1 = f1 + f6, s2 = f2 + f5, s3 = f3 + f4;
    const float d0 = f0 - f7, d1 = f1 - f6, d2 = f2 - f5, d3 = f3 - f4;
    out[x] = (s0 + s3) + (s1 + s2);
    out[8 + x] = kC1 * d0 + kC3 * d1 + kC5 * d2 + kC7 * d3;
    out[16 + x] = kC2 * (s0 - s3) + kC6 * (s1 - s2);
    out[24 + x] = kC3 * d0 - kC7 * d1 - kC1 * d2 - kC5 * d3;
    out[32 + x] = (s0 + s3) - (s1 + s2);
    out[40 + x] = kC5 * d0 - kC1 * d1 + kC7 * d2 + kC3 * d3;
    out[48 + x] = kC6 * (s0 - s3) - kC2 * (s1 - s2);
    out[56 + x] = kC7 * d0 - kC5 * d1 + kC3 * d2 - kC1 * d3;
  }
}

void Transpose(const float* in, float* out) {
  for (size_t y = 0; y < 8; ++y) {
    for (size_t x = 0; x < 8; ++x) out[8 * x + y] = in[8 * y + x];
  }
}

}  // namespace

void ForwardDct(const float* samples, size_t stride, float* coeffs) {
  std::array<float, 64> a, b;
  ForwardColumns(samples, stride, a.data());
  Transpose(a.data(), b.data());
  ForwardColumns(b.data(), 8, a.data());
  Transpose(a.data(), coeffs);
  for (size_t i = 0; i < 64; ++i) coeffs[i] *= kInverseDctScale;
}

}  // namespace jackdaw::pixels
