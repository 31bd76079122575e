// Networks and a non-uniform quantizer in turn (docs/training.md).
#ifndef JACKDAW_APPS_TRAIN_ATTENTION_ALTERNATE_H_
#define JACKDAW_APPS_TRAIN_ATTENTION_ALTERNATE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "apps/train/attention/train_attention.h"

namespace jackdaw::train {

struct AlternateOptions {
  // minutes: of the networks, in one round. output: a checkpoint after each round, and beside it
  // .csv, the log, and .quantizer.csv, the quantizer of each round.
  AttentionTrainOptions networks;
  std::vector<std::string> validation;  // files or folders
  int64_t rounds = 4;
  bool uniform = false;          // the quantizer stays as it is: what the networks alone gain
  int64_t fitting_batches = 32;  // that the quantizer is fitted to in a round
  int64_t lloyd_steps = 3;       // of levels and points in turn, in a round
  int64_t validation_batches = 16;
};

// Trains networks and step tables with the quantizer fixed, then fits the quantizer (Lloyd's
// iteration with thresholds by rate and distortion) with them fixed, and so on. Logs bits and
// distortion of held-out pictures after both parts of a round. Throws std::runtime_error.
void Alternate(const AlternateOptions& options);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_ATTENTION_ALTERNATE_H_
