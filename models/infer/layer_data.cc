#include "models/infer/layer_data.h"

#include <cstddef>
#include <cstdlib>

#include "base/errors.h"

namespace jackdaw::infer {
namespace {

size_t NumWeights(const LayerShape& shape) {
  return static_cast<size_t>(shape.rows) * static_cast<size_t>(shape.columns);
}
size_t NumBiases(const LayerShape& shape) {
  return shape.is_bounded ? static_cast<size_t>(shape.rows) : 0;
}

}  // namespace

LayerData MakeLayer(const LayerShape& shape) {
  LayerData layer;
  layer.rows = shape.rows;
  layer.columns = shape.columns;
  layer.weights.assign(NumWeights(shape), 0);
  layer.bias.assign(NumBiases(shape), 0);
  return layer;
}

Status CheckLayer(const LayerData& layer, const LayerShape& shape) {
  if (layer.rows != shape.rows || layer.columns != shape.columns || layer.columns > kMaxColumns ||
      layer.weights.size() != NumWeights(shape) || layer.bias.size() != NumBiases(shape)) {
    return Corrupt("a layer of the model has the wrong size");
  }
  if (layer.shift < shape.min_shift || layer.shift > shape.max_shift) {
    return Corrupt("a layer of the model has a shift out of range");
  }
  if (!shape.is_bounded) return OkStatus();
  for (int row = 0; row < layer.rows; ++row) {
    const auto begin = layer.weights.begin() + static_cast<ptrdiff_t>(row) * layer.columns;
    // A bias of 32 bits, the rounding of integers, and the weights of a row.
    static_assert((int64_t{1} << 31) + (int64_t{1} << (kMaxShift + 7)) +
                      kMaxActivation * (kMaxWeight * kMaxColumns) <=
                  kMaxInt64);
    int64_t sum = 0;
    for (auto w = begin; w != begin + layer.columns; ++w) sum += std::abs(int{*w});
    const int64_t bias = std::abs(int64_t{layer.bias[static_cast<size_t>(row)]});
    const int64_t rounding = int64_t{1} << (layer.shift + shape.rounding_shift);
    if (bias + rounding + kMaxActivation * sum >= kSumLimit) {
      return Corrupt("a sum of the model could overflow");
    }
  }
  return OkStatus();
}

}  // namespace jackdaw::infer
