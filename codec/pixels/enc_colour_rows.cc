#include "codec/pixels/enc_colour_rows.h"

namespace jackdaw::pixels {
namespace {

constexpr float kLumaOfRed = 0.299f, kLumaOfGreen = 0.587f, kLumaOfBlue = 0.114f;
constexpr float kCbOfBlue = 0.5f / (1 - kLumaOfBlue), kCrOfRed = 0.5f / (1 - kLumaOfRed);
constexpr float kLevelShift = 128;

uint32_t MaxValue(const PixelView& view) {
  if (view.max_value != 0) return view.max_value;
  return view.samples16.empty() ? 255 : 65535;
}

}  // namespace

ColourRows::ColourRows(const PixelView& view)
    : view_(view),
      num_planes_(static_cast<size_t>(view.channels)),
      stride_(view.stride != 0 ? view.stride : view.width * num_planes_),
      scale_(255.0f / static_cast<float>(MaxValue(view))) {}

void ColourRows::Read(uint32_t y, const std::array<float*, 3>& out) const {
  const size_t begin = y * stride_;
  if (view_.samples16.empty()) {
    ReadFrom(view_.samples8.data() + begin, out);
  } else {
    ReadFrom(view_.samples16.data() + begin, out);
  }
}

template <class Sample>
void ColourRows::ReadFrom(const Sample* row, const std::array<float*, 3>& out) const {
  if (num_planes_ == 1) {
    for (uint32_t x = 0; x < view_.width && out[0] != nullptr; ++x) {
      out[0][x] = static_cast<float>(row[x]) * scale_ - kLevelShift;
    }
    return;
  }
  for (uint32_t x = 0; x < view_.width; ++x, row += 3) {
    const float red = static_cast<float>(row[0]) * scale_;
    const float green = static_cast<float>(row[1]) * scale_;
    const float blue = static_cast<float>(row[2]) * scale_;
    const float luma = kLumaOfRed * red + kLumaOfGreen * green + kLumaOfBlue * blue;
    if (out[0] != nullptr) out[0][x] = luma - kLevelShift;
    if (out[1] != nullptr) out[1][x] = (blue - luma) * kCbOfBlue;
    if (out[2] != nullptr) out[2][x] = (red - luma) * kCrOfRed;
  }
}

}  // namespace jackdaw::pixels
