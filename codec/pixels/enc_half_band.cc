#include "codec/pixels/enc_half_band.h"

#include <algorithm>

namespace jackdaw::pixels {
namespace {

constexpr float kNear = 0.75f, kFar = 0.25f;
// Rows and columns of at most so many samples are repeated, not filtered.
constexpr uint32_t kMaxRepeated = 2;

}  // namespace

HalfBand::HalfBand(uint32_t length)
    : length_(length),
      half_length_((length + 1) / 2),
      inverse_diagonal_(half_length_),
      above_(half_length_),
      below_(half_length_) {
  std::vector<float> diagonal(half_length_);
  for (uint32_t x = 0; x < length_; ++x) {
    const Taps taps = TapsOf(x);
    if (taps.near == taps.far) {
      diagonal[taps.near] += 1;
      continue;
    }
    diagonal[taps.near] += kNear * kNear;
    diagonal[taps.far] += kFar * kFar;
    below_[std::max(taps.near, taps.far)] += kNear * kFar;  // symmetric: above is the same
  }
  for (uint32_t i = 0; i < half_length_; ++i) {
    const float pivot = diagonal[i] - (i > 0 ? below_[i] * above_[i - 1] : 0);
    inverse_diagonal_[i] = 1 / pivot;
    if (i + 1 < half_length_) above_[i] = below_[i + 1] * inverse_diagonal_[i];
  }
}

HalfBand::Taps HalfBand::TapsOf(uint32_t x) const {
  const uint32_t near = x / 2;
  if (half_length_ <= kMaxRepeated) return {near, near};
  if (x % 2 == 0) return {near, near > 0 ? near - 1 : 0};
  return {near, std::min(near + 1, half_length_ - 1)};
}

void HalfBand::Halve(const float* in, size_t in_stride, size_t num_lanes, size_t out_stride,
                     float* out) const {
  for (uint32_t i = 0; i < half_length_; ++i) std::fill_n(out + i * out_stride, num_lanes, 0.0f);
  for (uint32_t x = 0; x < length_; ++x) {
    const Taps taps = TapsOf(x);
    const float* row = in + x * in_stride;
    float* near = out + taps.near * out_stride;
    if (taps.near == taps.far) {
      for (size_t l = 0; l < num_lanes; ++l) near[l] += row[l];
      continue;
    }
    float* far = out + taps.far * out_stride;
    for (size_t l = 0; l < num_lanes; ++l) {
      near[l] += kNear * row[l];
      far[l] += kFar * row[l];
    }
  }
  for (uint32_t i = 0; i < half_length_; ++i) {
    float* row = out + i * out_stride;
    const float* before = i > 0 ? row - out_stride : row;
    const float below = i > 0 ? below_[i] : 0;
    for (size_t l = 0; l < num_lanes; ++l) {
      row[l] = (row[l] - below * before[l]) * inverse_diagonal_[i];
    }
  }
  for (uint32_t i = half_length_ - 1; i-- > 0;) {
    float* row = out + i * out_stride;
    const float* after = row + out_stride;
    for (size_t l = 0; l < num_lanes; ++l) row[l] -= above_[i] * after[l];
  }
}

void HalfBand::Double(const float* in, size_t in_stride, size_t num_lanes, size_t out_stride,
                      float* out) const {
  for (uint32_t x = 0; x < length_; ++x) {
    const Taps taps = TapsOf(x);
    const float* near = in + taps.near * in_stride;
    const float* far = in + taps.far * in_stride;
    float* row = out + x * out_stride;
    for (size_t l = 0; l < num_lanes; ++l) row[l] = kNear * near[l] + kFar * far[l];
  }
}

}  // namespace jackdaw::pixels
