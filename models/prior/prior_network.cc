// Checked networks as layers.
#include <algorithm>
#include <numeric>

#include "models/prior/prior_features.h"
#include "models/prior/prior_model.h"

namespace jackdaw::prior {
namespace {

std::vector<int> Rows(int begin, int count) {
  std::vector<int> rows(static_cast<size_t>(count));
  std::iota(rows.begin(), rows.end(), begin);
  return rows;
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

}  // namespace

PriorNetwork::PriorNetwork(const PriorNetworkData& data)
    : shape_(data.shape),
      sigma_(data.sigma),
      sigma_guide_(data.sigma_guide),
      inverse_sigma_(Inverses(data.sigma)),
      inverse_sigma_guide_(Inverses(data.sigma_guide)),
      embed_(data.embed, data.shape.NumSlots()),
      context1_(data.context1, data.shape.BlockInputs()),
      context2_(infer::Dense(data.context2)),
      context3_(infer::Dense(data.context3)),
      hidden1_(data.hidden1, Rows(0, data.hidden1.rows), 0, data.shape.context),
      hidden1_features_(data.hidden1, data.shape.context, data.shape.NumSlots()),
      means_(data.linear, data.shape.NumSlots()) {
  const int hidden = shape_.hidden;
  if (shape_.guide_embed > 0) guide_embed_ = infer::Dense(data.guide_embed);
  for (int step = 0; step < shape_.NumSteps(); ++step) {
    const int seen = std::min(shape_.window, step + 1);
    hidden2_.emplace_back(infer::Dense(data.hidden2, Rows(step * hidden, hidden),
                                       (shape_.window - seen) * hidden, seen * hidden));
    output_.emplace_back(data.output, OutputRows(shape_, step), 0, hidden);
  }
}

}  // namespace jackdaw::prior
