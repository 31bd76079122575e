// What training of restoration minimizes, and measures meanwhile.
#ifndef JACKDAW_APPS_TRAIN_RESTORE_RESTORE_LOSS_H_
#define JACKDAW_APPS_TRAIN_RESTORE_RESTORE_LOSS_H_

#include <torch/torch.h>

#include <array>
#include <vector>

#include "apps/train/restore/jpeg_model.h"
#include "apps/train/restore/pictures.h"
#include "apps/train/restore/restore_net.h"

namespace jackdaw::train {

struct RestoreErrors {
  torch::Tensor plain, restored;  // [B]: mean squared errors, without a gradient
  torch::Tensor loss;             // a number
  torch::Tensor share;            // [B]: what a squared error of coefficients counts in it
};

// Squared errors of what a network made of a batch, of each crop over those of plain decoding and
// of what such steps do to a typical picture.
RestoreErrors RestoreLoss(const restoration::RestorationShape& shape, const RestoreBatch& batch,
                          const Restored& restored);

// Luma of pictures, in whole blocks.
std::vector<torch::Tensor> LumaOf(const std::vector<Picture>& pictures);

inline constexpr std::array<int64_t, 4> kValidationQualities = {10, 20, 40, 75};

// Of luma of pictures at kValidationQualities: means over the pictures.
struct LumaValidation {
  std::vector<double> gain_db;  // PSNR over plain decoding
  std::vector<double> energy;   // HighEnergy over that of the pristine picture
};
LumaValidation ValidateLuma(RestoreNet& net, const std::vector<torch::Tensor>& pictures);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_RESTORE_RESTORE_LOSS_H_
