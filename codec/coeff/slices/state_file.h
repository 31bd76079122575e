// Start states as files (models/weights/fast.bin, default_start.bin): per slot the probability
// (stretched, 8 bits) and how much it is trusted, per weight 16 bits; the whole run through zstd.
//
// Format: docs/format_coeff.md §3 (fast), §8 (default).
#ifndef JACKDAW_CODEC_COEFF_SLICES_STATE_FILE_H_
#define JACKDAW_CODEC_COEFF_SLICES_STATE_FILE_H_

#include <memory>

#include "base/bytes.h"
#include "codec/coeff/fast/adaptive_state.h"
#include "codec/coeff/prior/prior_state.h"
#include "jackdaw/result.h"

namespace jackdaw {

// A start without training. States: AdaptiveStates or PriorAdaptiveStates, here and below.
template <class States>
std::unique_ptr<States> UntrainedStart();

// Before zstd. Errors of Parse: kCorrupt.
template <class States>
Bytes SerializeStates(const States& states);
template <class States>
Result<std::unique_ptr<States>> ParseStates(ByteSpan bytes);

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_SLICES_STATE_FILE_H_
