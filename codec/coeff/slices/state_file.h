// Start states as files (models/weights/fast.bin, default_start.bin): per slot the probability
// (stretched, 8 bits) and how much it is trusted, per weight 16 bits; the whole run through zstd.
//
// Format: docs/format_coeff.md §3 (fast), §8 (default).
#ifndef JACKDAW_CODEC_COEFF_SLICES_STATE_FILE_H_
#define JACKDAW_CODEC_COEFF_SLICES_STATE_FILE_H_

#include <cstddef>
#include <memory>
#include <utility>

#include "base/bytes.h"
#include "codec/coeff/fast/adaptive_state.h"
#include "codec/coeff/prior/prior_state.h"
#include "codec/coeff/start_states.h"
#include "jackdaw/result.h"

namespace jackdaw::coeff {

// States, here and below: AdaptiveStates or PriorAdaptiveStates.
//
// States without training.
template <class States>
class UntrainedStates : public StartStates<States> {
 public:
  std::unique_ptr<typename States::value_type> Make(size_t component_class) const override;
};

// States as a file has them.
template <class States>
class FileStates : public StartStates<States> {
 public:
  // bytes: of the file, after zstd. Errors: kCorrupt.
  static Result<FileStates> Parse(Bytes bytes);
  std::unique_ptr<typename States::value_type> Make(size_t component_class) const override;

 private:
  Bytes bytes_;
};

// States in memory, of which copies are made.
template <class States>
class KeptStates : public StartStates<States> {
 public:
  explicit KeptStates(std::unique_ptr<const States> states) : states_(std::move(states)) {}
  std::unique_ptr<typename States::value_type> Make(size_t component_class) const override {
    return std::make_unique<typename States::value_type>((*states_)[component_class]);
  }

 private:
  std::unique_ptr<const States> states_;
};

// States of all classes.
template <class States>
std::unique_ptr<States> MakeAll(const StartStates<States>& start);

// A file, before zstd.
template <class States>
Bytes SerializeStates(const States& states);

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_SLICES_STATE_FILE_H_
