// Masses of a block's mixtures in five intervals, and their cross-entropy with its gradient: the
// inner loop of distillation.
#ifndef JACKDAW_APPS_TRAIN_MIXTURE_BINS_H_
#define JACKDAW_APPS_TRAIN_MIXTURE_BINS_H_

#include "apps/train/mixture_bits.h"

namespace jackdaw::train {

// Below center - 3/2, the three levels around center, above center + 3/2.
inline constexpr int kBins = 5;

class MixtureBinsOfBlock {
 public:
  // components: 2 or 3. order and chunk_begin must outlive this.
  MixtureBinsOfBlock(int components, const SlotOrder& order, const std::vector<int>& chunk_begin)
      : components_(components), order_(order), chunk_begin_(chunk_begin) {}

  // Of the slots that are coded: the rounded mean of the mixture as centers, and masses[slot][5].
  void Find(const BlockSpans& block, float* centers, float* masses) const;

  // Bits of the given masses around the given centers (block.level); stores the gradients.
  float CrossEntropy(const BlockSpans& block, const float* masses) const;

 private:
  int components_;
  const SlotOrder& order_;
  const std::vector<int>& chunk_begin_;
};

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_MIXTURE_BINS_H_
