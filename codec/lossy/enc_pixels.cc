#include "codec/lossy/enc_pixels.h"

#include <algorithm>
#include <array>

#include "base/checked.h"
#include "codec/pixels/inverse_dct.h"

namespace jackdaw::lossy {
namespace {

constexpr quant::CentroidOffsets kNoOffsets{};
// ReconstructQ8 counts in 1/256.
constexpr float kReconstructedScale = pixels::kInverseDctScale / 256;

// Samples of the component inside the image.
struct Extent {
  uint32_t width = 0, height = 0;
};

Extent ExtentOf(const jpeg::Frame& frame, const jpeg::FrameComponent& c) {
  return {CeilDiv(frame.width_px * c.h, frame.hmax), CeilDiv(frame.height_px * c.v, frame.vmax)};
}

uint64_t SquaredError(const uint8_t* a, const uint8_t* b, uint32_t width, uint32_t height) {
  uint32_t sum = 0;  // at most 64 x 255^2
  for (uint32_t y = 0; y < height; ++y) {
    for (uint32_t x = 0; x < width; ++x) {
      const int d = int{a[8 * y + x]} - int{b[8 * y + x]};
      sum += static_cast<uint32_t>(d * d);
    }
  }
  return sum;
}

}  // namespace

void BlockSamples(const int16_t* levels, const quant::FrequencyTable& steps,
                  const quant::CentroidOffsets& offsets, uint8_t* samples, uint16_t unit) {
  const float scale = kReconstructedScale / static_cast<float>(unit);
  std::array<float, jpeg::kBlockSize> coeffs{}, out{};
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    if (levels[k] == 0) continue;
    coeffs[jpeg::kZigzagToNatural[k]] =
        static_cast<float>(quant::ReconstructQ8(levels[k], steps[k], offsets[k])) * scale;
  }
  pixels::InverseDct(coeffs.data(), out.data(), 8);
  for (size_t i = 0; i < jpeg::kBlockSize; ++i) {
    samples[i] = static_cast<uint8_t>(std::clamp(out[i] + 128.5f, 0.0f, 255.0f));
  }
}

void UnroundedSamples(const int16_t* levels, const quant::FrequencyTable& steps, float* samples,
                      uint16_t unit) {
  const float scale = pixels::kInverseDctScale / static_cast<float>(unit);
  std::array<float, jpeg::kBlockSize> coeffs{};
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    if (levels[k] == 0) continue;
    coeffs[jpeg::kZigzagToNatural[k]] =
        static_cast<float>(int32_t{levels[k]} * int32_t{steps[k]}) * scale;
  }
  pixels::InverseDct(coeffs.data(), samples, 8);
}

PixelReference::PixelReference(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> planes,
                               ColourModel model, uint16_t unit)
    : frame_(frame), model_(model), samples_(frame.components.size()) {
  for (size_t i = 0; i < samples_.size(); ++i) {
    const jpeg::FrameComponent& c = frame.components[i];
    samples_[i].resize(size_t{c.width_blocks} * c.height_blocks * jpeg::kBlockSize);
    uint8_t* out = samples_[i].data();
    for (uint32_t y = 0; y < c.height_blocks; ++y) {
      for (uint32_t x = 0; x < c.width_blocks; ++x, out += jpeg::kBlockSize) {
        BlockSamples(planes[i].Block(y, x), c.quant, kNoOffsets, out, unit);
      }
    }
  }
}

PixelErrors PixelReference::Errors(std::span<const jpeg::CoeffPlane> levels,
                                   std::span<const quant::FrequencyTable> steps,
                                   std::span<const quant::CentroidOffsets> offsets) const {
  std::vector<double> errors;
  std::array<uint8_t, jpeg::kBlockSize> samples{};
  for (size_t i = 0; i < samples_.size(); ++i) {
    const jpeg::FrameComponent& c = frame_.components[i];
    const Extent extent = ExtentOf(frame_, c);
    const uint8_t* reference = samples_[i].data();
    double sum = 0;
    for (uint32_t y = 0; y < c.height_blocks; ++y) {
      const uint32_t height = std::min(8u, extent.height - 8 * y);
      uint64_t row_sum = 0;
      for (uint32_t x = 0; x < c.width_blocks; ++x, reference += jpeg::kBlockSize) {
        BlockSamples(levels[i].Block(y, x), steps[i], offsets.empty() ? kNoOffsets : offsets[i],
                     samples.data());
        row_sum +=
            SquaredError(samples.data(), reference, std::min(8u, extent.width - 8 * x), height);
      }
      sum += static_cast<double>(row_sum);
    }
    errors.push_back(sum / (static_cast<double>(extent.width) * extent.height));
  }
  return PixelErrorsOf(errors, model_);
}

}  // namespace jackdaw::lossy
