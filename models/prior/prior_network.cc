// Packing of checked networks for the kernels.
#include <algorithm>
#include <numeric>

#include "models/prior/prior_model.h"

namespace jackdaw {
namespace {

std::vector<int> Rows(int begin, int count) {
  std::vector<int> rows(static_cast<size_t>(count));
  std::iota(rows.begin(), rows.end(), begin);
  return rows;
}

std::vector<int> AllRows(const PriorLayerData& layer) { return Rows(0, layer.rows); }

// Columns first_column + slot, and if `pairs` those num_slots further on, slot by slot.
SparseWeights PackSparse(const PriorLayerData& layer, int first_column, int num_slots, bool pairs) {
  SparseWeights sparse;
  const auto rows = static_cast<size_t>(layer.rows);
  const auto columns = static_cast<size_t>(layer.columns);
  const auto slots = static_cast<size_t>(num_slots);
  const size_t per_slot = pairs ? 2 : 1;
  sparse.stride = (rows + kPanel - 1) / kPanel * kPanel;
  sparse.weights.assign(slots * sparse.stride * per_slot + kKernelSlack * per_slot, 0);
  for (size_t slot = 0; slot < slots; ++slot) {
    for (size_t row = 0; row < rows; ++row) {
      for (size_t i = 0; i < per_slot; ++i) {
        sparse.weights[(slot * sparse.stride + row) * per_slot + i] =
            layer.weights[row * columns + static_cast<size_t>(first_column) + i * slots + slot];
      }
    }
  }
  return sparse;
}

std::vector<uint32_t> Inverses(const std::vector<uint32_t>& sigmas) {
  std::vector<uint32_t> inverses;
  for (const uint32_t sigma : sigmas) inverses.push_back((uint32_t{1} << 31) / sigma);
  return inverses;
}

std::vector<int16_t> Columns(const PriorLayerData& layer, int begin) {
  std::vector<int16_t> weights;
  for (int row = 0; row < layer.rows; ++row) {
    const auto first = layer.weights.begin() + static_cast<ptrdiff_t>(row) * layer.columns;
    weights.insert(weights.end(), first + begin, first + layer.columns);
  }
  return weights;
}

// Rows of the output layer that belong to a step: first all slots' values 0, then 1, .. 4.
std::vector<int> OutputRows(const PriorShape& shape, int step) {
  const auto group = static_cast<size_t>(kPriorGroups - 1 - step / shape.lanes);
  std::vector<int> rows;
  for (int i = 0; i < 5; ++i) {
    for (int k = kPriorGroupBegin[group]; k < kPriorGroupBegin[group + 1]; ++k) {
      rows.push_back(5 * (64 * (step % shape.lanes) + k) + i);
    }
  }
  return rows;
}

PackedWeights PackWhole(const PriorLayerData& layer) {
  return {layer, AllRows(layer), 0, layer.columns};
}

std::array<PackedWeights, 4> PackParities(const PriorLayerData& layer) {
  std::array<PackedWeights, 4> parities;
  const int rows = layer.rows / 4;
  for (size_t i = 0; i < 4; ++i) {
    parities[i] = PackedWeights(layer, Rows(static_cast<int>(i) * rows, rows), 0, layer.columns);
  }
  return parities;
}

PackedLatents PackLatents(const PriorLatentsData& data) {
  PackedLatents packed;
  packed.y1 = PackWhole(data.y1);
  packed.y2 = PackWhole(data.y2);
  packed.y3 = PackWhole(data.y3);
  packed.z1 = PackWhole(data.z1);
  packed.z2 = PackWhole(data.z2);
  packed.hyper_up = PackParities(data.hyper_up);
  packed.hyper_out = PackWhole(data.hyper_out);
  packed.context_in = PackWhole(data.context_in);
  packed.context_up = PackParities(data.context_up);
  packed.z_mean = data.z_mean;
  packed.z_log_scale = data.z_log_scale;
  return packed;
}

}  // namespace

PackedWeights::PackedWeights(const PriorLayerData& data, const std::vector<int>& rows, int begin,
                             int count)
    : rows_(static_cast<int>(rows.size())), columns_(count), shift_(data.shift) {
  const size_t panels = (rows.size() + kPanel - 1) / kPanel;
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

PackedLayer PackedWeights::layer() const {
  return {weights_.data(), bias_.data(), rows_, columns_, shift_};
}

PriorNetwork::PriorNetwork(const PriorNetworkData& data)
    : shape_(data.shape),
      sigma_(data.sigma),
      sigma_guide_(data.sigma_guide),
      inverse_sigma_(Inverses(data.sigma)),
      inverse_sigma_guide_(Inverses(data.sigma_guide)),
      embed_shift_(data.embed.shift),
      linear_shift_(data.linear.shift),
      embed_bias_(data.embed.bias) {
  const int num_slots = shape_.NumSlots(), hidden = shape_.hidden;
  embed_ = PackSparse(data.embed, 0, num_slots, true);
  embed_constant_ = {Columns(data.embed, 2 * num_slots), num_slots};
  if (shape_.guide_embed > 0) {
    guide_embed_ = PackWhole(data.guide_embed);
  }
  const int context1_inputs = shape_.BlockInputs();
  context1_ = PackedWeights(data.context1, AllRows(data.context1), 0, context1_inputs);
  context1_constant_ = {Columns(data.context1, context1_inputs),
                        data.context1.columns - context1_inputs};
  context2_ = PackWhole(data.context2);
  context3_ = PackWhole(data.context3);
  hidden1_ = PackedWeights(data.hidden1, AllRows(data.hidden1), 0, shape_.context);
  hidden1_features_ = PackSparse(data.hidden1, shape_.context, num_slots, true);
  for (int step = 0; step < shape_.NumSteps(); ++step) {
    const int seen = std::min(shape_.window, step + 1);
    hidden2_.emplace_back(data.hidden2, Rows(step * hidden, hidden),
                          (shape_.window - seen) * hidden, seen * hidden);
    output_.emplace_back(data.output, OutputRows(shape_, step), 0, hidden);
  }
  for (size_t tap = 0; tap < linear_.size(); ++tap) {
    linear_[tap] = PackSparse(data.linear, static_cast<int>(tap) * num_slots, num_slots, false);
  }
  if (shape_.latents > 0) latents_ = PackLatents(data.latents);
}

}  // namespace jackdaw
