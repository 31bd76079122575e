#include "codec/pixels/restoration_features.h"

#include <algorithm>
#include <cmath>

#include "codec/pixels/forward_dct.h"
#include "codec/pixels/inverse_dct.h"
#include "models/pixels/restoration_shape.h"

namespace jackdaw::pixels {
namespace {

constexpr float kMaxFeature = 256;
// What steps the style knows; those of 16-bit tables may be larger, and damaged ones 0.
constexpr float kMinStep = 1, kMaxStep = 512;
constexpr size_t kTabulatedLevels = 128;

std::array<float, kTabulatedLevels> MakeAsinhTable() {
  std::array<float, kTabulatedLevels> table{};
  for (size_t i = 0; i < table.size(); ++i) table[i] = std::asinh(static_cast<float>(i));
  return table;
}

float Asinh(int16_t level) {
  static const std::array<float, kTabulatedLevels> table = MakeAsinhTable();
  const auto magnitude = static_cast<size_t>(std::abs(int{level}));
  const float value =
      magnitude < table.size() ? table[magnitude] : std::asinh(static_cast<float>(magnitude));
  return level < 0 ? -value : value;
}

}  // namespace

float BoundedFeature(float feature) { return std::clamp(feature, -kMaxFeature, kMaxFeature); }

int8_t ToSmallNumber(float value) {
  const float bounded = value >= -127 ? std::min(value, 127.0f) : -127.0f;
  return static_cast<int8_t>(std::lrintf(bounded));
}

LevelFeatures::LevelFeatures(const jpeg::FrameComponent& component, const jpeg::CoeffPlane& levels,
                             float typical)
    : component_(component), levels_(levels) {
  std::array<float, 64> known_steps;
  for (size_t k = 0; k < 64; ++k) {
    const float magnitude = restoration::kTypical[k] * typical;
    steps_[k] = component.quant[k];
    value_scale_[k] = steps_[k] / magnitude;
    const float step = std::clamp(steps_[k], kMinStep, kMaxStep);
    correction_scale_[k] = 2 * restoration::CorrectionScale(step, magnitude) / step;
    known_steps[k] = step;
  }
  error_ = restoration::ErrorOf(known_steps);
}

std::array<float, 64> LevelFeatures::Style() const {
  std::array<float, 64> style{};
  for (size_t k = 0; k < 64; ++k) {
    style[k] = std::log(std::clamp(steps_[k], kMinStep, kMaxStep)) / 2 - 1;
  }
  return style;
}

void LevelFeatures::Values(uint32_t row, uint32_t col, float* out) const {
  const int16_t* levels = levels_.Block(row, col);
  for (size_t k = 0; k < 64; ++k) {
    out[k] = BoundedFeature(static_cast<float>(levels[k]) * value_scale_[k]);
  }
}

void LevelFeatures::Levels(uint32_t row, uint32_t col, float* out) const {
  const int16_t* levels = levels_.Block(row, col);
  for (size_t k = 0; k < 64; ++k) out[k] = Asinh(levels[k]);
}

void LevelFeatures::Dequantize(uint32_t row, uint32_t col, float* out) const {
  const int16_t* levels = levels_.Block(std::min(row, component_.height_blocks - 1),
                                        std::min(col, component_.width_blocks - 1));
  for (size_t k = 0; k < 64; ++k) out[k] = static_cast<float>(levels[k]) * steps_[k];
}

void LevelFeatures::Correct(const float* output, int8_t* out) const {
  for (size_t k = 0; k < 64; ++k) {
    const float t = output[k] * correction_scale_[k];
    out[k] = ToSmallNumber(128 * t / std::sqrt(1 + t * t));
  }
}

LumaGuide::LumaGuide(const LevelFeatures& luma, uint32_t h_ratio, uint32_t v_ratio)
    : luma_(luma), h_ratio_(h_ratio), v_ratio_(v_ratio), samples_(size_t{64} * h_ratio * v_ratio) {}

void LumaGuide::Make(uint32_t row, uint32_t col, float* out) {
  const size_t width = size_t{8} * h_ratio_;
  const float share = 1 / static_cast<float>(h_ratio_ * v_ratio_);
  std::array<float, 64> coeffs{}, natural{};
  for (uint32_t v = 0; v < v_ratio_; ++v) {
    for (uint32_t h = 0; h < h_ratio_; ++h) {
      luma_.Dequantize(row * v_ratio_ + v, col * h_ratio_ + h, coeffs.data());
      for (size_t k = 0; k < 64; ++k) {
        natural[jpeg::kZigzagToNatural[k]] = coeffs[k] * kInverseDctScale;
      }
      InverseDct(natural.data(), samples_.data() + v * 8 * width + h * 8, width);
    }
  }
  std::array<float, 64> mean{};
  for (size_t y = 0; y < size_t{8} * v_ratio_; ++y) {
    for (size_t x = 0; x < width; ++x) {
      mean[y / v_ratio_ * 8 + x / h_ratio_] += samples_[y * width + x] * share;
    }
  }
  ForwardDct(mean.data(), 8, natural.data());
  for (size_t k = 0; k < 64; ++k) {
    out[k] = BoundedFeature(natural[jpeg::kZigzagToNatural[k]] / restoration::kTypical[k]);
  }
}

}  // namespace jackdaw::pixels
