#include "codec/pixels/inverse_dct.h"

#include <array>

namespace jackdaw {
namespace {

// sqrt(2) cos(n pi / 16): the basis of the orthonormal DCT over that of DC.
constexpr float kC1 = 1.3870398453f, kC2 = 1.3065629649f, kC3 = 1.1758756024f, kC5 = 0.7856949584f,
                kC6 = 0.5411961001f, kC7 = 0.2758993793f;

// Inverse DCT of eight columns side by side: each step works on a row, so that compilers use
// vectors for it. in: [8][8]; out: rows `stride` apart.
void InverseColumns(const float* in, float* out, size_t stride) {
  for (size_t x = 0; x < 8; ++x) {
    const float f0 = in[x], f1 = in[8 + x], f2 = in[16 + x], f3 = in[24 + x], f4 = in[32 + x],
                f5 = in[40 + x], f6 = in[48 + x], f7 = in[56 + x];
    const float sum = f0 + f4, difference = f0 - f4;
    const float even2 = kC2 * f2 + kC6 * f6, even6 = kC6 * f2 - kC2 * f6;
    const float e0 = sum + even2, e1 = difference + even6, e2 = difference - even6,
                e3 = sum - even2;
    const float o0 = kC1 * f1 + kC3 * f3 + kC5 * f5 + kC7 * f7;
    const float o1 = kC3 * f1 - kC7 * f3 - kC1 * f5 - kC5 * f7;
    const float o2 = kC5 * f1 - kC1 * f3 + kC7 * f5 + kC3 * f7;
    const float o3 = kC7 * f1 - kC5 * f3 + kC3 * f5 - kC1 * f7;
    out[x] = e0 + o0;
    out[stride + x] = e1 + o1;
    out[2 * stride + x] = e2 + o2;
    out[3 * stride + x] = e3 + o3;
    out[4 * stride + x] = e3 - o3;
    out[5 * stride + x] = e2 - o2;
    out[6 * stride + x] = e1 - o1;
    out[7 * stride + x] = e0 - o0;
  }
}

void Transpose(const float* in, float* out) {
  for (size_t y = 0; y < 8; ++y) {
    for (size_t x = 0; x < 8; ++x) out[8 * x + y] = in[8 * y + x];
  }
}

}  // namespace

void InverseDct(const float* coeffs, float* samples, size_t stride) {
  std::array<float, 64> a, b;
  Transpose(coeffs, a.data());
  InverseColumns(a.data(), b.data(), 8);
  Transpose(b.data(), a.data());
  InverseColumns(a.data(), samples, stride);
}

}  // namespace jackdaw
