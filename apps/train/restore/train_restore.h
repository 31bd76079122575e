// Training of the restoration networks (docs/training.md).
#ifndef JACKDAW_APPS_TRAIN_RESTORE_TRAIN_RESTORE_H_
#define JACKDAW_APPS_TRAIN_RESTORE_TRAIN_RESTORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "apps/train/restore/jpeg_model.h"
#include "apps/train/restore/restore_weights.h"

namespace jackdaw::train {

struct RestoreOptions {
  RestoreTarget target = RestoreTarget::kLuma;
  std::vector<std::string> pictures;  // files and folders
  std::vector<std::string> validation;
  std::string output;  // checkpoint; the log is beside it
  // Go on from the checkpoint, in the same run; or begin a run with the weights of a file that was
  // exported, which may be of a smaller network.
  bool resume = false;
  std::string start;
  // A file with the network of luma that a fine one works behind.
  std::string base;
  double minutes = 60;  // of the run in all; the rates fall to 0 over the last `decay` of it
  double decay = 0.7;
  double rate = 1e-3;
  bool muon = false;
  double matrix_rate = 0.01;
  RestoreSampling sampling;
  // Another size than the one that ships; 0: that.
  uint32_t channels = 0, pairs = 0;
  // Weights of another size that are imitated as well.
  std::string teacher;
  bool reduced = false;  // convolutions in bfloat16
  uint64_t seed = 1;
  int threads = 1;
  double report_seconds = 60;
  double save_seconds = 300;
  int64_t max_pixels = 1 << 20;  // of a JPEG among the pictures
};

// Throws std::runtime_error.
void TrainRestore(const RestoreOptions& options);

// Averaged weights of checkpoints, and after them the networks of .jkr files that are of another
// kind than those before -> a file of models/pixels/restoration_file.h.
void ExportRestoration(const std::vector<std::string>& checkpoints, const std::string& output);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_RESTORE_TRAIN_RESTORE_H_
