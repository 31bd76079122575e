// What the networks of both priors share: inputs, neighbours, the linear prediction, and the masks
// that keep a step from seeing what is coded in it or after it. Slots are in coding order.
#ifndef JACKDAW_APPS_TRAIN_NET_PARTS_H_
#define JACKDAW_APPS_TRAIN_NET_PARTS_H_

#include <torch/torch.h>

#include <vector>

#include "apps/train/slots.h"

namespace jackdaw::train {

// Steps whose hidden units and outputs are computed by one matrix product.
inline constexpr int kStepsPerChunk = 5;

// Neighbours in the order of docs/format_prior.md: W, NW, N, NE as (row, column) offsets.
inline constexpr int kCausal[4][2] = {{0, -1}, {-1, -1}, {-1, 0}, {-1, 1}};

// The tensor moved so that position (row, col) holds what was at (row + dy, col + dx); zeros come
// in from outside. x: [B, H, W, C], |dx|, |dy| <= 1.
class Shifter {
 public:
  explicit Shifter(const torch::Tensor& x);
  torch::Tensor At(int dy, int dx) const;
  // W, NW, N, NE.
  std::vector<torch::Tensor> Neighbours() const;
  // All nine positions in raster order, side by side.
  torch::Tensor Square() const;

 private:
  int64_t height_, width_;
  torch::Tensor padded_;
};

// [.., N] levels and levels in units of sigma -> [.., 2 N]: f1, f2.
torch::Tensor LevelFeatures(const torch::Tensor& levels, const torch::Tensor& u);
// [.., 64] dequantized -> [.., 128]: g1, g2.
torch::Tensor GuideFeatures(const torch::Tensor& guide, const torch::Tensor& sigma_guide);
// lq: [.., N] steps.
torch::Tensor StepFeatures(const torch::Tensor& quant);

// Linear prediction from W, NW, N, NE and the earlier slots of the block, in units of sigma:
// [M, N]. DCs are taken relative to W's (N's in the first column), so that an edge of the image
// does not look like a dark neighbour. u: [B, H, W, N]; w: [N][5 N], masked.
torch::Tensor LinearMean(const torch::Tensor& u, const torch::Tensor& w, int lanes);

// First slot of every chunk, then N.
std::vector<int> ChunkBegins(const SlotOrder& order);

// What a weight may see (1) or not (0). Rows and columns of hidden units: by step.
struct StepMasks {
  torch::Tensor features;  // [units][N]: of a feature per slot
  torch::Tensor hidden2;   // [units][units]
  torch::Tensor output;    // [outputs * N][units of a chunk]; rows per chunk: [outputs][slots]
  torch::Tensor own;       // [N][N]: of the linear prediction within a block
};
StepMasks MakeStepMasks(const SlotOrder& order, int hidden, int window, int outputs);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_NET_PARTS_H_
