// Where networks are trained: on a GPU if LibTorch has one.
#ifndef JACKDAW_APPS_TRAIN_DEVICE_H_
#define JACKDAW_APPS_TRAIN_DEVICE_H_

#include <torch/torch.h>

#include "apps/train/sampler.h"

namespace jackdaw::train {

inline torch::Device TrainingDevice() {
  return torch::cuda::is_available() ? torch::Device(torch::kCUDA) : torch::Device(torch::kCPU);
}

inline Batch ToDevice(const Batch& batch, const torch::Device& device) {
  Batch out = batch;
  for (torch::Tensor* t : {&out.levels, &out.quant, &out.luma_quant, &out.guide}) {
    if (t->defined()) *t = t->to(device);
  }
  return out;
}

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_DEVICE_H_
