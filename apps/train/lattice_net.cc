#include "apps/train/lattice_net.h"

#include <vector>

namespace jackdaw::train {
namespace {

using torch::Tensor;

// Of N, S, NW, NE, SW, SE, W, E: the causal neighbour (W, NW, N, NE) whose weights it gets.
constexpr int kOrigin[prior::kNumLatticeTaps] = {2, 2, 1, 3, 1, 3, 0, 0};
// A causal block always sees four neighbours, one of a lattice two, six or eight.
constexpr double kShare = 0.6;

// The columns of neighbours, `size` each, with what follows them before W and E.
Tensor ForLattice(const Tensor& w, int64_t size) {
  std::vector<Tensor> parts;
  for (size_t tap = 0; tap < prior::kNumLatticeTaps; ++tap) {
    if (tap == prior::kNumRowTaps) parts.push_back(w.slice(1, 4 * size));
    parts.push_back(w.slice(1, kOrigin[tap] * size, (kOrigin[tap] + 1) * size) * kShare);
  }
  return torch::cat(parts, 1);
}

// 1 for even and -1 for odd frequencies across (or down) of every slot: [N].
Tensor Parity(const SlotOrder& order, bool across) {
  std::vector<float> parity;
  for (const Slot& slot : order.slots) {
    const int natural = kNatural[static_cast<size_t>(slot.zigzag)];
    const int frequency = across ? natural % 8 : natural / 8;
    parity.push_back(frequency % 2 == 0 ? 1.0F : -1.0F);
  }
  return torch::tensor(parity);
}

// Linear predictions from W and N, and mirrored from E and S, as means of both sides.
Tensor LinearWeights(const Tensor& w, const SlotOrder& order) {
  const int64_t n = order.num_slots();
  const auto part = [&](int64_t i) { return w.slice(1, i * n, (i + 1) * n); };
  const auto mirrored = [&](const Tensor& x, bool across) {
    const Tensor parity = Parity(order, across);
    return x * parity.unsqueeze(1) * parity.unsqueeze(0);
  };
  const Tensor west = part(0) * 0.5, north = part(2) * 0.5, own = part(4);
  const Tensor east = mirrored(west, true), south = mirrored(north, false);
  return torch::cat({west, east, own, north, south, own, north, south, west, east, own}, 1);
}

}  // namespace

BlockNet OnLattice(const BlockNet& causal) {
  const torch::NoGradGuard guard;
  prior::BlockShape shape = causal->shape();
  shape.lattice = true;
  BlockNet net(shape, causal->sigma.clone(), causal->sigma_guide.clone());
  const auto parameters = causal->named_parameters();
  for (auto& parameter : net->named_parameters()) {
    const Tensor* old = parameters.find(parameter.key());
    TORCH_CHECK(old != nullptr, parameter.key());
    if (old->sizes() == parameter.value().sizes()) parameter.value().copy_(*old);
  }
  net->image_w.zero_();
  net->image_w.slice(1, 0, causal->image_w.size(1)).copy_(causal->image_w);
  net->context1_w.copy_(ForLattice(causal->context1_w, shape.embed));
  net->context2_w.copy_(ForLattice(causal->context2_w, shape.context));
  net->linear_w.copy_(LinearWeights(causal->linear_w, causal->order()));
  net->LimitWeights();
  return net;
}

}  // namespace jackdaw::train
