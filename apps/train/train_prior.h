// The training loop of a prior network.
#ifndef JACKDAW_APPS_TRAIN_TRAIN_PRIOR_H_
#define JACKDAW_APPS_TRAIN_TRAIN_PRIOR_H_

#include <string>
#include <vector>

#include "apps/train/prior_net.h"

namespace jackdaw::train {

struct TrainOptions {
  Target target = Target::kLuma;
  std::vector<std::string> shards;  // to train on
  std::string validation;           // shard for the progress line; may be empty
  std::string output;               // checkpoint PATH; PATH.csv is the log
  bool resume = false;              // go on from the checkpoint if there is one
  int64_t steps = 20000;
  int64_t warmup = 200;
  int64_t decay = 5000;  // last steps: rate falls linearly to zero
  double rate = 2e-3;
  int64_t evaluate_every = 2000, save_every = 500;
  int validation_images = 8;
  int threads = 2;
  bool reduced = true;  // matrix products in bfloat16
  SamplerOptions sampler;
};

// Throws std::runtime_error on bad input.
void TrainPrior(const TrainOptions& options);

// Network and shape from a checkpoint of TrainPrior.
PriorNet LoadPrior(const std::string& checkpoint);

// Code length of the target's planes, bytes; *images counts those that have the target.
double CodeLength(PriorNet& net, Target target, const std::vector<TrainingImage>& images,
                  int max_images, int* used);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_TRAIN_PRIOR_H_
