// What the networks of restoration see (models/pixels/restoration_shape.h), from levels.
#ifndef JACKDAW_CODEC_PIXELS_RESTORATION_FEATURES_H_
#define JACKDAW_CODEC_PIXELS_RESTORATION_FEATURES_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::pixels {

// Damaged files have values that no picture has, and no network should see.
float BoundedFeature(float feature);
// What is stored of what a network says: rounded, -127..127, also for what is no number.
int8_t ToSmallNumber(float value);

// One component as a network sees it. frame parts must outlive the object.
class LevelFeatures {
 public:
  // typical: the factor on the typical magnitudes of luma.
  LevelFeatures(const jpeg::FrameComponent& component, const jpeg::CoeffPlane& levels,
                float typical);

  const jpeg::FrameComponent& component() const { return component_; }
  // The inputs of the style: one for every frequency, zigzag.
  std::array<float, 64> Style() const;
  // Of block (row, col): values over their typical magnitudes, and asinh of levels; [64] each.
  void Values(uint32_t row, uint32_t col, float* out) const;
  void Levels(uint32_t row, uint32_t col, float* out) const;
  // The step of a frequency, and the typical error of a sample under all of them.
  float Step(size_t k) const { return steps_[k]; }
  float Error() const { return error_; }
  // Dequantized, orthonormal: [64] zigzag. Beyond the component: the nearest block that it has.
  void Dequantize(uint32_t row, uint32_t col, float* out) const;
  // Bounded corrections for what a network says of a block, in 1/256 of a step, -127..127.
  void Correct(const float* output, int8_t* out) const;

 private:
  const jpeg::FrameComponent& component_;
  const jpeg::CoeffPlane& levels_;
  std::array<float, 64> steps_, value_scale_, correction_scale_;
  float error_;
};

// The guide of a component whose samples stand for h_ratio x v_ratio of luma: luma's mean over
// those, transformed, over its typical magnitudes.
class LumaGuide {
 public:
  // luma must outlive the object.
  LumaGuide(const LevelFeatures& luma, uint32_t h_ratio, uint32_t v_ratio);
  // For block (row, col) of the component: [64] zigzag.
  void Make(uint32_t row, uint32_t col, float* out);

 private:
  const LevelFeatures& luma_;
  uint32_t h_ratio_, v_ratio_;
  std::vector<float> samples_;  // of h_ratio x v_ratio blocks
};

}  // namespace jackdaw::pixels

#endif  // JACKDAW_CODEC_PIXELS_RESTORATION_FEATURES_H_
