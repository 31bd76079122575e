#include "codec/pixels/dec_component_rows.h"

#include <algorithm>

#include "base/checked.h"
#include "codec/pixels/inverse_dct.h"

namespace jackdaw::pixels {
namespace {

// What the triangle filters weigh the two nearest samples with.
constexpr float kNear = 0.75f, kFar = 0.25f;
// ReconstructQ8 counts in 1/256. The largest value, 2^15 x 2^16, is far from overflow in floats,
// through the transform, too.
constexpr float kValueScale = kInverseDctScale / 256;

void Blend(const float* near, const float* far, size_t size, float* out) {
  for (size_t x = 0; x < size; ++x) out[x] = kNear * near[x] + kFar * far[x];
}

// Twice as many samples: each is between its own and the nearer neighbour; the outer ones have
// none. in: [width], out: [2 width]. REQUIRES: width >= 2.
void WidenSmoothly(const float* in, size_t width, float* out) {
  out[0] = in[0];
  for (size_t x = 0; x + 1 < width; ++x) {
    out[2 * x + 1] = kNear * in[x] + kFar * in[x + 1];
    out[2 * x + 2] = kNear * in[x + 1] + kFar * in[x];
  }
  out[2 * width - 1] = in[width - 1];
}

void Repeat(const float* in, size_t width, size_t factor, float* out) {
  for (size_t x = 0; x < width; ++x) {
    for (size_t i = 0; i < factor; ++i) *out++ = in[x];
  }
}

}  // namespace

bool HasIntegerRatios(const jpeg::Frame& frame) {
  return std::all_of(frame.components.begin(), frame.components.end(),
                     [&](const jpeg::FrameComponent& c) {
                       return frame.hmax % c.h == 0 && frame.vmax % c.v == 0;
                     });
}

ComponentRows::ComponentRows(const jpeg::Frame& frame, const jpeg::FrameComponent& component,
                             const jpeg::CoeffPlane& plane, const quant::CentroidOffsets& offsets,
                             const BlockBytes& corrections)
    : component_(component),
      plane_(plane),
      offsets_(offsets),
      corrections_(corrections),
      h_factor_(uint32_t{frame.hmax} / component.h),
      v_factor_(uint32_t{frame.vmax} / component.v),
      width_(CeilDiv(frame.width_px, h_factor_)),
      height_(CeilDiv(frame.height_px, v_factor_)),
      stride_(size_t{component.width_blocks} * 8),
      smooth_h_(h_factor_ == 2 && v_factor_ <= 2 && width_ > 2),
      smooth_v_(v_factor_ == 2 && (h_factor_ == 1 || smooth_h_)) {
  offsets_[0] = {};
  for (Band& band : bands_) band.samples.resize(8 * stride_);
  if (smooth_v_) vertical_.resize(width_);
  if (h_factor_ > 1) horizontal_.resize(size_t{width_} * h_factor_);
}

uint64_t ComponentRows::AllocatedBytes(const jpeg::Frame& frame,
                                       const jpeg::FrameComponent& component) {
  // Two bands of eight rows; two rows, each at most one sample of the component too wide.
  const uint64_t num_samples =
      uint64_t{component.width_blocks} * 8 * 16 + 2 * (uint64_t{frame.width_px} + frame.hmax);
  return num_samples * sizeof(float);
}

const float* ComponentRows::ImageRow(uint32_t y) {
  const uint32_t near_y = y / v_factor_;
  const float* row = SampleRow(near_y);
  if (smooth_v_) {
    // Rows 2n and 2n + 1 lie a quarter of a sample above and below row n.
    const uint32_t far_y =
        y % 2 == 0 ? std::max(near_y, 1u) - 1 : std::min(near_y + 1, height_ - 1);
    const float* far = SampleRow(far_y);
    Blend(row, far, width_, vertical_.data());
    row = vertical_.data();
  }
  if (h_factor_ == 1) return row;
  if (smooth_h_) {
    WidenSmoothly(row, width_, horizontal_.data());
  } else {
    Repeat(row, width_, h_factor_, horizontal_.data());
  }
  return horizontal_.data();
}

const float* ComponentRows::SampleRow(uint32_t y) {
  const uint32_t block_row = y / 8;
  Band& band = bands_[block_row % 2];
  if (band.block_row != block_row) DecodeBand(block_row, &band);
  return band.samples.data() + (y % 8) * stride_;
}

void ComponentRows::DecodeBand(uint32_t block_row, Band* band) const {
  for (uint32_t x = 0; x < component_.width_blocks; ++x) {
    const int16_t* levels = plane_.Block(block_row, x);
    std::array<float, jpeg::kBlockSize> coeffs{};
    if (corrections_.empty()) {
      for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
        if (levels[k] == 0) continue;
        const int64_t value_q8 = quant::ReconstructQ8(levels[k], component_.quant[k], offsets_[k]);
        coeffs[jpeg::kZigzagToNatural[k]] = static_cast<float>(value_q8) * kValueScale;
      }
    } else {
      const int8_t* corrections = corrections_.Block(block_row, x);
      for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
        const int64_t value_q8 = (int64_t{levels[k]} * 256 + corrections[k]) * component_.quant[k];
        coeffs[jpeg::kZigzagToNatural[k]] = static_cast<float>(value_q8) * kValueScale;
      }
    }
    InverseDct(coeffs.data(), band->samples.data() + size_t{x} * 8, stride_);
  }
  band->block_row = block_row;
}

}  // namespace jackdaw::pixels
