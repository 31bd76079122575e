// Checked networks of the second prior as layers.
#include <algorithm>
#include <numeric>

#include "models/prior/block_model.h"
#include "models/prior/prior_order.h"

namespace jackdaw::prior {
namespace {

std::vector<int> Rows(int begin, int count) {
  std::vector<int> rows(static_cast<size_t>(count));
  std::iota(rows.begin(), rows.end(), begin);
  return rows;
}

std::vector<uint32_t> Inverses(const std::vector<uint32_t>& sigmas) {
  std::vector<uint32_t> inverses;
  for (const uint32_t sigma : sigmas) inverses.push_back((uint32_t{1} << 31) / sigma);
  return inverses;
}

infer::ByteLayer View(const ByteLayerData& data) {
  return {data.rows, data.columns, data.weights, data.bias, data.shift};
}

// A wide layer's sums have three bits more than those of bytes.
constexpr int kWideBits = 3;
static_assert(infer::kMaxShift + kWideBits <= infer::kMaxSumShift);
infer::AlignedVector<int32_t> WideShifts(const infer::LayerData& data) {
  return infer::AlignedVector<int32_t>(infer::RoundUpToPanel(static_cast<size_t>(data.rows)),
                                       data.shift + kWideBits);
}

// The weights of features as a layer: what SparseFeatures takes them from.
infer::LayerData FeatureLayer(const BlockNetworkData& data) {
  infer::LayerData layer;
  layer.rows = data.shape.NumHidden();
  layer.columns = 2 * data.shape.NumSlots();
  layer.weights = data.hidden1_features;
  return layer;
}

// Rows of the output layer that belong to a step: first all slots' values 0, then 1, ...
std::vector<int> OutputRows(const BlockShape& shape, int step) {
  const auto group = static_cast<size_t>(kPriorGroups - 1 - step / shape.lanes);
  std::vector<int> rows;
  for (int i = 0; i < shape.NumOutputs(); ++i) {
    for (int k = kPriorGroupBegin[group]; k < kPriorGroupBegin[group + 1]; ++k) {
      rows.push_back(shape.NumOutputs() * (64 * (step % shape.lanes) + k) + i);
    }
  }
  return rows;
}

}  // namespace

BlockNetwork::BlockNetwork(const BlockNetworkData& data)
    : shape_(data.shape),
      sigma_(data.sigma),
      inverse_sigma_(Inverses(data.sigma)),
      inverse_sigma_guide_(Inverses(data.sigma_guide)),
      embed_(data.embed, 0, data.shape.NumSlots()),
      embed_image_(data.embed, 2 * data.shape.NumSlots()),
      embed_shift_(WideShifts(data.embed)),
      context1_image_(data.context1_image, 0),
      image_shift_(data.context1_image.shift),
      context1_(View(data.context1)),
      context2_(View(data.context2)),
      context3_(View(data.context3)),
      last_(View(data.last)),
      last_pair_(data.last_pair),
      hidden1_features_(FeatureLayer(data), 0, data.shape.NumSlots()),
      linear_shift_(data.linear.shift) {
  const int num_slots = shape_.NumSlots(), hidden = shape_.hidden;
  if (shape_.guide_embed > 0) {
    guide_embed_ = infer::Dense(data.guide_embed);
    guide_shift_ = WideShifts(data.guide_embed);
  }
  for (int step = 0; step < shape_.NumSteps(); ++step) {
    const int seen = std::min(shape_.window, step + 1);
    const std::vector<int> rows = Rows(step * hidden, hidden);
    hidden1_.emplace_back(View(data.hidden1), rows, 0, shape_.context);
    hidden2_.emplace_back(View(data.hidden2), rows, (shape_.window - seen) * hidden, seen * hidden);
    output_.emplace_back(View(data.output), OutputRows(shape_, step), 0, hidden);
  }
  for (size_t tap = 0; tap < linear_.size(); ++tap) {
    linear_[tap] = infer::SparseValues(data.linear, static_cast<int>(tap) * num_slots, num_slots);
  }
}

// From units of 2^-(8 + image_shift) to those of context1's rows.
infer::AlignedVector<int32_t> BlockNetwork::ImageBias(std::span<const int32_t> ln_quants) const {
  infer::AlignedVector<int32_t> bias = context1_image_.Bias(ln_quants);
  for (size_t row = 0; row < static_cast<size_t>(shape_.context); ++row) {
    const int down = image_shift_ + 18 - context1_.shift()[row];
    static_assert(infer::kMinShift + 18 - kMaxByteShift > 0);
    const int64_t scaled = (int64_t{bias[row]} * (1 << 15) + (int64_t{1} << (down - 1))) >> down;
    bias[row] = static_cast<int32_t>(
        std::clamp<int64_t>(scaled, -int64_t{kMaxImageBias}, int64_t{kMaxImageBias}));
  }
  return bias;
}

}  // namespace jackdaw::prior
