// Probability of a binary decision from the numbers of zeros and ones so far (the estimator of
// Krichevsky and Trofimov, with 2/5 in place of 1/2). It learns a share of ones that does not
// change as fast as anything can; adaptive_bit.h has what follows shares that do. Format:
// docs/format_coeff.md §10.
#ifndef JACKDAW_ENTROPY_COUNTED_BIT_H_
#define JACKDAW_ENTROPY_COUNTED_BIT_H_

#include <cstdint>

#include "base/compiler.h"

namespace jackdaw::entropy {

class CountedBit {
 public:
  // Probability of a one in Q16, 32..65504: (ones + 2/5) / (zeros + ones + 4/5).
  uint32_t p1_q16() const {
    static_assert(((5 * uint64_t{kMaxCount} + 2) << 16) <= UINT32_MAX);
    const uint32_t ones = 5u * ones_ + 2, zeros = 5u * zeros_ + 2;
    const uint32_t p = (ones << 16) / (ones + zeros);
    return p < 32 ? 32 : p > 65504 ? 65504 : p;
  }

  void Update(int bit) {
    if (bit != 0) {
      ++ones_;
    } else {
      ++zeros_;
    }
    if (uint32_t{ones_} + zeros_ > kMaxCount) {
      ones_ /= 2;
      zeros_ /= 2;
    }
  }

 private:
  static constexpr uint32_t kMaxCount = 1024;  // above it, both numbers are halved

  uint16_t zeros_ = 0, ones_ = 0;
};

// Codes a decision whose probability is the model's own.
template <class Coder>
JACKDAW_ALWAYS_INLINE int CodeCounted(Coder& coder, CountedBit& model, int bit) {
  bit = coder.Bit(bit, model.p1_q16());
  model.Update(bit);
  return bit;
}

}  // namespace jackdaw::entropy

#endif  // JACKDAW_ENTROPY_COUNTED_BIT_H_
