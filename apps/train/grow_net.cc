#include "apps/train/grow_net.h"

#include <stdexcept>
#include <string>

namespace jackdaw::train {
namespace {

using torch::Tensor;

// Where parts of `from` numbers are when each of them has grown to `to`.
Tensor Places(int64_t parts, int64_t from, int64_t to) {
  return (torch::arange(parts).unsqueeze(1) * to + torch::arange(from).unsqueeze(0)).flatten();
}

// Where the rows and columns of a small network's parameters are in a larger one; undefined: all of
// them are where they were.
struct GrownPlaces {
  Tensor embed, guide, context, units, context1_inputs, context2_inputs, step_units;

  GrownPlaces(const prior::BlockShape& from, const prior::BlockShape& to)
      : embed(Places(1, from.embed, to.embed)),
        guide(Places(1, from.guide_embed, to.guide_embed)),
        context(Places(1, from.context, to.context)),
        units(Places(from.NumSteps(), from.hidden, to.hidden)),
        context1_inputs(Context1Inputs(from, to)),
        context2_inputs(Places(from.NumNeighbours() + 1, from.context, to.context)),
        step_units(Places(kStepsPerChunk, from.hidden, to.hidden)) {}

  // Neighbours, guide and, of a lattice, the neighbours beside.
  static Tensor Context1Inputs(const prior::BlockShape& from, const prior::BlockShape& to) {
    const int first = from.lattice ? int{prior::kNumRowTaps} : from.NumNeighbours();
    const int64_t guide = int64_t{first} * to.embed, rest = guide + 9 * int64_t{to.guide_embed};
    return torch::cat({Places(first, from.embed, to.embed),
                       Places(9, from.guide_embed, to.guide_embed) + guide,
                       Places(from.NumNeighbours() - first, from.embed, to.embed) + rest});
  }

  Tensor Rows(const std::string& name) const {
    if (name.starts_with("embed")) return embed;
    if (name.starts_with("guide")) return guide;
    if (name.starts_with("image") || name.starts_with("context")) return context;
    if (name.starts_with("hidden") || name.starts_with("features")) return units;
    return {};
  }
  Tensor Columns(const std::string& name) const {
    if (name == "context1_w") return context1_inputs;
    if (name == "context2_w") return context2_inputs;
    if (name == "context3_w" || name == "last_w" || name == "hidden1_w") return context;
    if (name == "hidden2_w") return units;
    if (name == "output_w") return step_units;
    return {};
  }
};

void Overlay(const Tensor& from, const Tensor& rows, const Tensor& columns, Tensor* to) {
  const Tensor all_rows = rows.defined() ? rows : torch::arange(from.size(0));
  Tensor values = from;
  if (columns.defined()) {
    values = torch::zeros({from.size(0), to->size(1)});
    values.index_copy_(1, columns, from);
  }
  to->index_copy_(0, all_rows, values);
}

}  // namespace

BlockNet Grown(const BlockNet& small, const prior::BlockShape& shape) {
  const prior::BlockShape& from = small->shape();
  if (shape.lattice != from.lattice || shape.lanes != from.lanes ||
      shape.components != from.components || shape.window != from.window ||
      shape.embed < from.embed || shape.context < from.context || shape.hidden < from.hidden ||
      shape.guide_embed < from.guide_embed || (shape.guide_embed > 0) != (from.guide_embed > 0)) {
    throw std::runtime_error("the network to begin with is of another kind, or larger");
  }
  const torch::NoGradGuard guard;
  BlockNet net(shape, small->sigma.clone(), small->sigma_guide.clone());
  const GrownPlaces places(from, shape);
  const auto parameters = small->named_parameters();
  for (auto& parameter : net->named_parameters()) {
    const Tensor* old = parameters.find(parameter.key());
    if (old == nullptr) throw std::runtime_error(parameter.key() + " is not in both networks");
    Overlay(*old, places.Rows(parameter.key()), places.Columns(parameter.key()),
            &parameter.value());
  }
  return net;
}

}  // namespace jackdaw::train
