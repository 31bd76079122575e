// The judge of texture: is this luma a picture, or what a decoder made of its JPEG?
//
// It sees pixels and the file. Pixels: the picture and its difference from plain decoding, at full
// resolution; three convolutions with a stride of 2 bring them to the lattice of blocks. The file:
// values and levels of every coefficient, as a restoration network sees them, and the logarithms of
// the steps, on that lattice. Both together go through a 3 x 3 convolution to one verdict for each
// block, of which each sees 5 x 5 blocks at most.
//
// All convolutions but the last are divided by their spectral norm (Miyato et al., ICLR 2018),
// found by one power iteration a step: verdicts change no faster than pixels do, times the last
// weights.
#ifndef JACKDAW_APPS_TRAIN_TEXTURE_DISCRIMINATOR_H_
#define JACKDAW_APPS_TRAIN_TEXTURE_DISCRIMINATOR_H_

#include <torch/torch.h>

#include <cstdint>

#include "apps/train/restore/jpeg_model.h"

namespace jackdaw::train {

// A convolution of spectral norm 1, and an offset.
class NormedConvImpl : public torch::nn::Module {
 public:
  NormedConvImpl(int64_t inputs, int64_t outputs, int64_t kernel, int64_t stride);
  // In training mode the estimate of the norm improves by one iteration.
  torch::Tensor forward(const torch::Tensor& x);

 private:
  torch::Tensor Norm();

  int64_t stride_, padding_;
  torch::Tensor weight_, offset_;  // [outputs][inputs][kernel][kernel], [outputs]
  torch::Tensor left_;             // [outputs]: of the largest singular value
};
TORCH_MODULE(NormedConv);

class DiscriminatorImpl : public torch::nn::Module {
 public:
  // width: channels of the first convolution of pixels; 2 and 3 times as many follow.
  explicit DiscriminatorImpl(int64_t width);
  // luma: [B][8 H][8 W], around 0; batch: of luma. Result: [B][H][W], above 0 for a picture.
  torch::Tensor forward(const torch::Tensor& luma, const RestoreBatch& batch);

 private:
  torch::Tensor typical_;  // [1][64][1][1]
  NormedConv pixels1_{nullptr}, pixels2_{nullptr}, pixels3_{nullptr}, file_{nullptr},
      both_{nullptr};
  torch::nn::Conv2d verdict_{nullptr};
};
TORCH_MODULE(Discriminator);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_TEXTURE_DISCRIMINATOR_H_
