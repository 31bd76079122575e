#include "codec/pixels/dec_sample_pixels.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace jackdaw::pixels {
namespace {

// YCbCr to RGB of JFIF in Q16: 1.402, 1.772, 0.344136, 0.714136.
constexpr int32_t kRedOfCr = 91881, kBlueOfCb = 116130, kGreenOfCb = 22554, kGreenOfCr = 46802;
constexpr int32_t kHalf = 1 << 15;

Error Unsupported(std::string what) { return Error{ErrorCode::kUnsupported, 0, std::move(what)}; }

Status CheckSamples(const jpeg::Frame& frame, jpeg::ColourSpace colour_space) {
  if (frame.precision != 8) {
    return Unsupported("samples of " + std::to_string(frame.precision) + " bits");
  }
  if (colour_space == jpeg::ColourSpace::kCmyk || colour_space == jpeg::ColourSpace::kYcck) {
    return Unsupported("CMYK colours");
  }
  if (colour_space == jpeg::ColourSpace::kUnknown) {
    return Unsupported(std::to_string(frame.components.size()) + " components");
  }
  for (const jpeg::FrameComponent& c : frame.components) {
    if (c.h != frame.hmax || c.v != frame.vmax) {
      return Unsupported("lossless JPEG with sampling factors that differ");
    }
  }
  return OkStatus();
}

uint8_t ToByte(int32_t sample) { return static_cast<uint8_t>(std::clamp(sample, 0, 255)); }

void YccToRgb(uint8_t* pixel) {
  const int32_t y = pixel[0], cb = pixel[1] - 128, cr = pixel[2] - 128;
  pixel[0] = ToByte(y + ((kRedOfCr * cr + kHalf) >> 16));
  pixel[1] = ToByte(y + ((-kGreenOfCb * cb - kGreenOfCr * cr + kHalf) >> 16));
  pixel[2] = ToByte(y + ((kBlueOfCb * cb + kHalf) >> 16));
}

}  // namespace

uint64_t SamplePixelBytes(const jpeg::Frame& frame) {
  return uint64_t{frame.width_px} * frame.height_px * frame.components.size();
}

Result<Pixels> PixelsOfSamples(const jpeg::Frame& frame,
                               std::span<const lossless_jpeg::SamplePlane> planes,
                               std::span<const uint8_t> point_transform,
                               jpeg::ColourSpace colour_space) {
  const Status supported = CheckSamples(frame, colour_space);
  if (!supported.ok()) return supported.error();
  const size_t channels = frame.components.size();
  Pixels out;
  out.width = frame.width_px;
  out.height = frame.height_px;
  out.channels = static_cast<int>(channels);
  out.samples.resize(static_cast<size_t>(SamplePixelBytes(frame)));
  uint8_t* pixel = out.samples.data();
  for (uint32_t y = 0; y < out.height; ++y) {
    for (uint32_t x = 0; x < out.width; ++x, pixel += channels) {
      for (size_t i = 0; i < channels; ++i) {
        pixel[i] = ToByte(int32_t{planes[i].Row(y)[x]} << point_transform[i]);
      }
      if (colour_space == jpeg::ColourSpace::kYcc) YccToRgb(pixel);
    }
  }
  return out;
}

}  // namespace jackdaw::pixels
