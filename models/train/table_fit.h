// Fits the network of rates (codec/quant/enc_rate_model.h) to what the prior spent.
//
// What counts is which step is chosen. The loss is what steps drawn by the rates' own preference
// cost beyond the best of a frequency's steps; besides, with little weight, the error of costs
// themselves, and with more, that of differences of an image's whole cost between its tables: a
// coarser step also tells less to the frequencies coded after it.
#ifndef JACKDAW_MODELS_TRAIN_TABLE_FIT_H_
#define JACKDAW_MODELS_TRAIN_TABLE_FIT_H_

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "codec/quant/enc_rate_model.h"

namespace jackdaw::train {

// One class of an image under several tables, all at one lambda: [runs][64], of inputs
// [runs][64][kRateInputs].
struct RateGroup {
  std::vector<float> inputs;
  std::vector<float> entropy_bits, distortion;  // of the nearest levels; distortion over lambda
  std::vector<float> cost;                      // in the end: bits, and distortion over lambda
};

struct FitOptions {
  int steps = 4000;      // of Adam
  int batch = 32;        // groups
  double rate = 5e-3;    // falls to zero along a cosine
  double common = 0.05;  // weight of the error of costs
  double totals = 20;    // weight of the error in differences of the whole cost
  uint64_t seed = 1;
};

// Mean costs beyond the best steps, as shares of the whole cost.
struct Regret {
  double entropy = 0, learned = 0;
};

class RateFit {
 public:
  explicit RateFit(uint64_t seed);

  // Goes on from what was fitted before. Inputs are normalised by those of the first call. runs:
  // per group.
  Regret Fit(const std::vector<RateGroup>& groups, int runs, const FitOptions& options);

  RateModel Model() const;

 private:
  torch::Tensor LnFactor(const torch::Tensor& inputs) const;

  torch::Tensor offset_, scale_;
  torch::Tensor hidden_weights_, hidden_bias_, output_weights_, output_bias_;
};

}  // namespace jackdaw::train

#endif  // JACKDAW_MODELS_TRAIN_TABLE_FIT_H_
