// The start state of the adaptive coder, made from JPEGs: of the fast preset
// (models/weights/fast.bin) or of the default preset (models/weights/default_start.bin), the latter
// beside the learned prior that is built in.
//
// Two passes. The first counts, for every context slot and image, what was seen; slot_prior.h turns
// that into start probabilities and how far to trust them. The second codes every image from that
// start and lets only the mixer weights learn on from image to image. No learning library is needed
// (docs/training.md).
#ifndef JACKDAW_APPS_TRAIN_TRAIN_START_H_
#define JACKDAW_APPS_TRAIN_TRAIN_START_H_

#include <cstdint>
#include <string>
#include <vector>

namespace jackdaw::train {

enum class StartPreset { kFast, kDefault };

struct StartOptions {
  StartPreset preset = StartPreset::kFast;
  std::vector<std::string> paths;  // files or folders; none: the untrained start
  std::string output;
  uint32_t seed = 1;  // of the order of files
};

// Throws std::runtime_error when the output cannot be written.
void TrainStart(const StartOptions& options);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_TRAIN_START_H_
