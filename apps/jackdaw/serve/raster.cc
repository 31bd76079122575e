#include "apps/jackdaw/serve/raster.h"

#include <algorithm>
#include <utility>

namespace jackdaw::serve {
namespace {

// One tap of a scaled sample: a source position and its share.
struct Tap {
  uint32_t position = 0;
  uint32_t weight_q16 = 0;
};

// For each of `to` positions the taps that cover its interval of `from` positions; the weights of
// a position add up to 1 << 16.
std::vector<std::vector<Tap>> AreaTaps(uint32_t from, uint32_t to) {
  std::vector<std::vector<Tap>> taps(to);
  for (uint32_t i = 0; i < to; ++i) {
    // Interval in units of 1 / to of a source position.
    const uint64_t start = uint64_t{i} * from, end = start + from;
    uint64_t left_q16 = uint64_t{1} << 16;
    for (uint64_t position = start / to; position * to < end; ++position) {
      const uint64_t low = std::max(start, position * to);
      const uint64_t high = std::min(end, (position + 1) * to);
      const bool is_last = high == end;  // takes what rounding left over
      const uint64_t weight = is_last ? left_q16 : ((high - low) << 16) / from;
      taps[i].push_back({static_cast<uint32_t>(position), static_cast<uint32_t>(weight)});
      left_q16 -= weight;
    }
  }
  return taps;
}

uint8_t Rounded(uint64_t sum_q16) { return static_cast<uint8_t>((sum_q16 + (1u << 15)) >> 16); }

Raster ScaleWidth(const Raster& picture, uint32_t width_px) {
  const auto channels = static_cast<size_t>(picture.num_channels);
  const auto taps = AreaTaps(picture.width_px, width_px);
  Raster out{width_px, picture.height_px, picture.num_channels, {}};
  out.samples.reserve(size_t{width_px} * picture.height_px * channels);
  for (uint32_t y = 0; y < picture.height_px; ++y) {
    const uint8_t* row = picture.samples.data() + size_t{y} * picture.width_px * channels;
    for (const std::vector<Tap>& of_sample : taps) {
      for (size_t c = 0; c < channels; ++c) {
        uint64_t sum = 0;
        for (const Tap& tap : of_sample) {
          sum += uint64_t{tap.weight_q16} * row[tap.position * channels + c];
        }
        out.samples.push_back(Rounded(sum));
      }
    }
  }
  return out;
}

Raster ScaleHeight(const Raster& picture, uint32_t height_px) {
  const size_t row_bytes = size_t{picture.width_px} * static_cast<size_t>(picture.num_channels);
  Raster out{picture.width_px, height_px, picture.num_channels, {}};
  out.samples.reserve(row_bytes * height_px);
  for (const std::vector<Tap>& of_row : AreaTaps(picture.height_px, height_px)) {
    for (size_t i = 0; i < row_bytes; ++i) {
      uint64_t sum = 0;
      for (const Tap& tap : of_row) {
        sum += uint64_t{tap.weight_q16} * picture.samples[tap.position * row_bytes + i];
      }
      out.samples.push_back(Rounded(sum));
    }
  }
  return out;
}

}  // namespace

Raster ScaleToFit(const Raster& picture, uint32_t side_px) {
  const uint64_t longer = std::max(picture.width_px, picture.height_px);
  if (longer <= side_px) return picture;
  const auto scaled = [&](uint64_t length) {
    return static_cast<uint32_t>(std::max<uint64_t>(1, (length * side_px + longer / 2) / longer));
  };
  return ScaleHeight(ScaleWidth(picture, scaled(picture.width_px)), scaled(picture.height_px));
}

Raster TurnUpright(Raster picture, int orientation) {
  if (orientation <= 1 || orientation > 8) return picture;
  const uint32_t width = picture.width_px, height = picture.height_px;
  const auto channels = static_cast<size_t>(picture.num_channels);
  // 2 is mirrored left to right, 4 top to bottom, 3 both; 5 to 8 have rows for columns, too.
  const bool swaps = orientation >= 5;
  const bool flips_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool flips_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  Raster out{swaps ? height : width, swaps ? width : height, picture.num_channels, {}};
  out.samples.reserve(picture.samples.size());
  for (uint32_t y = 0; y < out.height_px; ++y) {
    for (uint32_t x = 0; x < out.width_px; ++x) {
      uint32_t from_x = swaps ? y : x, from_y = swaps ? x : y;
      if (flips_x) from_x = width - 1 - from_x;
      if (flips_y) from_y = height - 1 - from_y;
      const size_t at = (size_t{from_y} * width + from_x) * channels;
      for (size_t c = 0; c < channels; ++c) out.samples.push_back(picture.samples[at + c]);
    }
  }
  return out;
}

}  // namespace jackdaw::serve
