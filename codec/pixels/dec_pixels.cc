#include "codec/pixels/dec_pixels.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "codec/pixels/dec_component_rows.h"
#include "codec/pixels/dec_detailed_rows.h"

namespace jackdaw::pixels {
namespace {

// YCbCr to RGB of JFIF: BT.601 with its weights of red and blue, 0.299 and 0.114.
constexpr float kRedOfCr = 1.402f, kBlueOfCb = 1.772f;
constexpr float kGreenOfCb = 0.114f * kBlueOfCb / 0.587f, kGreenOfCr = 0.299f * kRedOfCr / 0.587f;
// The level shift of 8-bit samples (T.81 A.3.1), and a half to round to nearest.
constexpr float kShiftAndRound = 128.5f;

Error Unsupported(std::string what) { return Error{ErrorCode::kUnsupported, 0, std::move(what)}; }

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

int NumChannels(const jpeg::Frame& frame) { return frame.components.size() == 1 ? 1 : 3; }

// The rows of one component at the image's size.
class ShownRows {
 public:
  // All must outlive the object.
  ShownRows(const jpeg::Frame& frame, const jpeg::FrameComponent& component,
            const jpeg::CoeffPlane& plane, const quant::CentroidOffsets& offsets,
            const ComponentRestoration& restoration)
      : rows_(frame, component, plane, offsets, restoration.corrections) {
    if (!restoration.details.empty()) detailed_.emplace(rows_, restoration.details);
  }

  const float* Row(uint32_t y) {
    return detailed_.has_value() ? detailed_->ImageRow(&rows_, y) : rows_.ImageRow(y);
  }

 private:
  ComponentRows rows_;
  std::optional<DetailedRows> detailed_;
};

}  // namespace

Status CheckSupported(const jpeg::Frame& frame, jpeg::ColourSpace colour_space) {
  if (frame.precision != 8) {
    return Unsupported("samples of " + std::to_string(frame.precision) + " bits");
  }
  switch (colour_space) {
    case jpeg::ColourSpace::kGrey:
    case jpeg::ColourSpace::kYcc:
    case jpeg::ColourSpace::kRgb:
      break;
    case jpeg::ColourSpace::kCmyk:
    case jpeg::ColourSpace::kYcck:
      return Unsupported("CMYK colours");
    case jpeg::ColourSpace::kUnknown:
      return Unsupported(std::to_string(frame.components.size()) + " components");
  }
  const size_t num_components = colour_space == jpeg::ColourSpace::kGrey ? 1 : 3;
  if (frame.components.size() != num_components || frame.width_px == 0 || frame.height_px == 0) {
    return Error{ErrorCode::kInternal, 0, "a frame that does not fit its colour space"};
  }
  if (!HasIntegerRatios(frame)) return Unsupported("sampling factors without an integer ratio");
  return OkStatus();
}

uint64_t PixelBytes(const jpeg::Frame& frame) {
  // At most 3 x 2^32, and rows: no overflow.
  uint64_t bytes =
      uint64_t{frame.width_px} * frame.height_px * static_cast<uint64_t>(NumChannels(frame));
  for (const jpeg::FrameComponent& c : frame.components) {
    bytes += ComponentRows::AllocatedBytes(frame, c) + DetailedRows::AllocatedBytes(c);
  }
  return bytes;
}

Result<Pixels> ReconstructPixels(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> levels,
                                 std::span<const quant::CentroidOffsets> offsets,
                                 jpeg::ColourSpace colour_space,
                                 std::span<const ComponentRestoration> restoration) {
  const Status supported = CheckSupported(frame, colour_space);
  if (!supported.ok()) return supported.error();
  const quant::CentroidOffsets no_offsets{};
  const ComponentRestoration no_restoration;
  std::vector<ShownRows> rows;
  rows.reserve(frame.components.size());
  for (size_t i = 0; i < frame.components.size(); ++i) {
    rows.emplace_back(frame, frame.components[i], levels[i],
                      offsets.empty() ? no_offsets : offsets[i],
                      restoration.empty() ? no_restoration : restoration[i]);
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
      WriteGrey(rows[0].Row(y), pixels.width, out);
      continue;
    }
    const std::array<const float*, 3> in = {rows[0].Row(y), rows[1].Row(y), rows[2].Row(y)};
    if (colour_space == jpeg::ColourSpace::kRgb) {
      WriteRgb(in, pixels.width, out);
    } else {
      WriteYcc(in, pixels.width, out);
    }
  }
  return pixels;
}

}  // namespace jackdaw::pixels
