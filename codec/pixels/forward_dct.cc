#include "codec/pixels/forward_dct.h"

#include <array>
#include <cstddef>

namespace jackdaw::pixels {
namespace {

// cos(n pi / 16) / 2, and 1 / sqrt(8).
constexpr float kD1 = 0.4903926402f, kD2 = 0.4619397663f, kD3 = 0.4157348062f, kD4 = 0.3535533906f,
                kD5 = 0.2777851165f, kD6 = 0.1913417162f, kD7 = 0.0975451610f;

// Eight columns side by side, rows of eight.
void ForwardColumns(const float* in, float* out) {
  for (size_t x = 0; x < 8; ++x) {
    const float s0 = in[x] + in[56 + x], s1 = in[8 + x] + in[48 + x], s2 = in[16 + x] + in[40 + x],
                s3 = in[24 + x] + in[32 + x];
    const float d0 = in[x] - in[56 + x], d1 = in[8 + x] - in[48 + x], d2 = in[16 + x] - in[40 + x],
                d3 = in[24 + x] - in[32 + x];
    out[x] = kD4 * (s0 + s1 + s2 + s3);
    out[16 + x] = kD2 * (s0 - s3) + kD6 * (s1 - s2);
    out[32 + x] = kD4 * (s0 - s1 - s2 + s3);
    out[48 + x] = kD6 * (s0 - s3) - kD2 * (s1 - s2);
    out[8 + x] = kD1 * d0 + kD3 * d1 + kD5 * d2 + kD7 * d3;
    out[24 + x] = kD3 * d0 - kD7 * d1 - kD1 * d2 - kD5 * d3;
    out[40 + x] = kD5 * d0 - kD1 * d1 + kD7 * d2 + kD3 * d3;
    out[56 + x] = kD7 * d0 - kD5 * d1 + kD3 * d2 - kD1 * d3;
  }
}

void Transpose(const float* in, float* out) {
  for (size_t y = 0; y < 8; ++y) {
    for (size_t x = 0; x < 8; ++x) out[8 * x + y] = in[8 * y + x];
  }
}

}  // namespace

void ForwardDct(const float* samples, float* coeffs) {
  std::array<float, 64> a, b;
  ForwardColumns(samples, a.data());
  Transpose(a.data(), b.data());
  ForwardColumns(b.data(), a.data());
  Transpose(a.data(), coeffs);
}

}  // namespace jackdaw::pixels
