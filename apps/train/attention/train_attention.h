// Training of the attention networks (docs/training.md).
#ifndef JACKDAW_APPS_TRAIN_ATTENTION_TRAIN_ATTENTION_H_
#define JACKDAW_APPS_TRAIN_ATTENTION_TRAIN_ATTENTION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "apps/train/attention/attention_batch.h"
#include "apps/train/attention/attention_model.h"

namespace jackdaw::train {

struct AttentionTrainOptions {
  AttentionMode mode = AttentionMode::kWeights;
  std::vector<std::string> pictures;  // files or folders
  std::string output;                 // checkpoint; .csv beside it
  bool resume = false;
  attention::AttentionShape shape;
  AttentionSampling sampling;
  double gamma = 2;                            // of the perceptual part, beside the distortion
  double least_lambda = 3, most_lambda = 200;  // drawn log-uniformly
  double temperature = 0.5;                    // of the choice of levels, bits
  double minutes = 60, decay = 0.7;            // in all; share of the time with falling rate
  int64_t table_steps = 300;                   // before the networks
  double rate = 2e-3;
  uint64_t seed = 1;
  int threads = 1;
  double report_seconds = 15, save_seconds = 60;
  int64_t max_pixels = 1 << 20;  // JPEG pictures are halved to this size
};

// Trains until the time is over; saves and logs on the way. Throws std::runtime_error.
void TrainAttention(const AttentionTrainOptions& options);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_ATTENTION_TRAIN_ATTENTION_H_
