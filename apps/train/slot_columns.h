// Weights of slots in the two orders: that of coding, in which networks are trained, and that of
// model files, 64 * lane + zigzag.
#ifndef JACKDAW_APPS_TRAIN_SLOT_COLUMNS_H_
#define JACKDAW_APPS_TRAIN_SLOT_COLUMNS_H_

#include <torch/torch.h>

#include <vector>

#include "apps/train/slots.h"

namespace jackdaw::train {

// Columns (or rows) of slots, from coding order to that of files, and back.
torch::Tensor ByZigzag(const torch::Tensor& x, int64_t dim, const SlotOrder& order);
torch::Tensor ByCoding(const torch::Tensor& x, int64_t dim, const SlotOrder& order);

// Where each of `parts` parts of n columns begins.
inline std::vector<int64_t> PartBegins(int64_t parts, int64_t n) {
  std::vector<int64_t> begins;
  for (int64_t part = 0; part < parts; ++part) begins.push_back(part * n);
  return begins;
}

// The parts of N columns each that begin at `begins` are slots, the others stay as they are.
torch::Tensor SlotColumns(const torch::Tensor& w, const std::vector<int64_t>& begins,
                          const SlotOrder& order);
torch::Tensor CodingColumns(const torch::Tensor& w, const std::vector<int64_t>& begins,
                            const SlotOrder& order);

// Second hidden layer: from [units][units] to rows of step t with the units of steps
// t - window + 1 .. t, the earliest first, and back.
torch::Tensor ToWindows(const torch::Tensor& masked, int64_t steps, int64_t hidden, int64_t window);
torch::Tensor FromWindows(const torch::Tensor& w, int64_t steps, int64_t hidden, int64_t window);

// Output layer: from rows per chunk [outputs][slots] and the units of the chunk as columns (one
// column for a bias) to rows outputs * (64 lane + zigzag) + i and the units of the slot's step, and
// back.
struct OutputLayer {
  torch::Tensor w, b;
};
OutputLayer ToSlots(const OutputLayer& layer, const SlotOrder& order, int64_t hidden,
                    int64_t outputs);
OutputLayer FromSlots(const OutputLayer& layer, const SlotOrder& order, int64_t hidden,
                      int64_t outputs);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_SLOT_COLUMNS_H_
