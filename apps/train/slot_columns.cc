#include "apps/train/slot_columns.h"

#include "apps/train/net_parts.h"

namespace jackdaw::train {

namespace {

using torch::Tensor;

// [p]: place in a file of the p-th slot in coding order.
std::vector<int64_t> Places(const SlotOrder& order) {
  std::vector<int64_t> places;
  for (const Slot& slot : order.slots) places.push_back(64 * slot.lane + slot.zigzag);
  return places;
}

using Reorder = Tensor (*)(const Tensor&, int64_t, const SlotOrder&);

Tensor ReorderColumns(const Tensor& w, const std::vector<int64_t>& begins, const SlotOrder& order,
                      Reorder reorder) {
  Tensor out = w.clone();
  const int64_t n = order.num_slots();
  for (const int64_t begin : begins) {
    out.slice(1, begin, begin + n).copy_(reorder(w.slice(1, begin, begin + n), 1, order));
  }
  return out;
}

// Calls use(row per chunk, row of the file, first column of the slot's step in the chunk).
template <class Use>
void ForEachOutput(const SlotOrder& order, int64_t hidden, int64_t outputs, Use use) {
  const std::vector<int> chunks = ChunkBegins(order);
  const std::vector<int64_t> places = Places(order);
  for (size_t c = 0; c + 1 < chunks.size(); ++c) {
    const int64_t size = chunks[c + 1] - chunks[c];
    for (int p = chunks[c]; p < chunks[c + 1]; ++p) {
      const auto slot = static_cast<size_t>(p);
      for (int64_t i = 0; i < outputs; ++i) {
        use(outputs * chunks[c] + i * size + (p - chunks[c]), outputs * places[slot] + i,
            order.slots[slot].step % kStepsPerChunk * hidden);
      }
    }
  }
}

}  // namespace

Tensor ByZigzag(const Tensor& x, int64_t dim, const SlotOrder& order) {
  return x.index_select(dim, torch::argsort(torch::tensor(Places(order))));
}
Tensor ByCoding(const Tensor& x, int64_t dim, const SlotOrder& order) {
  return x.index_select(dim, torch::tensor(Places(order)));
}

Tensor SlotColumns(const Tensor& w, const std::vector<int64_t>& begins, const SlotOrder& order) {
  return ReorderColumns(w, begins, order, ByZigzag);
}
Tensor CodingColumns(const Tensor& w, const std::vector<int64_t>& begins, const SlotOrder& order) {
  return ReorderColumns(w, begins, order, ByCoding);
}

Tensor ToWindows(const Tensor& masked, int64_t steps, int64_t hidden, int64_t window) {
  const Tensor w = torch::zeros({steps * hidden, window * hidden});
  for (int64_t t = 0; t < steps; ++t) {
    for (int64_t back = 0; back < window && back <= t; ++back) {
      const int64_t to = (window - 1 - back) * hidden, from = (t - back) * hidden;
      w.slice(0, t * hidden, (t + 1) * hidden)
          .slice(1, to, to + hidden)
          .copy_(masked.slice(0, t * hidden, (t + 1) * hidden).slice(1, from, from + hidden));
    }
  }
  return w;
}

Tensor FromWindows(const Tensor& w, int64_t steps, int64_t hidden, int64_t window) {
  const Tensor full = torch::zeros({steps * hidden, steps * hidden});
  for (int64_t t = 0; t < steps; ++t) {
    for (int64_t back = 0; back < window && back <= t; ++back) {
      const int64_t from = (window - 1 - back) * hidden, to = (t - back) * hidden;
      full.slice(0, t * hidden, (t + 1) * hidden)
          .slice(1, to, to + hidden)
          .copy_(w.slice(0, t * hidden, (t + 1) * hidden).slice(1, from, from + hidden));
    }
  }
  return full;
}

OutputLayer ToSlots(const OutputLayer& layer, const SlotOrder& order, int64_t hidden,
                    int64_t outputs) {
  const int64_t n = order.num_slots();
  OutputLayer out = {torch::zeros({n * outputs, hidden}), torch::zeros({n * outputs})};
  ForEachOutput(order, hidden, outputs, [&](int64_t from, int64_t to, int64_t column) {
    out.w[to].copy_(layer.w[from].slice(0, column, column + hidden));
    out.b[to].copy_(layer.b[from]);
  });
  return out;
}

OutputLayer FromSlots(const OutputLayer& layer, const SlotOrder& order, int64_t hidden,
                      int64_t outputs) {
  const int64_t n = order.num_slots();
  OutputLayer out = {torch::zeros({n * outputs, kStepsPerChunk * hidden}),
                     torch::zeros({n * outputs})};
  ForEachOutput(order, hidden, outputs, [&](int64_t to, int64_t from, int64_t column) {
    out.w[to].slice(0, column, column + hidden).copy_(layer.w[from]);
    out.b[to].copy_(layer.b[from]);
  });
  return out;
}

}  // namespace jackdaw::train
