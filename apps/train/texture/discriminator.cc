#include "apps/train/texture/discriminator.h"

#include "models/pixels/restoration_shape.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

// Grey levels that are about 1 in the first layer: of the picture, and of what is added to it.
constexpr double kPictureUnit = 64, kDifferenceUnit = 8;

Tensor Leaky(const Tensor& x) { return torch::leaky_relu(x, 0.2); }

Tensor Unit(const Tensor& x) { return x / (x.norm() + 1e-12); }

}  // namespace

NormedConvImpl::NormedConvImpl(int64_t inputs, int64_t outputs, int64_t kernel, int64_t stride)
    : stride_(stride), padding_((kernel - 1) / 2) {
  weight_ = register_parameter("weight", torch::randn({outputs, inputs, kernel, kernel}));
  offset_ = register_parameter("offset", torch::zeros({outputs}));
  left_ = register_buffer("left", Unit(torch::randn({outputs})));
}

Tensor NormedConvImpl::Norm() {
  const Tensor matrix = weight_.flatten(1);
  Tensor right;
  {
    const torch::NoGradGuard guard;
    right = Unit(matrix.t().mv(left_));
    if (is_training()) left_.copy_(Unit(matrix.mv(right)));
  }
  // A clone: the gradient needs this estimate when the next one is there.
  return left_.clone().dot(matrix.mv(right));
}

Tensor NormedConvImpl::forward(const Tensor& x) {
  return torch::conv2d(x, weight_ / Norm(), offset_, stride_, padding_);
}

DiscriminatorImpl::DiscriminatorImpl(int64_t width) {
  Tensor typical = torch::empty({64});
  for (int64_t i = 0; i < 64; ++i) typical[i] = restoration::kTypical[static_cast<size_t>(i)];
  typical_ = typical.view({1, 64, 1, 1});
  // Kernels of 4 with a padding of 1 halve even sizes.
  pixels1_ = register_module("pixels1", NormedConv(2, width, 4, 2));
  pixels2_ = register_module("pixels2", NormedConv(width, 2 * width, 4, 2));
  pixels3_ = register_module("pixels3", NormedConv(2 * width, 3 * width, 4, 2));
  file_ = register_module("file", NormedConv(192, 2 * width, 1, 1));
  both_ = register_module("both", NormedConv(5 * width, 3 * width, 3, 1));
  verdict_ = register_module("verdict", torch::nn::Conv2d(3 * width, 1, 1));
}

Tensor DiscriminatorImpl::forward(const Tensor& luma, const RestoreBatch& batch) {
  const Tensor steps = batch.steps.unsqueeze(2).unsqueeze(3), values = batch.levels * steps;
  const Tensor plain = InverseDct(values);
  Tensor x = torch::stack({luma / kPictureUnit, (luma - plain) / kDifferenceUnit}, 1);
  x = Leaky(pixels1_->forward(x));
  x = Leaky(pixels2_->forward(x));
  x = Leaky(pixels3_->forward(x));
  const Tensor of_table = (steps.log() / 2 - 1).expand_as(values);
  const Tensor file = torch::cat({values / typical_, torch::asinh(batch.levels), of_table}, 1);
  x = torch::cat({x, Leaky(file_->forward(file))}, 1);
  return verdict_->forward(Leaky(both_->forward(x))).squeeze(1);
}

}  // namespace jackdaw::train
