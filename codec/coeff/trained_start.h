// The shipped start state, from the copy of models/weights/fast.bin inside the library.
#ifndef JACKDAW_CODEC_COEFF_TRAINED_START_H_
#define JACKDAW_CODEC_COEFF_TRAINED_START_H_

#include <memory>

#include "codec/coeff/adaptive_state.h"

namespace jackdaw {

// Never fails: the file is checked by a test; an unreadable one gives the untrained start.
std::unique_ptr<const AdaptiveStates> LoadTrainedStart();

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_TRAINED_START_H_
