// Fits the network of rates (codec/lossy/enc_rate_model.h) to what the prior spent.
//
// What counts is which step is chosen, so differences of costs between tables of one image and
// lambda are fitted, not costs: those of each frequency on its own, and those of the whole, as a
// coarser step also tells less to the frequencies coded after it.
#ifndef JACKDAW_APPS_TRAIN_TABLE_FIT_H_
#define JACKDAW_APPS_TRAIN_TABLE_FIT_H_

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "codec/lossy/enc_rate_model.h"

namespace jackdaw::train {

// One class of an image under several tables, all at one lambda. inputs: [64][kRateInputs]; others
// [runs][64].
struct RateGroup {
  std::vector<float> inputs;
  std::vector<float> entropy_bits, distortion;  // of the curves' points; distortion over lambda
  std::vector<float> cost;                      // in the end: bits, and distortion over lambda
};

struct FitOptions {
  int steps = 4000;    // of Adam
  int batch = 64;      // groups
  double rate = 5e-3;  // falls to zero along a cosine
  double own = 1.5;    // weight of frequencies on their own beside the whole
  uint64_t seed = 1;
};

// Mean squared errors of differences of the whole cost, as shares of it.
struct FitErrors {
  double entropy = 0, learned = 0;
};

class RateFit {
 public:
  explicit RateFit(uint64_t seed);

  // Goes on from what was fitted before. Inputs are normalised by those of the first call. runs:
  // per group.
  FitErrors Fit(const std::vector<RateGroup>& groups, int runs, const FitOptions& options);

  RateModel Model() const;

 private:
  torch::Tensor LnFactor(const torch::Tensor& inputs) const;

  torch::Tensor offset_, scale_;
  torch::Tensor hidden_weights_, hidden_bias_, output_weights_, output_bias_;
};

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_TABLE_FIT_H_
