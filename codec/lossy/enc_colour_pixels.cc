#include "codec/lossy/enc_colour_pixels.h"

#include <algorithm>
#include <cmath>

#include "codec/jpeg/standard_tables.h"
#include "codec/lossy/enc_pixels.h"
#include "codec/pixels/forward_dct.h"

namespace jackdaw::lossy {
namespace {

constexpr size_t kNumComponents = 3;
constexpr float kCentre = 128;

// [component][sample, row-major]
using SampleBlock = std::array<std::array<uint8_t, jpeg::kBlockSize>, kNumComponents>;
using FloatBlock = std::array<std::array<float, jpeg::kBlockSize>, kNumComponents>;
using Tables = std::array<quant::FrequencyTable, kNumComponents>;

// To 0..255, rounded. (Of integers, which compilers make vectors of; what is cut towards 0 is 0.)
float Rounded(float value) {
  const float raised = value + 0.5f;
  return static_cast<float>(std::clamp(static_cast<int>(raised), 0, 255));
}

// Luma and colour differences, level-shifted, of the pixels that a decoder makes (JFIF).
FloatBlock OfPixels(const SampleBlock& samples) {
  FloatBlock out;
  for (size_t i = 0; i < jpeg::kBlockSize; ++i) {
    const float y = samples[0][i], cb = samples[1][i] - kCentre, cr = samples[2][i] - kCentre;
    const float r = Rounded(y + 1.402f * cr);
    const float g = Rounded(y - 0.344136f * cb - 0.714136f * cr);
    const float b = Rounded(y + 1.772f * cb);
    out[0][i] = 0.299f * r + 0.587f * g + 0.114f * b - kCentre;
    out[1][i] = -0.168736f * r - 0.331264f * g + 0.5f * b;
    out[2][i] = 0.5f * r - 0.418688f * g - 0.081312f * b;
  }
  return out;
}

Tables CjpegTables(int quality) {
  const auto table = [&](jpeg::QuantBase base) {
    return jpeg::ScaledQuantTable(base, quality, 255);
  };
  const quant::FrequencyTable colour = table(jpeg::QuantBase::kChroma);
  return {table(jpeg::QuantBase::kLuma), colour, colour};
}

// What cjpeg makes of the pixels, decoded.
SampleBlock ByCjpeg(FloatBlock pixels, const Tables& tables) {
  SampleBlock out;
  for (size_t c = 0; c < kNumComponents; ++c) {
    std::array<float, jpeg::kBlockSize> coeffs;
    std::array<int16_t, jpeg::kBlockSize> levels;
    for (float& sample : pixels[c]) sample = Rounded(sample + kCentre) - kCentre;
    pixels::ForwardDct(pixels[c].data(), 8, coeffs.data());
    for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
      const float coeff = coeffs[static_cast<size_t>(jpeg::kZigzagToNatural[k])];
      levels[k] = static_cast<int16_t>(std::lround(coeff / static_cast<float>(tables[c][k])));
    }
    BlockSamples(levels.data(), tables[c], {}, out[c].data());
  }
  return out;
}

}  // namespace

bool ColourPixels::CanMeasure(const jpeg::Frame& frame) {
  return frame.components.size() == kNumComponents &&
         std::ranges::all_of(frame.components, [&](const jpeg::FrameComponent& c) {
           return c.h == frame.hmax && c.v == frame.vmax;
         });
}

// make_block: samples of a block from those of the input and its place.
template <class MakeBlock>
ColourErrors ColourPixels::Compare(const MakeBlock& make_block) const {
  ColourErrors errors{};
  const jpeg::FrameComponent& luma = frame.components[0];
  for (uint32_t row = 0; row < luma.height_blocks && Advance(monitor, 0); ++row) {
    for (uint32_t column = 0; column < luma.width_blocks; ++column) {
      SampleBlock input;
      for (size_t c = 0; c < kNumComponents; ++c) {
        BlockSamples(planes[c].Block(row, column), frame.components[c].quant, {}, input[c].data(),
                     unit);
      }
      const FloatBlock before = OfPixels(input);
      const FloatBlock after = OfPixels(make_block(before, row, column));
      for (size_t c = 0; c < errors.size(); ++c) {
        float sum = 0;
        for (size_t i = 0; i < jpeg::kBlockSize; ++i) {
          const float error = after[c + 1][i] - before[c + 1][i];
          sum += error * error;
        }
        errors[c] += static_cast<double>(sum);
      }
    }
  }
  return errors;
}

ColourErrors ColourPixels::OfLevels(std::span<const jpeg::CoeffPlane> levels,
                                    std::span<const quant::FrequencyTable> steps) const {
  return Compare([&](const FloatBlock&, uint32_t row, uint32_t column) {
    SampleBlock out;
    for (size_t c = 0; c < kNumComponents; ++c) {
      BlockSamples(levels[c].Block(row, column), steps[c], {}, out[c].data());
    }
    return out;
  });
}

ColourErrors ColourPixels::OfCjpeg(int quality) const {
  const Tables tables = CjpegTables(std::clamp(quality, 1, 100));
  return Compare(
      [&](const FloatBlock& before, uint32_t, uint32_t) { return ByCjpeg(before, tables); });
}

}  // namespace jackdaw::lossy
