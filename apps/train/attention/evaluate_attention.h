// What trained attention gains, by the model that it is trained in: all modes can be compared.
#ifndef JACKDAW_APPS_TRAIN_ATTENTION_EVALUATE_ATTENTION_H_
#define JACKDAW_APPS_TRAIN_ATTENTION_EVALUATE_ATTENTION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "apps/train/attention/attention_batch.h"

namespace jackdaw::train {

struct AttentionEvalOptions {
  std::vector<std::string> checkpoints, pictures;
  std::vector<double> lambdas = {5, 10, 20, 40, 80, 160};
  int64_t batches = 8;  // the same crops for all
  AttentionSampling sampling;
  uint64_t seed = 1000;
  int64_t max_pixels = 1 << 20;
};

// Prints a CSV line per checkpoint and lambda: bits per pixel by entropies, weighted distortion per
// pixel, perceptual loss. Levels are the best ones, not soft.
void EvaluateAttention(const AttentionEvalOptions& options);

// The attention networks of a checkpoint as a file (.jka). Throws std::runtime_error where it was
// trained without them.
void ExportAttention(const std::string& checkpoint, const std::string& output);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_ATTENTION_EVALUATE_ATTENTION_H_
