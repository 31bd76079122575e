// Training of networks of texture against a discriminator (docs/training.md).
#ifndef JACKDAW_APPS_TRAIN_TEXTURE_TRAIN_TEXTURE_H_
#define JACKDAW_APPS_TRAIN_TEXTURE_TRAIN_TEXTURE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "apps/train/restore/jpeg_model.h"
#include "apps/train/texture/texture_loss.h"
#include "models/pixels/restoration_shape.h"

namespace jackdaw::train {

struct TextureTrainOptions {
  std::vector<std::string> pictures;  // files and folders
  std::vector<std::string> validation;
  std::string output;  // checkpoint; the log is beside it
  std::string start;   // weights of restoration to begin with, of the same size
  bool resume = false;
  uint32_t channels = restoration::kTextureShape.channels;
  uint32_t pairs = restoration::kTextureShape.pairs;
  TextureWeights weights;
  int64_t judge_width = 24;  // channels of the discriminator's first convolution
  int64_t warmup = 500;      // steps in which the discriminator alone learns
  double minutes = 60;       // of the run in all; the rates fall to 0 over the last `decay` of it
  double decay = 0.5;
  double rate = 1e-4, judge_rate = 2e-4;  // of Adam
  // Crops that were a JPEG before lie outside of their intervals, by which the discriminator would
  // know them.
  RestoreSampling sampling = {.twice = 0};
  uint64_t seed = 1;
  int threads = 1;
  double report_seconds = 60;
  double save_seconds = 300;
  int64_t max_pixels = 1 << 20;  // of a JPEG among the pictures
};

// Throws std::runtime_error, also for sizes above restoration::kMaxTextureParameters.
void TrainTexture(const TextureTrainOptions& options);

// Averaged weights of a checkpoint -> a file of models/pixels/restoration_file.h. Throws
// std::runtime_error.
void ExportTexture(const std::string& checkpoint, const std::string& output);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_TEXTURE_TRAIN_TEXTURE_H_
