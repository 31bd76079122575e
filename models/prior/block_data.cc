#include "models/prior/block_data.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "base/errors.h"
#include "models/prior/prior_order.h"

namespace jackdaw::prior {
namespace {

size_t Area(int rows, int columns) {
  return static_cast<size_t>(rows) * static_cast<size_t>(columns);
}

// A layer is what infer makes of its shape.
template <class Shape, class Layer>
void MakePart(const Shape& shape, Layer* layer) {
  *layer = infer::MakeLayer(shape);
}
template <class Number>
void MakePart(const TableShape& shape, std::vector<Number>* table) {
  table->assign(static_cast<size_t>(shape.size), static_cast<Number>(shape.initial));
}

template <class Shape, class Layer>
Status CheckPart(const Shape& shape, const Layer& layer) {
  return infer::CheckLayer(layer, shape);
}
template <class Number>
Status CheckPart(const TableShape& shape, const std::vector<Number>& table) {
  if (table.size() != static_cast<size_t>(shape.size) ||
      !std::all_of(table.begin(), table.end(),
                   [&](Number x) { return shape.min <= x && x <= shape.max; })) {
    return Corrupt("a table of the model has the wrong size or a number out of range");
  }
  return OkStatus();
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

// What a row of the linear layer takes from the block itself: zero for what is not coded yet.
bool IsGoodOwnPart(const BlockShape& shape, int slot, const int16_t* own) {
  for (int other = 0; other < shape.NumSlots(); ++other) {
    if (PriorSlotStep(other, shape.lanes) >= PriorSlotStep(slot, shape.lanes) && own[other] != 0) {
      return false;
    }
  }
  return true;
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
  const std::vector<int> own_parts = OwnMeanParts(shape);
  for (int slot = 0; slot < num_slots; ++slot) {
    const int16_t* row = &network.linear.weights[Area(slot, network.linear.columns)];
    for (const int part : own_parts) {
      if (!IsGoodOwnPart(shape, slot, row + Area(part, num_slots))) {
        return Corrupt("the model uses what is not coded yet");
      }
    }
  }
  return OkStatus();
}

}  // namespace

std::vector<int> OwnMeanParts(const BlockShape& shape) {
  if (!shape.lattice) return {4};
  return {kLinearOwnParts.begin(), kLinearOwnParts.end()};
}

BlockNetworkData MakeBlockNetworkData(const BlockShape& shape) {
  BlockNetworkData network;
  network.shape = shape;
  VisitParts(PartsOf(shape), network,
             [](const auto& part_shape, auto& part) { MakePart(part_shape, &part); });
  return network;
}

Status CheckBlockNetwork(const BlockNetworkData& network) {
  if (!IsBlockShape(network.shape)) {
    return Error{ErrorCode::kLimitExceeded, 0, "the model has layer sizes outside the limits"};
  }
  Status status = OkStatus();
  VisitParts(PartsOf(network.shape), network, [&](const auto& part_shape, const auto& part) {
    if (status.ok()) status = CheckPart(part_shape, part);
  });
  return status.ok() ? CheckMasks(network) : status;
}

}  // namespace jackdaw::prior
