#include "apps/jackdaw/same_picture.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "apps/jackdaw/system/file_io.h"

namespace jackdaw::app {
namespace {

constexpr uint32_t kTile = 16;  // pixels
// Mean square of the differences of tile means, in squared levels of 255. A picture at the lowest
// qualities stays below 4; two pictures of the same place at another time are above 100.
constexpr uint64_t kMaxMeanSquare = 25;

// The sum of a tile's samples of one channel, and how many they are.
struct TileSum {
  int64_t sum = 0, count = 0;
};

std::vector<TileSum> TileSums(const Pixels& pixels) {
  const uint32_t columns = (pixels.width + kTile - 1) / kTile;
  const uint32_t rows = (pixels.height + kTile - 1) / kTile;
  const auto channels = static_cast<size_t>(pixels.channels);
  std::vector<TileSum> tiles(size_t{columns} * rows * channels);
  size_t i = 0;
  for (uint32_t y = 0; y < pixels.height; ++y) {
    for (uint32_t x = 0; x < pixels.width; ++x) {
      for (size_t c = 0; c < channels; ++c, ++i) {
        TileSum& tile = tiles[(size_t{y / kTile} * columns + x / kTile) * channels + c];
        tile.sum += pixels.samples[i];
        ++tile.count;
      }
    }
  }
  return tiles;
}

bool AreAlike(const Pixels& a, const Pixels& b) {
  const std::vector<TileSum> in_a = TileSums(a), in_b = TileSums(b);
  uint64_t squares = 0;
  for (size_t i = 0; i < in_a.size(); ++i) {
    const int64_t difference =
        std::abs(in_a[i].sum - in_b[i].sum) / std::max<int64_t>(1, in_a[i].count);
    squares += static_cast<uint64_t>(difference * difference);
  }
  return squares <= kMaxMeanSquare * in_a.size();
}

}  // namespace

bool ShowSamePixels(const Pixels& a, const Pixels& b, Likeness likeness) {
  if (a.width != b.width || a.height != b.height || a.channels != b.channels) return false;
  return likeness == Likeness::kEqualPixels ? a.samples == b.samples : AreAlike(a, b);
}

bool ShowSamePicture(std::span<const uint8_t> a, std::span<const uint8_t> b, Likeness likeness,
                     const DecompressOptions& options) {
  const Result<Pixels> in_a = DecompressPixels(a, options);
  if (!in_a.ok()) return false;
  const Result<Pixels> in_b = DecompressPixels(b, options);
  return in_b.ok() && ShowSamePixels(in_a.value(), in_b.value(), likeness);
}

bool ShowsPicture(const PixelView& pixels, std::span<const uint8_t> file,
                  const DecompressOptions& options) {
  const Result<Pixels> shown = DecompressPixels(file, options);
  if (!shown.ok()) return false;
  Pixels wanted;
  wanted.width = pixels.width;
  wanted.height = pixels.height;
  wanted.channels = pixels.channels;
  if (shown.value().width != wanted.width || shown.value().height != wanted.height ||
      shown.value().channels != wanted.channels) {
    return false;
  }
  const auto add = [&](const auto& samples) {
    for (const uint32_t sample : samples) {
      wanted.samples.push_back(static_cast<uint8_t>(sample * 255 / pixels.max_value));
    }
  };
  add(pixels.samples8);
  add(pixels.samples16);
  return AreAlike(wanted, shown.value());
}

bool FilesShowSamePicture(const std::string& a, const std::string& b, Likeness likeness,
                          const DecompressOptions& options) {
  const Result<FileData> in_a = ReadFile(a, options.memory_limit);
  if (!in_a.ok()) return false;
  const Result<FileData> in_b = ReadFile(b, options.memory_limit);
  return in_b.ok() && ShowSamePicture(in_a.value().bytes, in_b.value().bytes, likeness, options);
}

}  // namespace jackdaw::app
