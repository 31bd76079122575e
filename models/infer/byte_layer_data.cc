#include "models/infer/byte_layer_data.h"

#include <algorithm>
#include <cstddef>

#include "base/errors.h"

namespace jackdaw::infer {
namespace {

template <class T>
bool AllWithin(const std::vector<T>& values, int32_t low, int32_t high) {
  return std::all_of(values.begin(), values.end(), [&](T x) { return low <= x && x <= high; });
}

}  // namespace

ByteLayerData MakeLayer(const ByteShape& shape) {
  const auto rows = static_cast<size_t>(shape.rows), columns = static_cast<size_t>(shape.columns);
  return {shape.rows, shape.columns, std::vector<uint8_t>(rows, 8),
          std::vector<int8_t>(rows * columns, 0),
          std::vector<int32_t>(shape.has_bias ? rows : 0, 0)};
}

Status CheckLayer(const ByteLayerData& layer, const ByteShape& shape) {
  const auto rows = static_cast<size_t>(shape.rows), columns = static_cast<size_t>(shape.columns);
  if (layer.rows != shape.rows || layer.columns != shape.columns || layer.shift.size() != rows ||
      layer.weights.size() != rows * columns || layer.bias.size() != (shape.has_bias ? rows : 0)) {
    return Corrupt("a layer of the model has the wrong size");
  }
  if (!AllWithin(layer.shift, kMinByteShift, kMaxByteShift)) {
    return Corrupt("a layer of the model has a shift out of range");
  }
  if (!AllWithin(layer.weights, -kMaxByteWeight, kMaxByteWeight) ||
      !AllWithin(layer.bias, -kMaxByteBias, kMaxByteBias)) {
    return Corrupt("a layer of the model has a number out of range");
  }
  return OkStatus();
}

}  // namespace jackdaw::infer
