#include <algorithm>
#include <string>

#include "apps/images/readers.h"
#include "base/errors.h"

namespace jackdaw::images {
namespace {

template <class Sample>
bool IsOpaque(const std::vector<Sample>& samples, size_t channels, uint32_t max_value) {
  for (size_t i = channels - 1; i < samples.size(); i += channels) {
    if (samples[i] != max_value) return false;
  }
  return true;
}

// In place: pixels only move towards the start. background: 0..max_value.
template <class Sample>
void Flatten(size_t channels, uint64_t max_value, const std::array<uint64_t, 3>& background,
             std::vector<Sample>* samples) {
  const size_t num_colours = channels - 1;
  size_t out = 0;
  for (size_t in = 0; in < samples->size(); in += channels) {
    const uint64_t alpha = std::min<uint64_t>((*samples)[in + num_colours], max_value);
    for (size_t c = 0; c < num_colours; ++c) {
      const uint64_t sum = (*samples)[in + c] * alpha + background[c] * (max_value - alpha);
      (*samples)[out++] = static_cast<Sample>((sum + max_value / 2) / max_value);
    }
  }
  samples->resize(out);
}

std::array<uint64_t, 3> Scaled(const Colour& colour, uint64_t max_value) {
  std::array<uint64_t, 3> scaled{};
  for (size_t c = 0; c < 3; ++c) scaled[c] = (colour[c] * max_value + 127) / 255;
  return scaled;
}

}  // namespace

Status Allocate(uint64_t width, uint64_t height, int channels, bool is_wide, ByteBudget* budget,
                Raster* raster) {
  if (width == 0 || height == 0) return Error{ErrorCode::kCorrupt, 0, "an image without pixels"};
  if (width > kMaxSide || height > kMaxSide) {
    return Error{ErrorCode::kUnsupported, 0, "more than 65500 pixels on a side"};
  }
  const uint64_t num_samples = width * height * static_cast<uint64_t>(channels);
  const uint64_t num_bytes = num_samples * (is_wide ? sizeof(uint16_t) : sizeof(uint8_t));
  if (!budget->Charge(num_bytes)) {
    return TooLittleMemory(std::to_string(width) + " x " + std::to_string(height) + " pixels need",
                           num_bytes);
  }
  raster->width = static_cast<uint32_t>(width);
  raster->height = static_cast<uint32_t>(height);
  raster->channels = channels;
  raster->max_value = is_wide ? 65535 : 255;
  if (is_wide) {
    raster->samples16.resize(num_samples);
  } else {
    raster->samples8.resize(num_samples);
  }
  return OkStatus();
}

Status RemoveAlpha(const std::optional<Colour>& background, Raster* raster) {
  const auto channels = static_cast<size_t>(raster->channels);
  const uint32_t max_value = raster->max_value;
  const bool is_opaque = raster->samples16.empty()
                             ? IsOpaque(raster->samples8, channels, max_value)
                             : IsOpaque(raster->samples16, channels, max_value);
  if (!is_opaque && !background.has_value()) {
    return Error{ErrorCode::kUnsupported, 0, kTransparent};
  }
  const Colour colour = background.value_or(Colour{});
  if (!is_opaque && channels == 2 && (colour[0] != colour[1] || colour[1] != colour[2])) {
    return Error{ErrorCode::kUnsupported, 0,
                 "a grey picture, which cannot be put on a coloured background (make it RGB "
                 "first, or choose a grey one)"};
  }
  const std::array<uint64_t, 3> on = Scaled(colour, max_value);
  Flatten(channels, max_value, on, &raster->samples8);
  Flatten(channels, max_value, on, &raster->samples16);
  raster->channels -= 1;
  return OkStatus();
}

}  // namespace jackdaw::images
