// Training of the start state that ships with the library (models/weights/fast.bin).
#ifndef JACKDAW_CODEC_COEFF_TRAIN_STATES_H_
#define JACKDAW_CODEC_COEFF_TRAIN_STATES_H_

#include <vector>

#include "codec/coeff/adaptive_state.h"
#include "codec/coeff/bit_ops.h"
#include "codec/jpeg/jpeg_data.h"

namespace jackdaw {

using SlotCounts = TrainOps::Counts;

// Runs the coder over an image, without output, so that *states learns from it. *counts gets what
// each slot saw: one entry per BitSlot-sized piece of AdaptiveStates.
void TrainStates(const Frame& frame, const std::vector<CoeffPlane>& planes, AdaptiveStates* states,
                 std::vector<SlotCounts>* counts);

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_TRAIN_STATES_H_
