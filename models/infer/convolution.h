// Layers over a grid of positions, evaluated row by row from the top: only the rows that a layer
// still sees are kept.
#ifndef JACKDAW_MODELS_INFER_CONVOLUTION_H_
#define JACKDAW_MODELS_INFER_CONVOLUTION_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "models/infer/aligned.h"
#include "models/infer/kernels.h"
#include "models/infer/layers.h"

namespace jackdaw::infer {

// Rows of activations, made one after the other from the top, each with zeros left and right of it.
// Only the last `alive` are kept. Rows outside the grid are zeros.
class GridRows {
 public:
  GridRows(uint32_t rows, uint32_t columns, size_t channels, size_t border, uint32_t alive)
      : num_rows_(rows),
        channels_(channels),
        border_(border * channels),
        alive_(std::min(alive, rows)),
        pitch_((columns + 2 * border) * channels),
        data_((size_t{alive_} + 1) * pitch_ + kKernelSlack, 0) {}

  size_t channels() const { return channels_; }
  // Rows made so far.
  uint32_t made() const { return made_; }
  uint32_t num_rows() const { return num_rows_; }

  // Column 0 of the next row, to be filled.
  int16_t* Next() { return &data_[(made_++ % alive_) * pitch_ + border_]; }

  // The row from its left border on.
  const int16_t* At(int64_t row) const {
    const bool inside = row >= 0 && row < num_rows_;
    return &data_[(inside ? static_cast<size_t>(row) % alive_ : alive_) * pitch_];
  }

 private:
  uint32_t num_rows_;
  size_t channels_, border_;
  uint32_t alive_;
  size_t pitch_;
  AlignedVector<int16_t> data_;
  uint32_t made_ = 0;
};

// Where the inputs of a row of outputs lie: output x sees size x size positions, the first at row
// `top` and column x * stride + first, counted from the left border.
struct Window {
  int64_t top;
  size_t size, stride, first;
};

// The kernels and the room that layers over a grid work in. One thread at a time.
class GridEvaluator {
 public:
  explicit GridEvaluator(const Kernels& kernels) : kernels_(kernels) {}

  const Kernels& kernels() const { return kernels_; }

  // Sums of a layer for `columns` positions, a few at a time: use(first, count, sums).
  template <class Use>
  void Sum(const Dense& dense, const GridRows& in, const Window& window, size_t columns, Use use) {
    const size_t run = window.size * in.channels(), inputs = window.size * run;
    const size_t pitch = dense.SumPitch();
    gathered_.resize(kChunk * inputs + kKernelSlack);
    sums_.resize(kChunk * pitch + kKernelSlack);
    for (size_t begin = 0; begin < columns; begin += kChunk) {
      const size_t count = std::min(kChunk, columns - begin);
      for (size_t dy = 0; dy < window.size; ++dy) {
        const int16_t* row = in.At(window.top + static_cast<int64_t>(dy));
        for (size_t i = 0; i < count; ++i) {
          const size_t column = (begin + i) * window.stride + window.first;
          std::memcpy(&gathered_[i * inputs + dy * run], row + column * in.channels(),
                      run * sizeof(int16_t));
        }
      }
      const Sums sums = {sums_.data(), pitch};
      dense.Sum(kernels_, {gathered_.data(), inputs}, count, sums);
      use(begin, count, sums);
    }
  }

  // Activations: position x goes to out.data + x * out.pitch.
  void Activate(const Dense& dense, const GridRows& in, const Window& window, size_t columns,
                Outputs out) {
    Sum(dense, in, window, columns, [&](size_t begin, size_t count, Sums sums) {
      kernels_.activate(sums.data, sums.pitch, dense.shift(), nullptr, 0, count, dense.outputs(),
                        out.data + begin * out.pitch, out.pitch);
    });
  }

 private:
  static constexpr size_t kChunk = 16;  // positions gathered for one product

  const Kernels& kernels_;
  AlignedVector<int16_t> gathered_;
  AlignedVector<int32_t> sums_;
};

// kSize x kSize positions, kStride apart; row r of the outputs begins kPadding above and left of
// position r * kStride. Inputs have a border of kPadding. Columns: taps in raster order, channels
// within a tap.
template <size_t kSize, size_t kStride, int64_t kPadding>
class Convolution {
 public:
  Convolution() = default;
  explicit Convolution(const LayerData& data) : dense_(data) {}

  const Dense& dense() const { return dense_; }

  // Rows of the input that row `row` of the outputs needs, made from the top.
  static constexpr uint32_t Needs(uint32_t row) {
    return static_cast<uint32_t>(row * kStride + kSize - kPadding);
  }

  // Row `row` of the outputs: activations, one position after the other.
  void Propagate(GridEvaluator& grid, const GridRows& in, uint32_t row, size_t columns,
                 int16_t* out) const {
    grid.Activate(dense_, in, At(row), columns, {out, static_cast<size_t>(dense_.outputs())});
  }

  // Its sums: use(first, count, sums).
  template <class Use>
  void Sum(GridEvaluator& grid, const GridRows& in, uint32_t row, size_t columns, Use use) const {
    grid.Sum(dense_, in, At(row), columns, use);
  }

  // Integers instead of activations, within +-max.
  void Round(GridEvaluator& grid, const GridRows& in, uint32_t row, size_t columns, int max,
             int8_t* out) const {
    const auto channels = static_cast<size_t>(dense_.outputs());
    // They lose the 8 bits of an activation's fraction too; the rounding is part of the bound
    // (LayerShape::rounding_shift).
    static_assert(kMaxShift + 8 < 31);
    const int shift = dense_.shift() + 8;
    Sum(grid, in, row, columns, [&](size_t begin, size_t count, Sums sums) {
      for (size_t i = 0; i < count * channels; ++i) {
        const int32_t acc = sums.data[i / channels * sums.pitch + i % channels];
        const int32_t value = (acc + (1 << (shift - 1))) >> shift;
        out[begin * channels + i] = static_cast<int8_t>(std::clamp(value, -max, max));
      }
    });
  }

 private:
  static Window At(uint32_t row) {
    return {static_cast<int64_t>(row * kStride) - kPadding, kSize, kStride, 0};
  }

  Dense dense_;
};

// Doubles a grid: position (2 row + p, 2 column + q) sees the four nearest coarse ones, the first
// at (row - 1 + p, column - 1 + q), through rows of weights of its parity, 2 p + q. Inputs have a
// border of 1.
class Upsampling {
 public:
  Upsampling() = default;
  // A layer has the rows of all parities, in order.
  explicit Upsampling(const LayerData& data);

  size_t channels() const { return static_cast<size_t>(parities_[0].outputs()); }

  // Rows of the input that row `row` of the fine grid needs.
  static constexpr uint32_t Needs(uint32_t row) { return row / 2 + 2; }

  // Row `row` of the fine grid, from `columns` coarse positions a row.
  void Propagate(GridEvaluator& grid, const GridRows& in, uint32_t row, size_t columns,
                 int16_t* out) const;

 private:
  std::array<Dense, 4> parities_;
};

}  // namespace jackdaw::infer

#endif  // JACKDAW_MODELS_INFER_CONVOLUTION_H_
