#include "tests/prior/reference_latents.h"

#include <algorithm>

namespace jackdaw::test {
namespace {

using Plane = ReferencePlane;

int32_t Act(int64_t acc, int shift) {
  const int64_t y = (acc + (int64_t{1} << (shift - 1))) >> shift;
  return static_cast<int32_t>(std::clamp<int64_t>(std::max(y, y >> 3), -8191, 8191));
}

int32_t Integer(int64_t acc, int shift) {
  const int64_t y = (acc + (int64_t{1} << (shift + 7))) >> (shift + 8);
  return static_cast<int32_t>(std::clamp<int64_t>(y, -31, 31));
}

int32_t Output(int64_t acc, int shift) {
  const int64_t y = (acc + (int64_t{1} << (shift - 5))) >> (shift - 4);
  return static_cast<int32_t>(std::clamp<int64_t>(y, -(1 << 18), 1 << 18));
}

template <class Finish>
Plane Convolution(const PriorLayerData& layer, const Plane& in, int64_t size, int64_t stride,
                  int64_t padding, Finish finish) {
  Plane out(in.rows / stride, in.columns / stride, layer.rows);
  for (int64_t row = 0; row < out.rows; ++row) {
    for (int64_t column = 0; column < out.columns; ++column) {
      for (int64_t i = 0; i < out.channels; ++i) {
        int64_t sum = layer.bias[static_cast<size_t>(i)];
        const int16_t* w = &layer.weights[static_cast<size_t>(i * layer.columns)];
        for (int64_t dy = 0; dy < size; ++dy) {
          for (int64_t dx = 0; dx < size; ++dx) {
            for (int64_t c = 0; c < in.channels; ++c) {
              sum += *w++ *
                     int64_t{in.At(row * stride + dy - padding, column * stride + dx - padding, c)};
            }
          }
        }
        out.Set(row, column, i) = finish(sum, layer.shift);
      }
    }
  }
  return out;
}

Plane Up(const PriorLayerData& layer, const Plane& in) {
  const int64_t channels = layer.rows / 4;
  Plane out(2 * in.rows, 2 * in.columns, channels);
  for (int64_t row = 0; row < out.rows; ++row) {
    for (int64_t column = 0; column < out.columns; ++column) {
      const int64_t p = row % 2, q = column % 2;
      for (int64_t i = 0; i < channels; ++i) {
        const int64_t from = (2 * p + q) * channels + i;
        int64_t sum = layer.bias[static_cast<size_t>(from)];
        for (int64_t tap = 0; tap < 4; ++tap) {
          for (int64_t c = 0; c < in.channels; ++c) {
            const size_t at = static_cast<size_t>(from * layer.columns + tap * in.channels + c);
            sum += layer.weights[at] *
                   int64_t{in.At(row / 2 - 1 + p + tap / 2, column / 2 - 1 + q + tap % 2, c)};
          }
        }
        out.Set(row, column, i) = Act(sum, layer.shift);
      }
    }
  }
  return out;
}

Plane AsActivations(Plane plane) {
  for (int32_t& value : plane.values) value *= 256;
  return plane;
}

}  // namespace

ReferencePlane::ReferencePlane(int64_t rows_in, int64_t columns_in, int64_t channels_in)
    : rows(rows_in),
      columns(columns_in),
      channels(channels_in),
      values(static_cast<size_t>(rows * columns * channels), 0) {}

int32_t ReferencePlane::At(int64_t row, int64_t column, int64_t channel) const {
  if (row < 0 || column < 0 || row >= rows || column >= columns) return 0;
  return values[static_cast<size_t>((row * columns + column) * channels + channel)];
}

int32_t& ReferencePlane::Set(int64_t row, int64_t column, int64_t channel) {
  return values[static_cast<size_t>((row * columns + column) * channels + channel)];
}

ReferencePlane ReferenceY(const PriorLatentsData& latents, const ReferencePlane& embeddings) {
  Plane padded((embeddings.rows + 3) / 4 * 4, (embeddings.columns + 3) / 4 * 4,
               embeddings.channels);
  for (int64_t row = 0; row < padded.rows; ++row) {
    for (int64_t column = 0; column < padded.columns; ++column) {
      for (int64_t i = 0; i < padded.channels; ++i) {
        padded.Set(row, column, i) = embeddings.At(std::min(row, embeddings.rows - 1),
                                                   std::min(column, embeddings.columns - 1), i);
      }
    }
  }
  const Plane y1 = Convolution(latents.y1, padded, 3, 1, 1, Act);
  const Plane y2 = Convolution(latents.y2, y1, 5, 2, 2, Act);
  return Convolution(latents.y3, y2, 3, 1, 1, Integer);
}

ReferencePlane ReferenceZ(const PriorLatentsData& latents, const ReferencePlane& y) {
  const Plane z1 = Convolution(latents.z1, AsActivations(y), 3, 1, 1, Act);
  return Convolution(latents.z2, z1, 4, 2, 1, Integer);
}

ReferencePlane ReferenceHyper(const PriorLatentsData& latents, const ReferencePlane& z) {
  Plane hyper =
      Convolution(latents.hyper_out, Up(latents.hyper_up, AsActivations(z)), 3, 1, 1, Output);
  for (size_t i = 0; i < hyper.values.size(); ++i) {
    const bool is_scale = static_cast<int64_t>(i) % hyper.channels >= hyper.channels / 2;
    if (is_scale) hyper.values[i] = std::clamp(hyper.values[i], -4 * 4096, 5 * 4096);
  }
  return hyper;
}

ReferencePlane ReferenceFeatures(const PriorLatentsData& latents, const ReferencePlane& y) {
  return Up(latents.context_up, Convolution(latents.context_in, AsActivations(y), 3, 1, 1, Act));
}

}  // namespace jackdaw::test
