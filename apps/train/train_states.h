// Training of the start states that ship with the library (models/weights/fast.bin,
// default_start.bin): the coder runs over images without output, learns, and is watched.
#ifndef JACKDAW_APPS_TRAIN_TRAIN_STATES_H_
#define JACKDAW_APPS_TRAIN_TRAIN_STATES_H_

#include <cstdint>
#include <vector>

#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::train {

// The decisions that a slot saw.
struct SlotCount {
  uint32_t total = 0, ones = 0;
};
// [class and table, in the order of ForEachTable][slot]
using SlotCounts = std::vector<std::vector<SlotCount>>;

// Runs the coder over an image, so that *states learns from it. *counts gets what each slot saw.
// States: AdaptiveStates or PriorAdaptiveStates. REQUIRES: planes have the padded sizes of frame.
template <class States>
void TrainStates(const jpeg::Frame& frame, const std::vector<jpeg::CoeffPlane>& planes,
                 States* states, SlotCounts* counts);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_TRAIN_STATES_H_
