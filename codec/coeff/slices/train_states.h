// Training of the start states that ship with the library (models/weights/fast.bin,
// default_start.bin).
#ifndef JACKDAW_CODEC_COEFF_SLICES_TRAIN_STATES_H_
#define JACKDAW_CODEC_COEFF_SLICES_TRAIN_STATES_H_

#include <vector>

#include "codec/coeff/fast/adaptive_state.h"
#include "codec/coeff/decisions.h"
#include "codec/coeff/prior/prior_state.h"
#include "codec/jpeg/jpeg_data.h"

namespace jackdaw {

using SlotCounts = TrainOps::Counts;

// Runs the coder over an image, without output, so that *states learns from it. *counts gets what
// each slot saw: one entry per BitSlot-sized piece of *states.
void TrainStates(const Frame& frame, const std::vector<CoeffPlane>& planes, AdaptiveStates* states,
                 std::vector<SlotCounts>* counts);
void TrainStates(const Frame& frame, const std::vector<CoeffPlane>& planes,
                 PriorAdaptiveStates* states, std::vector<SlotCounts>* counts);

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_SLICES_TRAIN_STATES_H_
