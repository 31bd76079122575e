#include "codec/lossy/enc_masking.h"

#include <algorithm>
#include <cmath>

#include "base/checked.h"
#include "codec/lossy/enc_pixels.h"

namespace jackdaw::lossy {
namespace {

constexpr size_t kCellsOfBlock = 4;  // each way, at the finest scale

// A scale in cells of 2 x 2 of its samples. Means of cells are the samples of the next scale.
struct Cells {
  size_t width = 0, height = 0;
  std::vector<float> means, squares;  // of the samples, of their squares

  Cells(size_t w, size_t h) : width(w), height(h), means(w * h), squares(w * h) {}
};

Cells FinestCells(const jpeg::FrameComponent& c, const jpeg::CoeffPlane& plane,
                  WorkMonitor* monitor, uint16_t unit) {
  Cells cells(c.width_blocks * kCellsOfBlock, c.height_blocks * kCellsOfBlock);
  std::array<float, jpeg::kBlockSize> samples{};
  for (uint32_t row = 0; row < c.height_blocks && Advance(monitor, 0); ++row) {
    for (uint32_t column = 0; column < c.width_blocks; ++column) {
      UnroundedSamples(plane.Block(row, column), c.quant, samples.data(), unit);
      for (size_t y = 0; y < kCellsOfBlock; ++y) {
        const size_t at = (row * kCellsOfBlock + y) * cells.width + column * kCellsOfBlock;
        for (size_t x = 0; x < kCellsOfBlock; ++x) {
          const float* s = &samples[16 * y + 2 * x];
          cells.means[at + x] = (s[0] + s[1] + s[8] + s[9]) / 4;
          cells.squares[at + x] = (s[0] * s[0] + s[1] * s[1] + s[8] * s[8] + s[9] * s[9]) / 4;
        }
      }
    }
  }
  return cells;
}

Cells NextScale(const Cells& from) {
  Cells cells((from.width + 1) / 2, (from.height + 1) / 2);
  for (size_t y = 0; y < cells.height; ++y) {
    const size_t upper = 2 * y * from.width;
    const size_t lower = std::min(2 * y + 1, from.height - 1) * from.width;
    for (size_t x = 0; x < cells.width; ++x) {
      const size_t left = 2 * x, right = std::min(2 * x + 1, from.width - 1);
      const float a = from.means[upper + left], b = from.means[upper + right];
      const float c = from.means[lower + left], d = from.means[lower + right];
      cells.means[y * cells.width + x] = (a + b + c + d) / 4;
      cells.squares[y * cells.width + x] = (a * a + b * b + c * c + d * d) / 4;
    }
  }
  return cells;
}

// Sums over 3 x 3 cells; at borders the outermost ones are repeated.
class Windows {
 public:
  explicit Windows(const Cells& cells)
      : cells_(cells), means_(cells.width + 2), squares_(cells.width + 2) {}

  void SetRow(size_t y) {
    const size_t above = (y > 0 ? y - 1 : 0) * cells_.width, here = y * cells_.width;
    const size_t below = std::min(y + 1, cells_.height - 1) * cells_.width;
    const auto sum = [&](const std::vector<float>& v, size_t x) {
      return v[above + x] + v[here + x] + v[below + x];
    };
    for (size_t x = 0; x < cells_.width; ++x) {
      means_[x + 1] = sum(cells_.means, x);
      squares_[x + 1] = sum(cells_.squares, x);
    }
    for (std::vector<float>* v : {&means_, &squares_}) {
      v->front() = (*v)[1];
      v->back() = (*v)[cells_.width];
    }
  }

  float Variance(size_t x) const {
    const float mean = (means_[x] + means_[x + 1] + means_[x + 2]) / 9;
    const float square = (squares_[x] + squares_[x + 1] + squares_[x + 2]) / 9;
    return std::max(square - mean * mean, 0.0f);
  }

 private:
  const Cells& cells_;
  std::vector<float> means_, squares_;  // sums of three rows; one cell more on each side
};

// What is visible, per cell.
std::vector<float> VisibleParts(const Cells& cells, const Masking& masking) {
  std::vector<float> parts(cells.width * cells.height);
  Windows windows(cells);
  for (size_t y = 0; y < cells.height; ++y) {
    windows.SetRow(y);
    for (size_t x = 0; x < cells.width; ++x) {
      const float variance = 2 * windows.Variance(x);
      const float smooth = 1 + variance / masking.smooth_constant;
      parts[y * cells.width + x] = std::pow(1 + variance / masking.constant, -masking.power) +
                                   masking.smoothness / (smooth * smooth);
    }
  }
  return parts;
}

}  // namespace

std::vector<BlockMasks> MeasureMasks(const jpeg::FrameComponent& component,
                                     const jpeg::CoeffPlane& plane, const Masking& masking,
                                     WorkMonitor* monitor, uint16_t unit) {
  const size_t width = component.width_blocks, height = component.height_blocks;
  std::vector<BlockMasks> masks(width * height);
  Cells cells = FinestCells(component, plane, monitor, unit);
  for (size_t s = 0; s < kNumScales; ++s) {
    if (s > 0) cells = NextScale(cells);
    const std::vector<float> parts = VisibleParts(cells, masking);
    // A block has several cells, or a cell several blocks.
    const size_t per_block = std::max<size_t>(kCellsOfBlock >> s, 1);
    const size_t blocks_shift = s > 2 ? s - 2 : 0;
    for (size_t y = 0; y < height; ++y) {
      for (size_t x = 0; x < width; ++x) {
        const size_t first =
            (y * per_block >> blocks_shift) * cells.width + (x * per_block >> blocks_shift);
        float sum = 0;
        for (size_t i = 0; i < per_block * per_block; ++i) {
          sum += parts[first + i / per_block * cells.width + i % per_block];
        }
        masks[y * width + x][s] = sum / static_cast<float>(per_block * per_block);
      }
    }
  }
  return masks;
}

}  // namespace jackdaw::lossy
