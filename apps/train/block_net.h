// The network of the second prior in floating point, for training.
//
// Layers, features and names are those of docs/format_prior2.md; slots are in coding order, so that
// what a step may see is what lies before it. With Arithmetic::kBytes the forward pass gives what
// the integers give, but for the rounding of features.
#ifndef JACKDAW_APPS_TRAIN_BLOCK_NET_H_
#define JACKDAW_APPS_TRAIN_BLOCK_NET_H_

#include <torch/torch.h>

#include <vector>

#include "apps/train/byte_activation.h"
#include "apps/train/lattice_blocks.h"
#include "apps/train/net_parts.h"
#include "apps/train/sampler.h"
#include "models/prior/block_data.h"

namespace jackdaw::train {

struct BlockOutput {
  torch::Tensor mixture;  // [M, outputs N]: per chunk of steps [outputs][slots of the chunk]
  torch::Tensor mean;     // [M, N]: linear prediction, units of sigma
  torch::Tensor last;     // [M, 14 L]: logits of thresholds 1..14, lane after lane
};

// Largest activations of every channel: what RescaleChannels evens out.
struct ChannelRanges {
  torch::Tensor embed, guide, context, hidden;
};

class BlockNetImpl : public torch::nn::Module {
 public:
  // sigma: [N] in coding order; sigma_guide: [64] zigzag (with a guide).
  BlockNetImpl(const prior::BlockShape& shape, torch::Tensor sigma, torch::Tensor sigma_guide);

  // M = B H W blocks; last: LastGroups of the batch. reduced: matrix products in bfloat16. ranges:
  // gets a high quantile of each channel's activations, unless null.
  BlockOutput forward(const Batch& batch, const torch::Tensor& last, Arithmetic arithmetic,
                      bool reduced, ChannelRanges* ranges = nullptr);

  // Of a causal network: scales channels so that ranges become the largest activation of a byte;
  // without bounds the network's output stays the same.
  void RescaleChannels(const ChannelRanges& ranges);

  // Of a network that was not trained with bytes: fewer weights so large that the others of their
  // row would be rounded away.
  void ClipOutliers();
  // Keeps weights of byte layers within what a byte holds, after a step of the optimizer.
  void LimitWeights();

  const prior::BlockShape& shape() const { return shape_; }
  const SlotOrder& order() const { return order_; }
  // First slot of every chunk, then N.
  const std::vector<int>& chunk_begin() const { return chunk_begin_; }

  // Weights: [rows, columns]; columns in the order of docs/format_prior2.md, with slots in coding
  // order. hidden2: from all units; output: rows per chunk [outputs][slots], columns the units of
  // the chunk.
  torch::Tensor embed_w, embed_b, guide_w, guide_b, image_w, context1_w, context1_b, context2_w,
      context2_b, context3_w, context3_b, last_w, last_b, last_pair, hidden1_w, hidden1_b,
      features_w, hidden2_w, hidden2_b, output_w, output_b, linear_w;
  // What each weight may see (1) or not (0).
  torch::Tensor features_mask, hidden2_mask, output_mask, linear_mask;
  torch::Tensor sigma, sigma_guide;

  // Of the rows of hidden1, which features limit too.
  torch::Tensor Hidden1Shifts() const;

 private:
  struct Pass {  // how a forward pass computes
    Arithmetic arithmetic;
    bool reduced;
  };
  torch::Tensor Product(const torch::Tensor& x, const torch::Tensor& w, const Pass& pass) const;
  // A byte layer before its activation; b undefined: no bias. shifts: of its rows.
  torch::Tensor ByteLayer(const torch::Tensor& x, const torch::Tensor& w, const torch::Tensor& b,
                          const torch::Tensor& shifts, const Pass& pass) const;
  torch::Tensor ByteLayer(const torch::Tensor& x, const torch::Tensor& w, const torch::Tensor& b,
                          const Pass& pass) const;
  torch::Tensor Embedding(const torch::Tensor& features, const torch::Tensor& lq,
                          const Pass& pass) const;
  // lattice: null for a causal network.
  torch::Tensor Context(const Batch& batch, const torch::Tensor& embedded, const torch::Tensor& lq,
                        const LatticeBlocks* lattice, const Pass& pass,
                        ChannelRanges* ranges) const;
  torch::Tensor NeighbourLayer(const torch::Tensor& x, const torch::Tensor& other,
                               const LatticeBlocks* lattice, const torch::Tensor& w,
                               const Pass& pass) const;
  torch::Tensor Hidden1(const torch::Tensor& context, const torch::Tensor& features,
                        const torch::Tensor& last, const Pass& pass) const;
  torch::Tensor Mixtures(const torch::Tensor& h1, const Pass& pass, ChannelRanges* ranges) const;
  torch::Tensor LastLogits(const torch::Tensor& context, const torch::Tensor& last,
                           const Pass& pass) const;
  torch::Tensor Residual(const torch::Tensor& before, const torch::Tensor& sums,
                         Arithmetic arithmetic) const;
  torch::Tensor Weight(const char* name, int64_t rows, int64_t columns);
  std::vector<torch::Tensor> ByteWeights() const;
  void MakeMasks();
  void MakeStart();

  prior::BlockShape shape_;
  SlotOrder order_;
  std::vector<int> chunk_begin_;
  torch::Tensor step_group_, step_lane_;  // [steps] int64
};
TORCH_MODULE(BlockNet);

// The last group with a non-zero AC level of every block and lane, 0 without: [M, L] int64.
torch::Tensor LastGroups(const torch::Tensor& levels, const SlotOrder& order);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_BLOCK_NET_H_
