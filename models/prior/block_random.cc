// Networks of random weights.
#include <algorithm>

#include "models/prior/block_data.h"
#include "models/prior/model_random.h"
#include "models/prior/prior_order.h"

namespace jackdaw::prior {
namespace {

void Fill(ModelRandom& random, infer::ByteLayerData* layer) {
  for (int row = 0; row < layer->rows; ++row) {
    const auto r = static_cast<size_t>(row), columns = static_cast<size_t>(layer->columns);
    const int32_t bound = 90 + random.Within(30);
    // Uniform weights of bound b have variance b^2 / 3: rows about keep that of their inputs.
    int shift = infer::kMinByteShift;
    while ((2 << shift) < bound * SquareRoot(layer->columns) * 3 / 2) ++shift;
    layer->shift[r] = static_cast<uint8_t>(shift);
    for (size_t i = r * columns; i < (r + 1) * columns; ++i) {
      layer->weights[i] = static_cast<int8_t>(random.Within(bound));
    }
    if (!layer->bias.empty()) layer->bias[r] = random.Within(40 << shift);
  }
}

void Fill(ModelRandom& random, int shift, infer::LayerData* layer) {
  layer->shift = shift;
  const int32_t bound = (2 << shift) / SquareRoot(std::max(layer->columns, 1));
  for (int16_t& w : layer->weights) w = static_cast<int16_t>(random.Within(bound));
  for (int32_t& b : layer->bias) b = random.Within(64 << shift);
}

void FillFeatures(ModelRandom& random, BlockNetworkData* network) {
  const BlockShape& shape = network->shape;
  const int num_slots = shape.NumSlots();
  for (int unit = 0; unit < shape.NumHidden(); ++unit) {
    const auto row = static_cast<size_t>(unit);
    const int bound = (16 << network->hidden1.shift[row]) / SquareRoot(2 * num_slots);
    int16_t* weights = &network->hidden1_features[row * 2 * static_cast<size_t>(num_slots)];
    for (int slot = 0; slot < num_slots; ++slot) {
      if (PriorSlotStep(slot, shape.lanes) >= unit / shape.hidden) continue;
      weights[slot] = static_cast<int16_t>(random.Within(bound));
      weights[num_slots + slot] = static_cast<int16_t>(random.Within(bound));
    }
  }
}

void Mask(BlockNetworkData* network) {
  const BlockShape& shape = network->shape;
  const int num_slots = shape.NumSlots();
  for (int unit = 0; unit < shape.NumHidden(); ++unit) {
    const int missing = std::max(0, shape.window - 1 - unit / shape.hidden) * shape.hidden;
    std::fill_n(
        network->hidden2.weights.begin() + static_cast<ptrdiff_t>(unit) * network->hidden2.columns,
        missing, int8_t{0});
  }
  const std::vector<int> own_parts = OwnMeanParts(shape);
  for (int slot = 0; slot < num_slots; ++slot) {
    for (int other = 0; other < num_slots; ++other) {
      if (PriorSlotStep(other, shape.lanes) < PriorSlotStep(slot, shape.lanes)) continue;
      for (const int part : own_parts) {
        network->linear.weights[static_cast<size_t>(slot * network->linear.columns +
                                                    part * num_slots + other)] = 0;
      }
    }
  }
}

}  // namespace

BlockNetworkData RandomBlockNetwork(uint64_t seed, const BlockShape& shape) {
  ModelRandom random(seed);
  BlockNetworkData network = MakeBlockNetworkData(shape);
  for (size_t n = 0; n < network.sigma.size(); ++n) {
    network.sigma[n] = static_cast<uint32_t>(800 + 80000 / (1 + (n & 63)) + n);
  }
  for (size_t k = 0; k < network.sigma_guide.size(); ++k) {
    network.sigma_guide[k] = static_cast<uint32_t>(900 + 90000 / (1 + k));
  }
  Fill(random, 9, &network.embed);
  Fill(random, 10, &network.guide_embed);
  Fill(random, 8, &network.context1_image);
  Fill(random, 13, &network.linear);
  for (int16_t& w : network.linear.weights) w = static_cast<int16_t>(w / 4);
  for (infer::ByteLayerData* layer :
       {&network.context1, &network.context2, &network.context3, &network.last, &network.hidden1,
        &network.hidden2, &network.output}) {
    Fill(random, layer);
  }
  for (int32_t& pair : network.last_pair) pair = random.Within(2 << 12);
  FillFeatures(random, &network);
  Mask(&network);
  return network;
}

}  // namespace jackdaw::prior
