// Bits of one block under its mixtures, and their gradient: the inner loop of training.
#ifndef JACKDAW_APPS_TRAIN_MIXTURE_BITS_H_
#define JACKDAW_APPS_TRAIN_MIXTURE_BITS_H_

#include <cstdint>
#include <vector>

#include "apps/train/slots.h"

namespace jackdaw::train {

inline constexpr float kMinLogScale = -5, kMaxLogScale = 8;  // of scales in levels
inline constexpr float kFloor = 1e-7F, kKeep = 0.9999F;      // p' = kKeep p + kFloor
inline constexpr float kLog2E = 1.44269504F;

// Of one block, in coding order. outputs and its gradient: per chunk [outputs][slots of the chunk].
struct BlockSpans {
  const float* outputs;
  const float* mean;  // linear prediction, units of sigma
  const float* level;
  const float* scale;  // sigma / q
  const float* log_scale;
  const int64_t* last;  // last group by lane
  float* grad_outputs;  // zeros when given
  float* grad_mean;     // zeros when given
};

class MixtureBitsOfBlock {
 public:
  // components: 2 or 3. order and chunk_begin must outlive this.
  MixtureBitsOfBlock(int components, const SlotOrder& order, const std::vector<int>& chunk_begin)
      : components_(components), order_(order), chunk_begin_(chunk_begin) {}

  // Bits of the levels up to the last groups; stores the gradients.
  float Run(const BlockSpans& block) const;

 private:
  template <int K>
  float RunWith(const BlockSpans& block) const;

  int components_;
  const SlotOrder& order_;
  const std::vector<int>& chunk_begin_;
};

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_MIXTURE_BITS_H_
