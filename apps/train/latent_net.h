// The two levels of latents of the hierarchical prior: y on the half-resolution block grid, z on
// the quarter-resolution one, p(y | z) p(z), and what y tells the context of every block.
//
// Training adds uniform noise where coding rounds. Names and sizes: docs/format_prior.md.
#ifndef JACKDAW_APPS_TRAIN_LATENT_NET_H_
#define JACKDAW_APPS_TRAIN_LATENT_NET_H_

#include <torch/torch.h>

namespace jackdaw::train {

inline constexpr int kLatentHidden = 96;  // channels of the encoder
inline constexpr int kHyperHidden = 64;   // channels between y and z

struct LatentOutput {
  torch::Tensor context;  // [B, H, W, V]
  torch::Tensor bits;     // [B]: of y and z
};

class LatentNetImpl : public torch::nn::Module {
 public:
  // embed: channels of the blocks' embedding; y, z: latent channels; features: V.
  LatentNetImpl(int embed, int y, int z, int features);

  // embedded: [B, H, W, E]. Noise when training, rounding otherwise.
  LatentOutput forward(const torch::Tensor& embedded, bool reduced);

  torch::nn::Conv2d y1{nullptr}, y2{nullptr}, y3{nullptr};  // embedding -> y
  torch::nn::Conv2d z1{nullptr}, z2{nullptr};               // y -> z
  torch::Tensor hyper_up_w, hyper_up_b;                     // z -> y's grid, see UpLayer
  torch::nn::Conv2d hyper_out{nullptr};                     // -> means and log scales of y
  torch::nn::Conv2d context_in{nullptr};                    // y -> features
  torch::Tensor context_up_w, context_up_b;                 // -> the blocks' grid
  torch::Tensor z_mean, z_log_scale;                        // [Z]

 private:
  // Doubles a grid: position (2 r + p, 2 c + q) sees the four nearest coarse ones, in the order
  // (r - 1 + p, c - 1 + q), then one to the right, then both of the row below, through matrix 2 p +
  // q of w: [4][out][4 in].
  torch::Tensor UpLayer(const torch::Tensor& x, const torch::Tensor& w, const torch::Tensor& b,
                        bool reduced) const;
};
TORCH_MODULE(LatentNet);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_LATENT_NET_H_
