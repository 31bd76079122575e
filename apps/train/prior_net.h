// The network of the learned prior in floating point, for training.
//
// One network serves one class of component sets: luma-like (one lane) or chroma pairs (two lanes
// and a guide). Layers, features and names are those of docs/format_prior.md, which the integer
// runtime follows; here slots are in coding order, so that what a step may see is what lies before
// it. Every layer is a product with a [blocks][inputs] matrix.
#ifndef JACKDAW_APPS_TRAIN_PRIOR_NET_H_
#define JACKDAW_APPS_TRAIN_PRIOR_NET_H_

#include <torch/torch.h>

#include <vector>

#include "apps/train/net_parts.h"
#include "apps/train/sampler.h"
#include "apps/train/slots.h"

namespace jackdaw::train {

// Numbers of channels; see docs/format_prior.md.
struct NetShape {
  int lanes = 1;
  int embed = 64, context = 128, hidden = 24, window = 15;
  int guide_embed = 0;
};
NetShape MakeShape(Target target);

// Outputs per slot: two mean offsets, two log scales, the logit of the first component's weight.
inline constexpr int kOutputs = 5;
// Activations are clamped to what 16 bits hold (8191 / 256).
inline constexpr double kActivationMax = 32.0;

struct NetOutput {
  torch::Tensor mixture;  // [M, 5 N]: per chunk of steps [5][slots of the chunk]
  torch::Tensor mean;     // [M, N]: linear prediction, units of sigma
};

class PriorNetImpl : public torch::nn::Module {
 public:
  // sigma: [N] in coding order; sigma_guide: [64] zigzag (chroma).
  PriorNetImpl(const NetShape& shape, torch::Tensor sigma, torch::Tensor sigma_guide);

  // M = B H W blocks. reduced: matrix products in bfloat16.
  NetOutput forward(const Batch& batch, bool reduced);

  const NetShape& shape() const { return shape_; }
  const SlotOrder& order() const { return order_; }
  // First slot of every chunk, then N.
  const std::vector<int>& chunk_begin() const { return chunk_begin_; }

  // Weights: [rows, columns]; columns in the order of docs/format_prior.md, with slots in coding
  // order.
  torch::Tensor embed_w, embed_b, guide_w, guide_b, context1_w, context1_b, context2_w, context2_b,
      context3_w, context3_b, hidden1_w, hidden1_b, hidden2_w, hidden2_b, output_w, output_b,
      linear_w;
  // What each weight may see (1) or not (0).
  torch::Tensor hidden1_mask, hidden2_mask, output_mask, linear_mask;
  torch::Tensor sigma, sigma_guide;

  // Columns of context1 before the per-image ones.
  int64_t DenseContext() const;

 private:
  torch::Tensor Linear(const torch::Tensor& x, const torch::Tensor& w, const torch::Tensor& b,
                       bool reduced) const;
  torch::Tensor GuideContext(const Batch& batch, bool reduced);
  torch::Tensor Mean(const torch::Tensor& u);
  torch::Tensor Mixtures(const torch::Tensor& h1, bool reduced);
  torch::Tensor Weight(const char* name, int64_t rows, int64_t columns);
  void MakeMasks();

  NetShape shape_;
  SlotOrder order_;
  std::vector<int> chunk_begin_;
};
TORCH_MODULE(PriorNet);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_PRIOR_NET_H_
