// The networks of models/pixels/attention_shape.h in LibTorch, for training.
#ifndef JACKDAW_APPS_TRAIN_ATTENTION_ATTENTION_NET_H_
#define JACKDAW_APPS_TRAIN_ATTENTION_ATTENTION_NET_H_

#include <torch/torch.h>

#include "models/pixels/attention_shape.h"

namespace jackdaw::train {

class AttentionNetImpl : public torch::nn::Module {
 public:
  // Random, but for the last layer, which is near zero: all weights are about 1/2.
  explicit AttentionNetImpl(const attention::AttentionShape& shape);

  // coeffs: dequantized, [B][64][H][W] in zigzag order. Weights in 0..1, of the same shape.
  torch::Tensor forward(const torch::Tensor& coeffs);

  const attention::AttentionShape& shape() const { return shape_; }

 private:
  attention::AttentionShape shape_;
  torch::nn::Conv2d embed_{nullptr}, mix_{nullptr}, out_{nullptr};
};
TORCH_MODULE(AttentionNet);

// As a file has them. SetWeights throws std::runtime_error for another shape.
attention::AttentionWeights WeightsOf(const AttentionNet& net);
void SetWeights(const attention::AttentionWeights& weights, AttentionNet* net);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_ATTENTION_ATTENTION_NET_H_
