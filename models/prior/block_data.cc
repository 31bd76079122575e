#include "models/prior/block_data.h"

#include <algorithm>
#include <cstdlib>

#include "base/errors.h"
#include "models/prior/prior_order.h"

namespace jackdaw::prior {
namespace {

bool IsSize(int size, int multiple, int max) {
  return size > 0 && size <= max && size % multiple == 0;
}

size_t Area(int rows, int columns) {
  return static_cast<size_t>(rows) * static_cast<size_t>(columns);
}

ByteLayerData ZeroBytes(int rows, int columns) {
  return {rows, columns, std::vector<uint8_t>(static_cast<size_t>(rows), 8),
          std::vector<int8_t>(Area(rows, columns), 0),
          std::vector<int32_t>(static_cast<size_t>(rows), 0)};
}

template <class T>
bool AllWithin(const std::vector<T>& values, int32_t limit) {
  return std::all_of(values.begin(), values.end(), [&](T x) { return -limit <= x && x <= limit; });
}

Status CheckBytes(const ByteLayerData& layer, const ByteLayerData& wanted) {
  if (layer.rows != wanted.rows || layer.columns != wanted.columns ||
      layer.shift.size() != wanted.shift.size() || layer.weights.size() != wanted.weights.size() ||
      layer.bias.size() != wanted.bias.size()) {
    return Corrupt("a layer of the model has the wrong size");
  }
  for (const uint8_t shift : layer.shift) {
    if (shift < kMinByteShift || shift > kMaxByteShift) {
      return Corrupt("a layer of the model has a shift out of range");
    }
  }
  if (!AllWithin(layer.weights, kMaxByteWeight) || !AllWithin(layer.bias, kMaxByteBias)) {
    return Corrupt("a layer of the model has a number out of range");
  }
  return OkStatus();
}

Status CheckWide(const infer::LayerData& layer, const infer::LayerData& wanted, bool is_linear) {
  infer::LayerShape shape = {.rows = wanted.rows, .columns = wanted.columns, .rounding_shift = 2};
  if (is_linear) {
    shape.min_shift = 16 - infer::kMaxMeanShift;
    shape.max_shift = 16 - infer::kMinMeanShift;
    shape.is_bounded = false;
  }
  return infer::CheckLayer(layer, shape);
}

bool SigmasInRange(const std::vector<uint32_t>& sigmas, size_t size) {
  return sigmas.size() == size && std::all_of(sigmas.begin(), sigmas.end(), [](uint32_t sigma) {
           return sigma >= infer::kMinSigma && sigma <= infer::kMaxSigma;
         });
}

// The features of a row of hidden1: within their bound, and zero for what is not coded yet.
bool IsGoodFeatureRow(const BlockShape& shape, int unit, const int16_t* row) {
  const int step = unit / shape.hidden, num_slots = shape.NumSlots();
  int64_t sum = 0;
  for (int slot = 0; slot < num_slots; ++slot) {
    const int w1 = row[slot], w2 = row[num_slots + slot];
    if (PriorSlotStep(slot, shape.lanes) >= step && (w1 != 0 || w2 != 0)) return false;
    sum += std::abs(w1) * kMaxFeature1 + std::abs(w2) * kMaxFeature2;
  }
  return sum <= kMaxFeatureSum;
}

Status CheckMasks(const BlockNetworkData& network) {
  const BlockShape& shape = network.shape;
  const int num_slots = shape.NumSlots();
  for (int unit = 0; unit < shape.NumHidden(); ++unit) {
    const auto row = static_cast<size_t>(unit);
    if (!IsGoodFeatureRow(shape, unit,
                          &network.hidden1_features[row * 2 * static_cast<size_t>(num_slots)])) {
      return Corrupt("the model uses what is not coded yet, or a sum could overflow");
    }
    const int missing = std::max(0, shape.window - 1 - unit / shape.hidden) * shape.hidden;
    const int8_t* weights =
        &network.hidden2.weights[row * static_cast<size_t>(network.hidden2.columns)];
    if (!std::all_of(weights, weights + missing, [](int8_t w) { return w == 0; })) {
      return Corrupt("the model uses steps before the first");
    }
  }
  for (int slot = 0; slot < num_slots; ++slot) {
    const int16_t* own =
        &network.linear.weights[Area(slot, network.linear.columns) + Area(4, num_slots)];
    for (int other = 0; other < num_slots; ++other) {
      if (PriorSlotStep(other, shape.lanes) >= PriorSlotStep(slot, shape.lanes) &&
          own[other] != 0) {
        return Corrupt("the model uses what is not coded yet");
      }
    }
  }
  return OkStatus();
}

}  // namespace

Status CheckBlockShape(const BlockShape& shape) {
  const bool good = (shape.lanes == 1 || shape.lanes == 2) && IsSize(shape.embed, 16, 256) &&
                    IsSize(shape.context, 16, 256) && IsSize(shape.hidden, 4, 64) &&
                    shape.window >= 1 && shape.window <= shape.NumSteps() &&
                    (shape.guide_embed == 0 || IsSize(shape.guide_embed, 16, 256)) &&
                    (shape.components == 2 || shape.components == 3);
  if (!good) {
    return Error{ErrorCode::kLimitExceeded, 0, "the model has layer sizes outside the limits"};
  }
  return OkStatus();
}

BlockNetworkData MakeBlockNetworkData(const BlockShape& shape) {
  BlockNetworkData network;
  network.shape = shape;
  const int n = shape.NumSlots(), c = shape.context, g = shape.guide_embed;
  network.sigma.assign(static_cast<size_t>(n), infer::kMinSigma);
  network.embed = infer::MakeLayer({.rows = shape.embed, .columns = 3 * n});
  if (g > 0) {
    network.sigma_guide.assign(64, infer::kMinSigma);
    network.guide_embed = infer::MakeLayer({.rows = g, .columns = 128});
  }
  network.context1_image = infer::MakeLayer({.rows = c, .columns = shape.ImageInputs()});
  network.context1 = ZeroBytes(c, shape.BlockInputs());
  network.context1.bias.clear();
  network.context2 = ZeroBytes(c, 5 * c);
  network.context3 = ZeroBytes(c, c);
  network.last = ZeroBytes(shape.NumLastLogits(), c);
  if (shape.lanes == 2) network.last_pair.assign(size_t{kPriorGroups} * kLastNodes, 0);
  network.hidden1 = ZeroBytes(shape.NumHidden(), c);
  network.hidden1_features.assign(Area(shape.NumHidden(), 2 * n), 0);
  network.hidden2 = ZeroBytes(shape.NumHidden(), shape.window * shape.hidden);
  network.output = ZeroBytes(shape.NumOutputs() * n, shape.hidden);
  network.linear = infer::MakeLayer({.rows = n, .columns = 5 * n, .is_bounded = false});
  return network;
}

Status CheckBlockNetwork(const BlockNetworkData& network) {
  const Status sizes_good = CheckBlockShape(network.shape);
  if (!sizes_good.ok()) return sizes_good;
  const BlockNetworkData wanted = MakeBlockNetworkData(network.shape);
  if (!SigmasInRange(network.sigma, wanted.sigma.size()) ||
      !SigmasInRange(network.sigma_guide, wanted.sigma_guide.size())) {
    return Corrupt("a scale of the model is out of range");
  }
  if (network.last_pair.size() != wanted.last_pair.size() ||
      !AllWithin(network.last_pair, kMaxBlockOutput) ||
      network.hidden1_features.size() != wanted.hidden1_features.size()) {
    return Corrupt("a table of the model has the wrong size or a number out of range");
  }
  using Byte = ByteLayerData BlockNetworkData::*;
  for (const Byte layer :
       {&BlockNetworkData::context1, &BlockNetworkData::context2, &BlockNetworkData::context3,
        &BlockNetworkData::last, &BlockNetworkData::hidden1, &BlockNetworkData::hidden2,
        &BlockNetworkData::output}) {
    const Status status = CheckBytes(network.*layer, wanted.*layer);
    if (!status.ok()) return status;
  }
  using Wide = infer::LayerData BlockNetworkData::*;
  for (const Wide layer : {&BlockNetworkData::embed, &BlockNetworkData::guide_embed,
                           &BlockNetworkData::context1_image, &BlockNetworkData::linear}) {
    const Status status =
        CheckWide(network.*layer, wanted.*layer, layer == &BlockNetworkData::linear);
    if (!status.ok()) return status;
  }
  return CheckMasks(network);
}

}  // namespace jackdaw::prior
