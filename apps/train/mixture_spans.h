// Slots of a block that are worked on at once, for the inner loops of training.
#ifndef JACKDAW_APPS_TRAIN_MIXTURE_SPANS_H_
#define JACKDAW_APPS_TRAIN_MIXTURE_SPANS_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "apps/train/mixture_bits.h"
#include "apps/train/slots.h"

namespace jackdaw::train {

// Without infinities, which fast arithmetic does not respect.
inline float BoundedSigmoid(float x) {
  return 1 / (1 + std::exp(std::min(std::max(-x, -60.0F), 60.0F)));
}

// Some slots of a chunk, from one of them on; a row of outputs is `pitch` after the one before it.
struct SlotSpans {
  const float *outputs, *mean, *level, *scale, *log_scale;
  float *grad_outputs, *grad_mean;
  int pitch, size;
};

inline SlotSpans SpansAt(const BlockSpans& block, int outputs, int chunk, int chunk_end, int begin,
                         int end) {
  const int at = outputs * chunk + (begin - chunk);
  return {block.outputs + at,      block.mean + begin,      block.level + begin,
          block.scale + begin,     block.log_scale + begin, block.grad_outputs + at,
          block.grad_mean + begin, chunk_end - chunk,       end - begin};
}

// Calls use(chunk, chunk_end, begin, end) for the slots of each chunk that are coded, those next to
// each other at once. last: the last group of each lane.
template <class Use>
void ForEachCodedSpan(const SlotOrder& order, const std::vector<int>& chunk_begin,
                      const int64_t* last, Use use) {
  for (size_t c = 0; c + 1 < chunk_begin.size(); ++c) {
    const int chunk = chunk_begin[c], chunk_end = chunk_begin[c + 1];
    int begin = chunk;
    for (int p = chunk; p < chunk_end;) {
      const int step = order.slots[static_cast<size_t>(p)].step;
      const int next = order.step_begin[static_cast<size_t>(step) + 1];
      if (kGroups - 1 - step / order.lanes > last[step % order.lanes]) {
        if (p > begin) use(chunk, chunk_end, begin, p);
        begin = next;
      }
      p = next;
    }
    if (chunk_end > begin) use(chunk, chunk_end, begin, chunk_end);
  }
}

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_MIXTURE_SPANS_H_
