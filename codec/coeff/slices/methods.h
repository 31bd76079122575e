// The methods that the presets with a learned prior code with, and the state that each starts from.
#ifndef JACKDAW_CODEC_COEFF_SLICES_METHODS_H_
#define JACKDAW_CODEC_COEFF_SLICES_METHODS_H_

#include "codec/coeff/prior/contexts_and_prior.h"
#include "codec/coeff/slices/state_file.h"
#include "codec/coeff/slices/trained_start.h"

namespace jackdaw::coeff {

template <class Method>
const StartStates<typename Method::States>& StartOf() {
  return TrainedStart<typename Method::States>();
}

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_SLICES_METHODS_H_
