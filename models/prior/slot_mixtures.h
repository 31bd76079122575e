// From the outputs of a step and the means to mixtures of logistic distributions: what both priors
// end with (docs/format_prior.md §4).
#ifndef JACKDAW_MODELS_PRIOR_SLOT_MIXTURES_H_
#define JACKDAW_MODELS_PRIOR_SLOT_MIXTURES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "entropy/logistic_mixture.h"
#include "models/infer/aligned.h"
#include "models/infer/kernels.h"

namespace jackdaw::prior {

// The largest group of a step.
inline constexpr size_t kMaxGroup = 16;

// What is known of the slots of a set in a slice before anything is coded.
class SlotScales {
 public:
  // sigmas: of the slots. quants: of each lane, zigzag, zero-free; lanes without one have the
  // first's.
  SlotScales(std::span<const uint32_t> sigmas, std::span<const std::array<uint16_t, 64>> quants);

  uint32_t quant(size_t slot) const { return quants_[slot]; }
  // For a group of `count` slots that begins at `slot`; shifts as MixtureScales has them.
  infer::MixtureScales Of(size_t slot, size_t count, int mean_shift, int output_shift) const {
    const size_t at = kRepeats * slot;
    return {&sigmas_[at],     &reciprocals_[at], &offsets_[at],
            kRepeats * count, mean_shift,        output_shift};
  }

 private:
  // Numbers are repeated, so that they fill any vector: a group of n slots that begins at s has
  // kRepeats n values at kRepeats s.
  static constexpr size_t kRepeats = 16;

  std::vector<uint32_t> quants_;  // per slot
  std::vector<uint32_t> reciprocals_, sigmas_;
  std::vector<int32_t> offsets_;
};

// The mixtures of a step: of the coefficients of a group in some blocks.
class StepMixtures {
 public:
  static constexpr size_t kNumOutputs = 5;

  // At least the numbers that a block takes.
  static constexpr size_t kNumbers = (kNumOutputs + 1 + 9) * kMaxGroup;

  explicit StepMixtures(size_t max_blocks);

  // The step's group has `count` coefficients.
  void Begin(size_t count) { count_ = count; }
  // outputs: output j of coefficient i at outputs[j * count + i]; means: of the group. Both may be
  // read up to 16 numbers further.
  void Put(size_t block, const int32_t* outputs, const int32_t* means) {
    // Loops of known lengths: most groups are small.
    if (count_ <= 4) {
      PutFours<1>(block, outputs, means);
    } else if (count_ <= 8) {
      PutFours<2>(block, outputs, means);
    } else {
      PutFours<kMaxGroup / 4>(block, outputs, means);
    }
  }
  // Of blocks 0 .. num_blocks - 1, at least 1.
  void Find(const infer::Kernels& kernels, const infer::MixtureScales& scales, size_t num_blocks);

  // i: the coefficient's place in its group.
  entropy::LogisticMixture At(size_t block, size_t i) const {
    const size_t at = block * count_ + i;
    return {{mixtures_.mean[0][at], mixtures_.mean[1][at]},
            {mixtures_.inverse_scale[0][at], mixtures_.inverse_scale[1][at]},
            mixtures_.weight[at]};
  }
  // The same about its level 0.
  entropy::ZeroBelief Zero(size_t block, size_t i) const {
    const size_t at = block * count_ + i;
    return {mixtures_.lower[at], mixtures_.upper[at], mixtures_.log_odds[at], mixtures_.cost[at]};
  }
  // ZeroBelief::cost of all coefficients of the group in a block.
  const uint32_t* ZeroCosts(size_t block) const { return mixtures_.cost + block * count_; }

 private:
  // Copies kFours * 4 numbers of each kind, of which the first count_ count.
  template <size_t kFours>
  void PutFours(size_t block, const int32_t* outputs, const int32_t* means) {
    const size_t to = block * count_;
    constexpr size_t kBytes = kFours * 4 * sizeof(int32_t);
    for (size_t j = 0; j < kNumOutputs; ++j) {
      std::memcpy(inputs_[j] + to, outputs + j * count_, kBytes);
    }
    std::memcpy(inputs_[kNumOutputs] + to, means, kBytes);
  }

  size_t count_ = 0;
  infer::AlignedVector<int32_t> data_;
  std::array<int32_t*, kNumOutputs + 1> inputs_{};  // outputs, means
  infer::MixtureArrays mixtures_{};
};

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_SLOT_MIXTURES_H_
