#include "models/prior/block_network.h"

namespace jackdaw::prior {

infer::LayerData FeatureLayer(const BlockNetworkData& data, int step) {
  infer::LayerData layer;
  layer.rows = data.shape.hidden;
  layer.columns = 2 * data.shape.NumSlots();
  const auto size = static_cast<ptrdiff_t>(layer.rows) * layer.columns;
  const auto first = data.hidden1_features.begin() + step * size;
  layer.weights.assign(first, first + size);
  return layer;
}

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

template struct BlockNetwork<kLumaBlockShape>;
template struct BlockNetwork<kChromaBlockShape>;
template struct BlockNetwork<kLumaLatticeShape>;
template struct BlockNetwork<kChromaLatticeShape>;
template struct BlockNetwork<kLumaMaxShape>;
template struct BlockNetwork<kChromaMaxShape>;

}  // namespace jackdaw::prior
