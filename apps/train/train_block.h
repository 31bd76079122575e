// The training loop of a network of the second prior.
#ifndef JACKDAW_APPS_TRAIN_TRAIN_BLOCK_H_
#define JACKDAW_APPS_TRAIN_TRAIN_BLOCK_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "apps/train/block_net.h"

namespace jackdaw::train {

// Sizes of networks, by name: those of the presets.
enum class BlockSize { kDefault, kMax };

struct BlockTrainOptions {
  Target target = Target::kLuma;
  BlockSize size = BlockSize::kDefault;
  int embed = 0, context = 0, hidden = 0;  // other layer sizes than those; 0: those
  bool lattice = false;                    // neighbours on all sides (preset parallel)
  std::vector<std::string> shards;         // to train on
  std::string validation;                  // shard for the progress line; may be empty
  std::string output;    // checkpoint PATH; PATH.csv is the log, PATH.jkw2 the exported network
  std::string start;     // model file (.jkw, .jkw2), as large or smaller; empty: random weights
  std::string teacher;   // model file (.jkw2) to learn from beside the data; empty: none
  double distill = 0.5;  // share of the teacher's view in the loss
  bool resume = false;   // go on from the checkpoint if there is one
  int64_t steps = 40000;
  int64_t real = 500;  // first steps, without rounding to bytes
  int64_t warmup = 200;
  int64_t decay = 10000;  // last steps: rate falls linearly to zero
  double rate = 1.5e-3;
  double average = 0.998;  // of the averaged weights, which are measured and exported
  int64_t evaluate_every = 1000, save_every = 250;
  int validation_images = 1 << 30;
  int threads = 1;
  bool reduced = false;  // matrix products in bfloat16
  SamplerOptions sampler;
};

// Throws std::runtime_error on bad input.
void TrainBlocks(const BlockTrainOptions& options);

// The averaged network of a checkpoint of TrainBlocks.
BlockNet LoadBlocks(const std::string& checkpoint);

struct BlockCodeLength {
  double level_bytes = 0, last_bytes = 0;
  int images = 0;
  // Of the integer network: by what blocks see on a lattice (prior::Surroundings).
  std::array<double, 4> seen_bytes{};
  std::array<int64_t, 4> seen_blocks{};
  double bytes() const { return level_bytes + last_bytes; }
};

// Code length of the target's planes, those of at most max_images.
BlockCodeLength MeasureBlocks(BlockNet& net, const std::vector<TrainingImage>& images,
                              Arithmetic arithmetic, int max_images);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_TRAIN_BLOCK_H_
