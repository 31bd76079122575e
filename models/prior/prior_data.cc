#include "models/prior/prior_data.h"

#include <algorithm>

#include "base/errors.h"
#include "models/prior/prior_order.h"

namespace jackdaw::prior {
namespace {

Error Limit(const char* message) { return Error{ErrorCode::kLimitExceeded, 0, message}; }

// Means are Q16 when a mixture begins.
constexpr int kMinLinearShift = 16 - infer::kMaxMeanShift;
constexpr int kMaxLinearShift = 16 - infer::kMinMeanShift;

bool IsSize(int size, int multiple, int max) {
  return size > 0 && size <= max && size % multiple == 0;
}

bool AllZero(const PriorLayerData& layer, int row, int begin, int end) {
  const auto first = layer.weights.begin() + static_cast<ptrdiff_t>(row) * layer.columns;
  return std::all_of(first + begin, first + end, [](int16_t w) { return w == 0; });
}

// Whether weights are zero that would let a step see what is coded in it or after it.
bool IsMasked(const PriorNetworkData& network) {
  const PriorShape& shape = network.shape;
  const int num_slots = shape.NumSlots();
  for (int unit = 0; unit < shape.NumHidden(); ++unit) {
    const int step = unit / shape.hidden;
    for (int slot = 0; slot < num_slots; ++slot) {
      if (PriorSlotStep(slot, shape.lanes) < step) continue;
      const int column = shape.context + slot;
      if (!AllZero(network.hidden1, unit, column, column + 1) ||
          !AllZero(network.hidden1, unit, column + num_slots, column + num_slots + 1)) {
        return false;
      }
    }
    const int missing_steps = std::max(0, shape.window - 1 - step);
    if (!AllZero(network.hidden2, unit, 0, missing_steps * shape.hidden)) return false;
  }
  for (int slot = 0; slot < num_slots; ++slot) {
    for (int other = 0; other < num_slots; ++other) {
      if (PriorSlotStep(other, shape.lanes) < PriorSlotStep(slot, shape.lanes)) continue;
      const int column = 4 * num_slots + other;
      if (!AllZero(network.linear, slot, column, column + 1)) return false;
    }
  }
  return true;
}

bool SigmasInRange(const std::vector<uint32_t>& sigmas, size_t size) {
  return sigmas.size() == size && std::all_of(sigmas.begin(), sigmas.end(), [](uint32_t sigma) {
           return sigma >= kMinSigma && sigma <= kMaxSigma;
         });
}

// A layer's rows and columns, without its numbers.
PriorLayerData Empty(int rows, int columns) {
  PriorLayerData layer;
  layer.rows = rows;
  layer.columns = columns;
  return layer;
}

// A network whose layers are empty.
PriorNetworkData EmptyNetwork(const PriorShape& shape) {
  PriorNetworkData network;
  network.shape = shape;
  const int n = shape.NumSlots(), e = shape.embed, c = shape.context, g = shape.guide_embed;
  network.sigma.assign(static_cast<size_t>(n), kMinSigma);
  network.embed = Empty(e, 3 * n);
  if (g > 0) {
    network.sigma_guide.assign(64, kMinSigma);
    network.guide_embed = Empty(g, 128);
  }
  network.context1 = Empty(c, shape.BlockInputs() + n + (g > 0 ? 64 : 0));
  network.context2 = Empty(c, 5 * c);
  network.context3 = Empty(c, c);
  network.hidden1 = Empty(shape.NumHidden(), c + 2 * n);
  network.hidden2 = Empty(shape.NumHidden(), shape.window * shape.hidden);
  network.output = Empty(5 * n, shape.hidden);
  network.linear = Empty(n, 5 * n);
  return network;
}

template <class Network, class Layer>
std::vector<Layer*> Layers(Network& network) {
  std::vector<Layer*> layers = {&network.embed};
  if (network.shape.guide_embed > 0) layers.push_back(&network.guide_embed);
  layers.insert(layers.end(),
                {&network.context1, &network.context2, &network.context3, &network.hidden1,
                 &network.hidden2, &network.output, &network.linear});
  return layers;
}

}  // namespace

std::vector<PriorLayerData*> PriorLayers(PriorNetworkData* network) {
  return Layers<PriorNetworkData, PriorLayerData>(*network);
}

std::vector<const PriorLayerData*> PriorLayers(const PriorNetworkData& network) {
  return Layers<const PriorNetworkData, const PriorLayerData>(network);
}

Status CheckPriorShape(const PriorShape& shape) {
  const bool good = (shape.lanes == 1 || shape.lanes == 2) && IsSize(shape.embed, 16, 256) &&
                    IsSize(shape.context, 16, 256) && IsSize(shape.hidden, 4, 64) &&
                    shape.window >= 1 && shape.window <= shape.NumSteps() &&
                    (shape.guide_embed == 0 || IsSize(shape.guide_embed, 16, 256));
  if (!good) return Limit("the model has layer sizes outside the limits");
  return OkStatus();
}

PriorNetworkData MakePriorNetworkData(const PriorShape& shape) {
  PriorNetworkData network = EmptyNetwork(shape);
  for (PriorLayerData* layer : PriorLayers(&network)) {
    *layer = infer::MakeLayer({.rows = layer->rows, .columns = layer->columns});
  }
  network.linear.bias.clear();
  return network;
}

Status CheckPriorNetwork(const PriorNetworkData& network) {
  Status sizes_good = CheckPriorShape(network.shape);
  if (!sizes_good.ok()) return sizes_good;
  const PriorNetworkData wanted = EmptyNetwork(network.shape);
  if (!SigmasInRange(network.sigma, wanted.sigma.size()) ||
      !SigmasInRange(network.sigma_guide, wanted.sigma_guide.size())) {
    return Corrupt("a scale of the model is out of range");
  }
  const std::vector<const PriorLayerData*> layers = PriorLayers(network);
  const std::vector<const PriorLayerData*> sizes = PriorLayers(wanted);
  for (size_t i = 0; i < layers.size(); ++i) {
    infer::LayerShape shape = {.rows = sizes[i]->rows, .columns = sizes[i]->columns};
    // An output is shifted by 4 less than other layers, and by at least 1.
    if (layers[i] == &network.output) shape.min_shift = 5;
    if (layers[i] == &network.linear) {
      shape.min_shift = kMinLinearShift;
      shape.max_shift = kMaxLinearShift;
      shape.is_bounded = false;
    }
    Status status = infer::CheckLayer(*layers[i], shape);
    if (!status.ok()) return status;
  }
  if (!IsMasked(network)) return Corrupt("the model uses what is not coded yet");
  return OkStatus();
}

}  // namespace jackdaw::prior
