// How much fine structure a picture shows.
#ifndef JACKDAW_APPS_TRAIN_RESTORE_HIGH_ENERGY_H_
#define JACKDAW_APPS_TRAIN_RESTORE_HIGH_ENERGY_H_

#include <torch/torch.h>

namespace jackdaw::train {

// The mean square of what a plane [H][W] has above half the Nyquist frequency, in either direction
// or both: of the plane less what a low-pass filter keeps, without 15 samples at each border.
// REQUIRES: H and W of at least 32.
double HighEnergy(const torch::Tensor& plane);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_RESTORE_HIGH_ENERGY_H_
