#include "models/infer/byte_layers.h"

#include <numeric>

namespace jackdaw::infer {
namespace {

std::vector<int> AllRows(const ByteLayer& layer) {
  std::vector<int> rows(static_cast<size_t>(layer.rows));
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

}  // namespace

ByteDense::ByteDense(const ByteLayer& layer) : ByteDense(layer, AllRows(layer), 0, layer.columns) {}

ByteDense::ByteDense(const ByteLayer& layer, const std::vector<int>& rows, int begin, int count)
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

}  // namespace jackdaw::infer
