// Levels by rate and distortion: the cheapest path through a block's runs, and through DC's
// differences.
#ifndef JACKDAW_CODEC_LOSSY_ENC_TRELLIS_H_
#define JACKDAW_CODEC_LOSSY_ENC_TRELLIS_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "codec/jpeg/jpeg_data.h"
#include "codec/lossy/enc_huffman_rates.h"
#include "codec/quant/step_table.h"

namespace jackdaw {

// AC levels of blocks: under fixed rates the best choice, for every coefficient, of the nearest
// level, the largest one of the next lower size category if it is near, and zero.
class AcTrellis {
 public:
  // lambda: squared error that a bit may cost, >= 0. rates must outlive the trellis.
  AcTrellis(const FrequencyTable& quant, const FrequencyTable& steps, const HuffmanRates& rates,
            double lambda);

  // coeffs, levels: [64], zigzag; levels[0] is left alone. REQUIRES: AC values of 8-bit samples,
  // -1023..1023.
  void Optimize(const int16_t* coeffs, int16_t* levels) const;

 private:
  FrequencyTable quant_;
  std::array<float, kBlockSize> steps_{};
  std::array<float, kBlockSize> inverse_steps_{};
  std::array<std::array<float, kBlockSize - 1>, 16> cost_{};  // lambda times the rates
  float eob_cost_ = 0;
};

// DC levels of blocks in scan order, by the Viterbi algorithm over the nearest level and its two
// neighbours, within -1024..1023. values: dequantized DC. REQUIRES: |values| <= 2^29, and their
// nearest levels are in that range.
std::vector<int16_t> OptimizeDc(std::span<const int32_t> values, uint16_t step,
                                const HuffmanRates& rates, double lambda);

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_LOSSY_ENC_TRELLIS_H_
