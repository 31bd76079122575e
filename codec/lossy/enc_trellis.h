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

namespace jackdaw::lossy {

// AC levels of blocks: under fixed rates the best choice, for every coefficient, of the nearest
// level, the largest one of the next lower size category if it is near, and zero.
class AcTrellis {
 public:
  // lambda: squared error that a bit may cost, >= 0. rates must outlive the trellis.
  AcTrellis(const quant::FrequencyTable& quant, const quant::FrequencyTable& steps,
            const HuffmanRates& rates, double lambda);

  // coeffs, levels: [64], zigzag; levels[0] is left alone. weights: of squared errors, [64] codes
  // of coeff::DivideByWeight; null: all 1. REQUIRES: AC values of 8-bit samples, -1023..1023.
  void Optimize(const int16_t* coeffs, const uint8_t* weights, int16_t* levels) const;

 private:
  quant::FrequencyTable quant_;
  std::array<float, jpeg::kBlockSize> steps_{};
  std::array<float, jpeg::kBlockSize> inverse_steps_{};
  std::array<std::array<float, jpeg::kBlockSize - 1>, 16> cost_{};  // lambda times the rates
  float eob_cost_ = 0;
};

// DC levels of blocks in scan order, by the Viterbi algorithm over the nearest level and its two
// neighbours, within -1024..1023. values: dequantized DC. weights: of their squared errors; empty:
// all 1. REQUIRES: |values| <= 2^29, and their nearest levels are in that range.
std::vector<int16_t> OptimizeDc(std::span<const int32_t> values, std::span<const float> weights,
                                uint16_t step, const HuffmanRates& rates, double lambda);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_TRELLIS_H_
