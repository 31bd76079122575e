#include "models/infer/layers.h"

#include <algorithm>
#include <numeric>

namespace jackdaw::infer {
namespace {

std::vector<int> AllRows(const LayerData& data) {
  std::vector<int> rows(static_cast<size_t>(data.rows));
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

// Columns begin + slot, and for each further number of a slot those num_slots further on, slot by
// slot: [slots][stride][per_slot].
AlignedVector<int16_t> PackSparse(const LayerData& data, int begin, int num_slots,
                                  size_t per_slot) {
  const auto rows = static_cast<size_t>(data.rows), columns = static_cast<size_t>(data.columns);
  const auto slots = static_cast<size_t>(num_slots);
  const size_t stride = RoundUpToPanel(rows);
  AlignedVector<int16_t> weights(slots * stride * per_slot + kKernelSlack * per_slot, 0);
  for (size_t slot = 0; slot < slots; ++slot) {
    for (size_t row = 0; row < rows; ++row) {
      for (size_t i = 0; i < per_slot; ++i) {
        weights[(slot * stride + row) * per_slot + i] =
            data.weights[row * columns + static_cast<size_t>(begin) + i * slots + slot];
      }
    }
  }
  return weights;
}

}  // namespace

Dense::Dense(const LayerData& data) : Dense(data, AllRows(data), 0, data.columns) {}

Dense::Dense(const LayerData& data, const std::vector<int>& rows, int begin, int count)
    : rows_(static_cast<int>(rows.size())), columns_(count), shift_(data.shift) {
  const size_t panels = RoundUpToPanel(rows.size()) / kPanel;
  const auto columns = static_cast<size_t>(count);
  weights_.assign(panels * columns * kPanel, 0);
  bias_.assign(panels * kPanel, 0);
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto row = static_cast<size_t>(rows[i]);
    const int16_t* source = &data.weights[row * static_cast<size_t>(data.columns)] + begin;
    int16_t* panel = &weights_[i / kPanel * columns * kPanel];
    for (size_t k = 0; k < columns; ++k) {
      panel[k / 2 * (2 * kPanel) + i % kPanel * 2 + k % 2] = source[k];
    }
    bias_[i] = data.bias[row];
  }
}

Constants::Constants(const LayerData& data, int begin)
    : bias_(data.bias), columns_(static_cast<size_t>(data.columns - begin)) {
  for (int row = 0; row < data.rows; ++row) {
    const auto first = data.weights.begin() + static_cast<ptrdiff_t>(row) * data.columns;
    weights_.insert(weights_.end(), first + begin, first + data.columns);
  }
}

// Within the bound of the whole row, of which these inputs are a part.
AlignedVector<int32_t> Constants::Bias(std::span<const int32_t> x) const {
  AlignedVector<int32_t> bias(RoundUpToPanel(bias_.size()), 0);
  for (size_t row = 0; row < bias_.size(); ++row) {
    bias[row] = bias_[row];
    for (size_t i = 0; i < columns_; ++i) bias[row] += weights_[row * columns_ + i] * x[i];
  }
  return bias;
}

FoldedDense::FoldedDense(const LayerData& data, int inputs)
    : dense_(data, AllRows(data), 0, inputs), constants_(data, inputs) {}

SparseFeatures::SparseFeatures(const LayerData& data, int begin, int num_slots)
    : weights_(PackSparse(data, begin, num_slots, 2)),
      stride_(RoundUpToPanel(static_cast<size_t>(data.rows))),
      outputs_(data.rows) {}

SparseValues::SparseValues(const LayerData& data, int begin, int num_slots)
    : weights_(PackSparse(data, begin, num_slots, 1)),
      stride_(RoundUpToPanel(static_cast<size_t>(data.rows))) {}

Embedding::Embedding(const LayerData& data, int num_slots)
    : features_(data, 0, num_slots), constants_(data, 2 * num_slots), shift_(data.shift) {}

void Embedding::Propagate(const Kernels& kernels, const AlignedVector<int32_t>& bias,
                          std::span<const SparseInput> inputs, int32_t* sums, int16_t* out) const {
  std::copy(bias.begin(), bias.end(), sums);
  features_.Add(kernels, inputs, 0, sums);
  kernels.activate(sums, 0, shift_, nullptr, 0, 1, outputs(), out, 0);
}

}  // namespace jackdaw::infer
