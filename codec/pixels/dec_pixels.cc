#include "codec/pixels/dec_pixels.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "codec/pixels/dec_component_rows.h"

namespace jackdaw {
namespace {

// YCbCr to RGB of JFIF: BT.601 with its weights of red and blue, 0.299 and 0.114.
constexpr float kRedOfCr = 1.402f, kBlueOfCb = 1.772f;
constexpr float kGreenOfCb = 0.114f * kBlueOfCb / 0.587f, kGreenOfCr = 0.299f * kRedOfCr / 0.587f;
// The level shift of 8-bit samples (T.81 A.3.1), and a half to round to nearest.
constexpr float kShiftAndRound = 128.5f;

Error Unsupported(std::string what) { return Error{ErrorCode::kUnsupported, 0, std::move(what)}; }

Status CheckSupported(const Frame& frame, ColourSpace colour_space) {
  if (frame.precision != 8) {
    return Unsupported("samples of " + std::to_string(frame.precision) + " bits");
  }
  switch (colour_space) {
    case ColourSpace::kGrey:
    case ColourSpace::kYcc:
    case ColourSpace::kRgb:
      break;
    case ColourSpace::kCmyk:
    case ColourSpace::kYcck:
      return Unsupported("CMYK colours");
    case ColourSpace::kUnknown:
      return Unsupported(std::to_string(frame.components.size()) + " components");
  }
  const size_t num_components = colour_space == ColourSpace::kGrey ? 1 : 3;
  if (frame.components.size() != num_components || frame.width_px == 0 || frame.height_px == 0) {
    return Error{ErrorCode::kInternal, 0, "a frame that does not fit its colour space"};
  }
  if (!HasIntegerRatios(frame)) return Unsupported("sampling factors without an integer ratio");
  return OkStatus();
}

uint8_t ToByte(float sample) {
  return static_cast<uint8_t>(std::clamp(sample + kShiftAndRound, 0.0f, 255.0f));
}

void WriteGrey(const float* in, size_t width, uint8_t* out) {
  for (size_t x = 0; x < width; ++x) out[x] = ToByte(in[x]);
}

void WriteRgb(const std::array<const float*, 3>& in, size_t width, uint8_t* out) {
  for (size_t x = 0; x < width; ++x, out += 3) {
    for (size_t i = 0; i < 3; ++i) out[i] = ToByte(in[i][x]);
  }
}

void WriteYcc(const std::array<const float*, 3>& in, size_t width, uint8_t* out) {
  for (size_t x = 0; x < width; ++x, out += 3) {
    const float y = in[0][x], cb = in[1][x], cr = in[2][x];
    out[0] = ToByte(y + kRedOfCr * cr);
    out[1] = ToByte(y - kGreenOfCb * cb - kGreenOfCr * cr);
    out[2] = ToByte(y + kBlueOfCb * cb);
  }
}

int NumChannels(const Frame& frame) { return frame.components.size() == 1 ? 1 : 3; }

}  // namespace

uint64_t PixelBytes(const Frame& frame) {
  // At most 3 x 2^32, and rows: no overflow.
  uint64_t bytes =
      uint64_t{frame.width_px} * frame.height_px * static_cast<uint64_t>(NumChannels(frame));
  for (const FrameComponent& c : frame.components) bytes += ComponentRows::AllocatedBytes(frame, c);
  return bytes;
}

Result<Pixels> ReconstructPixels(const Frame& frame, std::span<const CoeffPlane> levels,
                                 std::span<const CentroidOffsets> offsets,
                                 ColourSpace colour_space) {
  const Status supported = CheckSupported(frame, colour_space);
  if (!supported.ok()) return supported.error();
  std::vector<ComponentRows> rows;
  rows.reserve(frame.components.size());
  for (size_t i = 0; i < frame.components.size(); ++i) {
    rows.emplace_back(frame, frame.components[i], levels[i],
                      offsets.empty() ? CentroidOffsets{} : offsets[i]);
  }
  Pixels pixels;
  pixels.width = frame.width_px;
  pixels.height = frame.height_px;
  pixels.channels = NumChannels(frame);
  const size_t row_bytes = size_t{pixels.width} * static_cast<size_t>(pixels.channels);
  pixels.samples.resize(row_bytes * pixels.height);
  for (uint32_t y = 0; y < pixels.height; ++y) {
    uint8_t* out = pixels.samples.data() + y * row_bytes;
    if (rows.size() == 1) {
      WriteGrey(rows[0].ImageRow(y), pixels.width, out);
      continue;
    }
    const std::array<const float*, 3> in = {rows[0].ImageRow(y), rows[1].ImageRow(y),
                                            rows[2].ImageRow(y)};
    if (colour_space == ColourSpace::kRgb) {
      WriteRgb(in, pixels.width, out);
    } else {
      WriteYcc(in, pixels.width, out);
    }
  }
  return pixels;
}

}  // namespace jackdaw
