// One binary decision, coded or decoded: the seam between a model and the range coder.
//
// Both sides call the same model code with a Coder: EncodeOps writes the given bit, DecodeOps
// ignores it and returns the one read. A Coder has kDecodes and Bit(bit, p1_q16); where signs are
// coded, also RandomBit, which does the same.
#ifndef JACKDAW_ENTROPY_BIT_OPS_H_
#define JACKDAW_ENTROPY_BIT_OPS_H_

#include <cstdint>

#include "base/bytes.h"
#include "base/compiler.h"
#include "entropy/adaptive_bit.h"
#include "entropy/range_coder.h"

namespace jackdaw::entropy {

class EncodeOps {
 public:
  static constexpr bool kDecodes = false;
  EncodeOps() = default;
  explicit EncodeOps(BytePipe* pipe) : coder_(pipe) {}
  JACKDAW_ALWAYS_INLINE int Bit(int bit, uint32_t p1_q16) {
    coder_.EncodeBit(bit, p1_q16);
    return bit;
  }
  // Of a bit (0 or 1) that is as good as random.
  JACKDAW_ALWAYS_INLINE int RandomBit(int bit, uint32_t p1_q16) {
    coder_.EncodeRandomBit(bit, p1_q16);
    return bit;
  }
  Bytes Finish() { return coder_.Finish(); }

 private:
  RangeEncoder coder_;
};

class DecodeOps {
 public:
  static constexpr bool kDecodes = true;
  explicit DecodeOps(ByteSpan data) : coder_(data) {}
  explicit DecodeOps(BytePipe* pipe) : coder_(pipe) {}
  JACKDAW_ALWAYS_INLINE int Bit(int, uint32_t p1_q16) { return coder_.DecodeBit(p1_q16); }
  JACKDAW_ALWAYS_INLINE int RandomBit(int, uint32_t p1_q16) {
    return coder_.DecodeRandomBit(p1_q16);
  }
  bool Finish() const { return coder_.Finish(); }
  bool Exhausted() const { return coder_.Exhausted(); }

 private:
  RangeDecoder coder_;
};

// Codes a decision whose probability is the model's own.
template <class Coder>
inline int CodeTwoRate(Coder& coder, TwoRateBit& model, int bit) {
  bit = coder.Bit(bit, model.p1_q16());
  model.Update(bit);
  return bit;
}

}  // namespace jackdaw::entropy

#endif  // JACKDAW_ENTROPY_BIT_OPS_H_
