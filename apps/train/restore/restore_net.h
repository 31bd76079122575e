// The networks of models/pixels/restoration_shape.h in LibTorch, for training.
#ifndef JACKDAW_APPS_TRAIN_RESTORE_RESTORE_NET_H_
#define JACKDAW_APPS_TRAIN_RESTORE_RESTORE_NET_H_

#include <torch/torch.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "apps/train/restore/jpeg_model.h"
#include "models/pixels/restoration_shape.h"

namespace jackdaw::train {

// A convolution with a gain and an offset per output channel that come from the style.
class StyledConvImpl : public torch::nn::Module {
 public:
  // weight_scale: of the random weights at the start.
  StyledConvImpl(int64_t inputs, int64_t outputs, int64_t kernel, double weight_scale);
  // x: [B][inputs][H][W], or [B][2 inputs][H][W] whose halves are to be added; style: [B][kStyle].
  // reduced: the convolution in bfloat16.
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& style, bool reduced);

 private:
  torch::nn::Conv2d conv_{nullptr};
  torch::nn::Linear style_{nullptr};
};
TORCH_MODULE(StyledConv);

struct Restored {
  torch::Tensor coeffs;   // [B][64 n][H][W], inside the intervals
  torch::Tensor details;  // [B][n][8 v H][8 h W], undefined where the shape has none
};

class RestoreNetImpl : public torch::nn::Module {
 public:
  explicit RestoreNetImpl(const restoration::RestorationShape& shape);
  // The network that a fine one works behind: it is evaluated, but not trained or stored with it.
  void SetBase(std::shared_ptr<RestoreNetImpl> base) { base_ = std::move(base); }
  // reduced: convolutions in bfloat16; the inputs of the first, whose range is wide, in two parts.
  Restored forward(const RestoreBatch& batch, bool reduced = false);

  const restoration::RestorationShape& shape() const { return shape_; }

 private:
  torch::Tensor Style(const RestoreBatch& batch);
  // first and the pairs.
  torch::Tensor Trunk(const torch::Tensor& features, const torch::Tensor& style, bool reduced);
  Restored Fine(const RestoreBatch& batch, bool reduced);

  restoration::RestorationShape shape_;
  torch::Tensor typical_;  // [1][64 n][1][1]
  torch::nn::Linear style1_{nullptr}, style2_{nullptr};
  StyledConv first_{nullptr}, last_{nullptr}, detail_{nullptr};
  std::vector<std::pair<StyledConv, StyledConv>> pairs_;
  std::shared_ptr<RestoreNetImpl> base_;
};
TORCH_MODULE(RestoreNet);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_RESTORE_RESTORE_NET_H_
