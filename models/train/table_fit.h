// Fits the network of rates (codec/quant/enc_rate_model.h) to what the prior spent.
//
// What counts is which step is chosen, so errors of differences between steps of one image and
// frequency weigh ten times as much as what all steps have in common. A coarser step also tells
// less to the frequencies coded after it; differences of an image's total bits between runs teach
// that.
#ifndef JACKDAW_MODELS_TRAIN_TABLE_FIT_H_
#define JACKDAW_MODELS_TRAIN_TABLE_FIT_H_

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "codec/quant/enc_rate_model.h"

namespace jackdaw::train {

// One image class under several tables, all about one lambda: [runs][64], of inputs [runs][64][12].
struct RateGroup {
  std::vector<float> inputs, entropy_bits, prior_bits;
  std::vector<float> distortion;  // of the nearest levels, over lambda
};

struct FitOptions {
  int steps = 3000;      // of Adam
  int batch = 32;        // groups
  double rate = 5e-3;    // falls to zero along a cosine
  double common = 0.1;   // weight of errors that all steps share
  double totals = 1;     // weight of the error in differences of the class's total bits
  uint64_t seed = 1;
};

class RateFit {
 public:
  explicit RateFit(uint64_t seed);

  // Goes on from what was fitted before. Inputs are normalised by those of the first call. runs:
  // per group. Returns the mean loss of the last tenth of the steps.
  double Fit(const std::vector<RateGroup>& groups, int runs, const FitOptions& options);

  RateModel Model() const;

 private:
  torch::Tensor LnFactor(const torch::Tensor& inputs) const;

  torch::Tensor offset_, scale_;
  torch::Tensor hidden_weights_, hidden_bias_, output_weights_, output_bias_;
};

}  // namespace jackdaw::train

#endif  // JACKDAW_MODELS_TRAIN_TABLE_FIT_H_
