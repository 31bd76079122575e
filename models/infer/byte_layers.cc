#include "models/infer/byte_layers.h"

#include <algorithm>
#include <numeric>

namespace jackdaw::infer {
namespace {

std::vector<int> AllRows(const ByteLayerData& layer) {
  std::vector<int> rows(static_cast<size_t>(layer.rows));
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

}  // namespace

ByteDense::ByteDense(const ByteLayerData& layer)
    : ByteDense(layer, AllRows(layer), 0, layer.columns) {}

ByteDense::ByteDense(const ByteLayerData& layer, const std::vector<int>& rows, int begin, int count)
    : rows_(static_cast<int>(rows.size())), columns_(count) {
  const size_t panels = RoundUpToPanel(rows.size()) / kPanel;
  const auto columns = static_cast<size_t>(count);
  weights_.assign(panels * columns * kPanel, 0);
  bias_.assign(panels * kPanel, 0);
  shift_.assign(panels * kPanel, kMinShift);
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto row = static_cast<size_t>(rows[i]);
    const int8_t* source = &layer.weights[row * static_cast<size_t>(layer.columns)] + begin;
    int8_t* panel = &weights_[i / kPanel * columns * kPanel];
    for (size_t k = 0; k < columns; ++k) {
      panel[k / kByteRun * (size_t{kByteRun} * kPanel) + i % kPanel * kByteRun + k % kByteRun] =
          source[k];
    }
    if (!layer.bias.empty()) bias_[i] = layer.bias[row];
    shift_[i] = layer.shift[row];
  }
}

AlignedVector<int32_t> WideShifts(const LayerData& data) {
  return AlignedVector<int32_t>(RoundUpToPanel(static_cast<size_t>(data.rows)),
                                data.shift + kWideBits);
}

// The sum is scaled up by 15 bits first: then every shift is to the right.
int32_t ConstantBias(int32_t sum, int shift, int byte_shift, int64_t max_bias) {
  static_assert(kMinShift + kWideBits + 15 - kMaxByteShift > 0);
  const int down = shift + kWideBits + 15 - byte_shift;
  const int64_t scaled = (int64_t{sum} * (1 << 15) + (int64_t{1} << (down - 1))) >> down;
  return static_cast<int32_t>(std::clamp(scaled, -max_bias, max_bias));
}

}  // namespace jackdaw::infer
