// Coding of the offsets of a lossy record, for both directions (docs/format.md §9).
#ifndef JACKDAW_CODEC_QUANT_OFFSET_CODER_H_
#define JACKDAW_CODEC_QUANT_OFFSET_CODER_H_

#include <array>
#include <cstdlib>

#include "codec/quant/lossy_record.h"
#include "entropy/bit_ops.h"

namespace jackdaw::quant {

// Offsets of a class, frequency by frequency: zero or not, sign, units in unary.
template <class Coder>
class OffsetCoder {
 public:
  explicit OffsetCoder(Coder& coder) : coder_(coder) {}

  void Code(CentroidOffsets* offsets) {
    std::array<size_t, kNumMagnitudes> before{};  // whether the last frequency had an offset
    for (size_t k = 1; k < jpeg::kBlockSize; ++k) {
      for (size_t m = 0; m < kNumMagnitudes; ++m) {
        int8_t& offset = (*offsets)[k][m];
        const int units = CodeUnits(m, before[m], offset / kOffsetUnitQ8);
        offset = static_cast<int8_t>(units * kOffsetUnitQ8);
        before[m] = units != 0 ? 1 : 0;
      }
    }
  }

 private:
  int CodeUnits(size_t m, size_t before, int units) {
    if (entropy::CodeTwoRate(coder_, nonzero_[m][before], units != 0) == 0) return 0;
    const int negative = entropy::CodeTwoRate(coder_, negative_[m], units < 0);
    int magnitude = 1;
    while (magnitude < kMaxOffsetUnits &&
           entropy::CodeTwoRate(coder_, larger_[m][static_cast<size_t>(magnitude)],
                                std::abs(units) > magnitude) != 0) {
      ++magnitude;
    }
    return negative != 0 ? -magnitude : magnitude;
  }

  Coder& coder_;
  std::array<std::array<entropy::TwoRateBit, 2>, kNumMagnitudes> nonzero_{};
  std::array<entropy::TwoRateBit, kNumMagnitudes> negative_{};
  std::array<std::array<entropy::TwoRateBit, kMaxOffsetUnits>, kNumMagnitudes> larger_{};
};

}  // namespace jackdaw::quant

#endif  // JACKDAW_CODEC_QUANT_OFFSET_CODER_H_
