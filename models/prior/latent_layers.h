// The convolutions of the latents' networks over rows of activations, on both sides.
#ifndef JACKDAW_MODELS_PRIOR_LATENT_LAYERS_H_
#define JACKDAW_MODELS_PRIOR_LATENT_LAYERS_H_

#include <algorithm>
#include <array>
#include <cstring>

#include "models/prior/latents.h"

namespace jackdaw::prior {

// Rows of activations, made one after the other from the top, each with zeros left and right of it.
// Only the last `alive` are kept. Rows outside the grid are zeros.
class LatentRows {
 public:
  LatentRows(uint32_t rows, uint32_t columns, size_t channels, size_t border, uint32_t alive)
      : num_rows_(rows),
        channels_(channels),
        border_(border * channels),
        alive_(std::min(alive, rows)),
        pitch_((columns + 2 * border) * channels),
        data_((size_t{alive_} + 1) * pitch_ + infer::kKernelSlack, 0) {}

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
  infer::AlignedVector<int16_t> data_;
  uint32_t made_ = 0;
};

// Where the inputs of a row of outputs lie: output x sees size x size positions, the first at row
// `top` and column x * stride + first, counted from the left border.
struct LatentWindow {
  int64_t top;
  size_t size, stride, first;
};

// A convolution: window of a row of outputs, the border being the padding.
inline LatentWindow Taps(uint32_t row, size_t size, size_t stride, int64_t padding) {
  return {static_cast<int64_t>(row * stride) - padding, size, stride, 0};
}

class LatentLayers {
 public:
  explicit LatentLayers(const infer::Kernels& kernels) : kernels_(kernels) {}

  // Sums of a layer for `columns` positions, a few at a time: use(first, count, sums, pitch).
  template <class Use>
  void Sums(const PackedWeights& weights, const LatentRows& in, const LatentWindow& window,
            size_t columns, Use use) {
    const infer::PackedLayer layer = weights.layer();
    const size_t run = window.size * in.channels(), inputs = window.size * run;
    const size_t pitch =
        static_cast<size_t>(layer.rows + infer::kPanel - 1) / infer::kPanel * infer::kPanel;
    gathered_.resize(kChunk * inputs + infer::kKernelSlack);
    sums_.resize(kChunk * pitch + infer::kKernelSlack);
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
      kernels_.dense(layer, layer.columns, gathered_.data(), inputs, count, sums_.data(), pitch);
      use(begin, count, sums_.data(), pitch);
    }
  }

  // Activations: position x goes to out + x * out_pitch.
  void Activations(const PackedWeights& weights, const LatentRows& in, const LatentWindow& window,
                   size_t columns, int16_t* out, size_t out_pitch) {
    const infer::PackedLayer layer = weights.layer();
    Sums(weights, in, window, columns,
         [&](size_t begin, size_t count, const int32_t* sums, size_t pitch) {
           kernels_.activate(sums, pitch, layer.shift, nullptr, 0, count, layer.rows,
                             out + begin * out_pitch, out_pitch);
         });
  }

  // Integers, [columns][channels].
  void Integers(const PackedWeights& weights, const LatentRows& in, const LatentWindow& window,
                size_t columns, int8_t* out) {
    const infer::PackedLayer layer = weights.layer();
    const auto channels = static_cast<size_t>(layer.rows);
    Sums(weights, in, window, columns,
         [&](size_t begin, size_t count, const int32_t* sums, size_t pitch) {
           for (size_t i = 0; i < count * channels; ++i) {
             const int32_t acc = sums[i / channels * pitch + i % channels];
             const int32_t value = (acc + (1 << (layer.shift + 7))) >> (layer.shift + 8);
             out[begin * channels + i] =
                 static_cast<int8_t>(std::clamp(value, -kMaxLatent, kMaxLatent));
           }
         });
  }

  // Row 2 row + p of a grid of twice the size, 2 columns positions. Position (2 row + p, 2 column +
  // q) sees the four nearest coarse ones, the first at (row - 1 + p, column - 1 + q), through
  // weights 2 p + q.
  void Up(const std::array<PackedWeights, 4>& weights, const LatentRows& in, uint32_t row,
          size_t columns, size_t p, int16_t* out) {
    for (size_t q = 0; q < 2; ++q) {
      const PackedWeights& w = weights[2 * p + q];
      const auto channels = static_cast<size_t>(w.layer().rows);
      const LatentWindow window = {int64_t{row} - 1 + static_cast<int64_t>(p), 2, 1, q};
      Activations(w, in, window, columns, out + q * channels, 2 * channels);
    }
  }

 private:
  static constexpr size_t kChunk = 16;  // positions gathered for one product

  const infer::Kernels& kernels_;
  infer::AlignedVector<int16_t> gathered_;
  infer::AlignedVector<int32_t> sums_;
};

// Latents as activations.
inline LatentRows ToRows(const LatentPlane& plane) {
  LatentRows rows(plane.rows, plane.columns, plane.channels, 1, plane.rows);
  const size_t width = plane.columns * plane.channels;
  for (uint32_t row = 0; row < plane.rows; ++row) {
    int16_t* out = rows.Next();
    for (size_t i = 0; i < width; ++i) {
      out[i] = static_cast<int16_t>(plane.values[row * width + i] * 256);
    }
  }
  return rows;
}

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_LATENT_LAYERS_H_
