// Codes blocks of one component in the static method: the same code for both directions.
//
// Per block: the DC residual, the position of the last AC level that is not zero, and the levels
// from there down. Nothing is learned from neighbours but the prediction of DC, so a block costs
// about what its levels cost with Huffman codes made for the picture, and the codes cost nothing.
// Format: docs/format_coeff.md §10.
#ifndef JACKDAW_CODEC_COEFF_STATIC_STATIC_BLOCK_CODER_H_
#define JACKDAW_CODEC_COEFF_STATIC_STATIC_BLOCK_CODER_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "codec/coeff/static/static_state.h"
#include "entropy/bit_ops.h"
#include "entropy/counted_bit.h"

namespace jackdaw::coeff {

template <class Coder>
class StaticBlockCoder {
 public:
  StaticBlockCoder(Coder& coder, StaticCounts& counts) : coder_(coder), counts_(counts) {}

  // level: in zigzag order; a decoder's are overwritten. prediction: of DC. Returns the number of
  // AC levels that are not zero.
  uint32_t Code(int prediction, std::array<int16_t, 64>* level) {
    CodeDc(prediction, level);
    const size_t last = CodeLast(*level);
    uint32_t num_nonzero = 0, before = 0;  // before: of the two positions above, which are not zero
    for (size_t k = 63; k > 0; --k) {
      int value = 0;
      if (k <= last) {
        // The first block knows nothing of this frequency, but something of the one above.
        const size_t known = num_blocks_ == 0 && k < 63 ? k + 1 : k;
        ValueCounts& counts = counts_.ac[mean_[known].Scale()];
        value = (*level)[k];
        const int nonzero =
            k == last ? 1
                      : entropy::CodeCounted(
                            coder_, counts.nonzero[static_cast<size_t>(std::popcount(before))],
                            value != 0 ? 1 : 0);
        value = nonzero != 0 ? CodeNonzero(counts, value) : 0;
        before = (before << 1 | static_cast<uint32_t>(nonzero)) & 3;
        num_nonzero += static_cast<uint32_t>(nonzero);
      }
      (*level)[k] = static_cast<int16_t>(value);
      mean_[k].Update(static_cast<uint32_t>(std::abs(value)), num_blocks_);
    }
    ++num_blocks_;
    return num_nonzero;
  }

 private:
  static constexpr uint32_t kHalf = 32768;

  void CodeDc(int prediction, std::array<int16_t, 64>* level) {
    ValueCounts& counts = counts_.dc[mean_[0].Scale()];
    // Modulo 2^16.
    int residual = static_cast<int16_t>(static_cast<uint16_t>((*level)[0] - prediction));
    const int nonzero = entropy::CodeCounted(coder_, counts.nonzero[0], residual != 0 ? 1 : 0);
    residual = nonzero != 0 ? CodeNonzero(counts, residual) : 0;
    (*level)[0] = static_cast<int16_t>(static_cast<uint16_t>(prediction + residual));
    mean_[0].Update(static_cast<uint32_t>(std::abs(residual)), num_blocks_);
  }

  // Position of the last AC level other than 0; 0: there is none.
  size_t CodeLast(const std::array<int16_t, 64>& level) {
    size_t last = 0;
    if constexpr (!Coder::kDecodes) {
      last = 63;
      while (last > 0 && level[last] == 0) --last;
    }
    size_t node = 1;
    for (int place = 5; place >= 0; --place) {
      const int bit = static_cast<int>(last >> place & 1);
      const int coded = entropy::CodeCounted(coder_, counts_.last[node], bit);
      node = 2 * node + static_cast<size_t>(coded);
    }
    return node - 64;
  }

  // Sign and magnitude of a value other than 0.
  int CodeNonzero(ValueCounts& counts, int value) {
    const int negative = coder_.Bit(value < 0 ? 1 : 0, kHalf);
    const auto magnitude = static_cast<uint32_t>(std::abs(value));
    const int given = Coder::kDecodes ? 0 : static_cast<int>(std::bit_width(magnitude)) - 1;
    int exponent = 0;
    while (exponent < 15 &&
           entropy::CodeCounted(coder_, counts.exponent[static_cast<size_t>(exponent)],
                                given > exponent ? 1 : 0) != 0) {
      ++exponent;
    }
    uint32_t coded = 1;
    for (int place = exponent - 1; place >= 0; --place) {
      const int bit = static_cast<int>(magnitude >> place & 1);
      const int read =
          place == exponent - 1
              ? entropy::CodeCounted(coder_, counts.mantissa[static_cast<size_t>(exponent)], bit)
              : coder_.Bit(bit, kHalf);
      coded = 2 * coded + static_cast<uint32_t>(read);
    }
    const auto result = static_cast<int>(coded);
    return negative != 0 ? -result : result;
  }

  Coder& coder_;
  StaticCounts& counts_;
  std::array<MeanMagnitude, 64> mean_;  // of AC levels, and at 0 of DC residuals
  uint32_t num_blocks_ = 0;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_STATIC_STATIC_BLOCK_CODER_H_
