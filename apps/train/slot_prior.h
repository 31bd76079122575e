// Start probabilities of context slots from what many images showed: empirical Bayes.
//
// A slot's probability differs from image to image. With n decisions and k ones in an image and p
// the mean over all, the spread of k beyond binomial, Var(k) = n p (1 - p) (1 + (n - 1) rho), tells
// how much: a Beta prior of concentration s = 1 / rho - 1 has it. Starting a slot at p with the
// rate of a mean over s decisions then weighs the first decisions of a new image as they deserve.
// Training only, so floating point.
#ifndef JACKDAW_APPS_TRAIN_SLOT_PRIOR_H_
#define JACKDAW_APPS_TRAIN_SLOT_PRIOR_H_

#include <vector>

#include "apps/train/train_states.h"

namespace jackdaw::train {

class SlotPriors {
 public:
  // Adds one image. REQUIRES: counts of every image are of the same States.
  void Add(const SlotCounts& counts);
  // Sets every slot of *states that was seen at all. States: AdaptiveStates or PriorAdaptiveStates,
  // those of the counts.
  template <class States>
  void Apply(States* states) const;

 private:
  struct Sums {
    float images = 0;    // that used the slot
    float n = 0, k = 0;  // decisions and ones, each image's clamped to kMaxPerImage
    float k_squared_by_n = 0;
  };
  static constexpr float kMaxPerImage = 400;

  std::vector<std::vector<Sums>> sums_;  // as SlotCounts
};

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_SLOT_PRIOR_H_
