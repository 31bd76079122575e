// A coder that encodes levels which are chosen on the way.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_CHOOSE_OPS_H_
#define JACKDAW_CODEC_COEFF_PRIOR_CHOOSE_OPS_H_

#include <cstddef>
#include <span>

#include "codec/coeff/prior/level_choice.h"
#include "entropy/bit_ops.h"

namespace jackdaw {

class ChooseOps : public EncodeOps {
 public:
  // choices: per component; they must outlive this.
  explicit ChooseOps(std::span<const LevelChoice> choices) : choices_(choices) {}
  const LevelChoice& Choice(size_t component) const { return choices_[component]; }

 private:
  std::span<const LevelChoice> choices_;
};

// Whether a coder says what may become of the levels.
template <class Coder>
inline constexpr bool kChoosesLevels = requires(const Coder& coder) { coder.Choice(size_t{}); };

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_PRIOR_CHOOSE_OPS_H_
