#include "apps/train/guide.h"

#include <array>
#include <cmath>
#include <cstddef>

namespace jackdaw::train {

namespace {

// Orthonormal DCT-II: basis u at sample x of 8.
double Basis(int u, int x) {
  const double scale = u == 0 ? std::sqrt(0.125) : 0.5;
  return scale * std::cos((2 * x + 1) * u * M_PI / 16);
}

}  // namespace

std::vector<float> ResampleMatrix(int ratio) {
  const int width = 8 * ratio;
  std::vector<float> matrix(static_cast<size_t>(8 * width));
  for (int u = 0; u < 8; ++u) {
    for (int b = 0; b < ratio; ++b) {
      for (int x = 0; x < 8; ++x) {
        double sum = 0;
        for (int i = 0; i < width; ++i) {  // sample i lies in block i / 8, averages into i / ratio
          if (i / 8 == b) sum += Basis(u, i / ratio) * Basis(x, i % 8) / ratio;
        }
        matrix[static_cast<size_t>(u * width + 8 * b + x)] = static_cast<float>(sum);
      }
    }
  }
  return matrix;
}

GuideResampler::GuideResampler(int ratio_h, int ratio_v)
    : ratio_h_(ratio_h),
      ratio_v_(ratio_v),
      h_(ResampleMatrix(ratio_h)),
      v_(ResampleMatrix(ratio_v)) {}

void GuideResampler::Run(const float* luma, float* out) const {
  const int width = 8 * ratio_h_, height = 8 * ratio_v_;
  std::array<float, 8 * kMaxGuideRatio * 8> rows{};  // [height][8]
  for (int y = 0; y < height; ++y) {
    for (int u = 0; u < 8; ++u) {
      float sum = 0;
      for (int x = 0; x < width; ++x)
        sum += luma[y * width + x] * h_[static_cast<size_t>(u * width + x)];
      rows[static_cast<size_t>(8 * y + u)] = sum;
    }
  }
  for (int v = 0; v < 8; ++v) {
    for (int u = 0; u < 8; ++u) {
      float sum = 0;
      for (int y = 0; y < height; ++y)
        sum += rows[static_cast<size_t>(8 * y + u)] * v_[static_cast<size_t>(v * height + y)];
      out[8 * v + u] = sum;
    }
  }
}

}  // namespace jackdaw::train
