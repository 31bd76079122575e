// The shipped start states, from the copies of models/weights/fast.bin and default_start.bin inside
// the library.
#ifndef JACKDAW_CODEC_COEFF_SLICES_TRAINED_START_H_
#define JACKDAW_CODEC_COEFF_SLICES_TRAINED_START_H_

#include <memory>

#include "codec/coeff/fast/adaptive_state.h"
#include "codec/coeff/prior/prior_state.h"
#include "codec/coeff/start_states.h"

namespace jackdaw::coeff {

// States: AdaptiveStates (fast.bin) or PriorAdaptiveStates (default_start.bin). Never fails: the
// files are checked by a test; an unreadable one gives states without training.
template <class States>
std::unique_ptr<const StartStates<States>> LoadTrainedStart();

// The same, read once, then shared and never changed.
template <class States>
const StartStates<States>& TrainedStart();

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_SLICES_TRAINED_START_H_
