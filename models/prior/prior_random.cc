// Models of random weights: as large in their effect as trained ones, so that tests and benchmarks
// run through the same ranges.
#include "models/prior/model_random.h"
#include "models/prior/prior_data.h"
#include "models/prior/prior_order.h"

namespace jackdaw::prior {
namespace {

void FillLayer(ModelRandom& random, int shift, PriorLayerData* layer) {
  layer->shift = shift;
  // Uniform weights of bound b have variance b^2 / 3: rows keep the variance of their inputs.
  const int32_t bound = (2 << shift) / SquareRoot(layer->columns);
  for (int16_t& w : layer->weights) w = static_cast<int16_t>(random.Within(bound));
  for (int32_t& b : layer->bias) b = random.Within(64 << shift);
}

void Mask(PriorNetworkData* network) {
  const PriorShape& shape = network->shape;
  const int num_slots = shape.NumSlots();
  const auto clear = [](PriorLayerData* layer, int row, int column) {
    layer->weights[static_cast<size_t>(row) * static_cast<size_t>(layer->columns) +
                   static_cast<size_t>(column)] = 0;
  };
  for (int unit = 0; unit < shape.NumHidden(); ++unit) {
    const int step = unit / shape.hidden;
    for (int slot = 0; slot < num_slots; ++slot) {
      if (PriorSlotStep(slot, shape.lanes) < step) continue;
      clear(&network->hidden1, unit, shape.context + slot);
      clear(&network->hidden1, unit, shape.context + num_slots + slot);
    }
    for (int column = 0; column < (shape.window - 1 - step) * shape.hidden; ++column) {
      clear(&network->hidden2, unit, column);
    }
  }
  for (int slot = 0; slot < num_slots; ++slot) {
    for (int other = 0; other < num_slots; ++other) {
      if (PriorSlotStep(other, shape.lanes) < PriorSlotStep(slot, shape.lanes)) continue;
      clear(&network->linear, slot, 4 * num_slots + other);
    }
  }
}

PriorNetworkData RandomNetwork(ModelRandom& random, const PriorShape& shape) {
  PriorNetworkData network = MakePriorNetworkData(shape);
  for (size_t n = 0; n < network.sigma.size(); ++n) {
    network.sigma[n] = static_cast<uint32_t>(800 + 80000 / (1 + (n & 63)) + n);
  }
  for (size_t k = 0; k < network.sigma_guide.size(); ++k) {
    network.sigma_guide[k] = static_cast<uint32_t>(900 + 90000 / (1 + k));
  }
  int shift = 8;
  for (PriorLayerData* layer : PriorLayers(&network)) {
    const bool is_linear = layer == &network.linear;
    FillLayer(random, is_linear ? 13 : shift, layer);
    shift = shift == 11 ? 8 : shift + 1;
  }
  for (int16_t& w : network.linear.weights) w = static_cast<int16_t>(w / 4);
  Mask(&network);
  return network;
}

}  // namespace

PriorModelData RandomPriorModel(uint64_t seed, const PriorShape& luma, const PriorShape& chroma) {
  ModelRandom random(seed);
  PriorModelData model;
  model.luma = RandomNetwork(random, luma);
  model.chroma = RandomNetwork(random, chroma);
  return model;
}

}  // namespace jackdaw::prior
