// The DC coefficient: the residual of its linear prediction, coded last in its block.
//
// Included beside block_coder.h by fast_slice_coder.h alone. Format: docs/format_coeff.md §5.
#ifndef JACKDAW_CODEC_COEFF_FAST_DC_CODER_H_
#define JACKDAW_CODEC_COEFF_FAST_DC_CODER_H_

#include "codec/coeff/fast/block_coder.h"

namespace jackdaw::coeff {

// The prediction in levels, rounded; *phase (0..15): the position between two levels, Q4. At the
// top and left edge the one neighbour's DC is taken as it is.
template <class Coder, bool kChroma, bool kSecond>
int32_t BlockCoder<Coder, kChroma, kSecond>::PredictDc(const Block& b, uint32_t* phase) const {
  *phase = 8;
  if (b.has_west != b.has_north) return b.has_west ? b.west[0] : b.north[0];
  const int32_t sum =
      static_cast<int32_t>(static_cast<uint32_t>(b.column[0]) + static_cast<uint32_t>(b.row[0]));
  const int64_t q4 = ((int64_t{sum} * tables_.reciprocal[0]) >> 24) + 8;
  *phase = static_cast<uint32_t>(q4) & 15;
  return static_cast<int32_t>(std::clamp<int64_t>(q4 >> 4, -32768, 32767));
}

// Of a copied block nothing is coded, but its residual counts.
template <class Coder, bool kChroma, bool kSecond>
void BlockCoder<Coder, kChroma, kSecond>::CodeDc(Block& b) {
  uint32_t phase;
  const int32_t prediction = PredictDc(b, &phase);
  // Residuals are modulo 2^16, so that every level has one.
  int residual = Coder::kDecodes && !b.copied ? 0 : static_cast<int16_t>(b.level[0] - prediction);
  if (!b.copied) {
    residual = CodeDcResidual(residual, phase, b);
    if constexpr (Coder::kDecodes) {
      b.level[0] = static_cast<int16_t>(prediction + residual);
      if (b.level[0] != 0) b.nonzero |= 1;
    }
  }
  b.info->dc_residual = static_cast<int16_t>(residual);
  const int32_t value = Dequantize(b.level[0], tables_.quant[0]);
  if (value != 0) AddToNeighbours(0, 0, value, b);
}

template <class Coder, bool kChroma, bool kSecond>
int BlockCoder<Coder, kChroma, kSecond>::CodeDcResidual(int residual, uint32_t phase,
                                                        const Block& b) {
  const int west = b.west_info->dc_residual, north = b.north_info->dc_residual;
  const auto stored = [](int r) {
    return static_cast<uint32_t>(std::min(std::abs(r), kMaxStoredMagnitude));
  };
  const uint32_t near_residuals = stored(west) + stored(north);
  const uint32_t residuals = Quantize(kQuant16, near_residuals);
  const uint8_t* const size = b.info->size.data() + kSizePad;
  const uint32_t energy =
      Quantize(kQuant16, (uint32_t{size[1]} + size[8] + size[9] + size[2] + size[16]) / 12);
  const uint32_t context = energy * 16 + residuals;
  if (CodeSingle(coder_, model_.dc, 0, context, residual != 0 ? 1 : 0) == 0) return 0;
  const int negative =
      CodeSingleRandom(coder_, model_.dc, 1, phase * 9 + SignClass(west) * 3 + SignClass(north),
                       IsNegative(residual));
  const uint32_t magnitude =
      CodeDcMagnitude(context, near_residuals, static_cast<uint32_t>(std::abs(residual)));
  if constexpr (Coder::kDecodes) {
    residual = Signed(negative, magnitude);
  }
  return residual;
}

// The exponent is found from where the neighbours' residuals put it, upwards or downwards.
template <class Coder, bool kChroma, bool kSecond>
uint32_t BlockCoder<Coder, kChroma, kSecond>::CodeDcMagnitude(uint32_t context,
                                                              uint32_t near_residuals,
                                                              uint32_t magnitude) {
  const int exponent = Coder::kDecodes ? 0 : static_cast<int>(std::bit_width(magnitude)) - 1;
  const auto larger = [&](int than, int first_row, int last) {
    const auto row = static_cast<size_t>(first_row + std::min(than, last));
    return CodeSingle(coder_, model_.dc, row, context, exponent > than ? 1 : 0) != 0;
  };
  int t = std::max(static_cast<int>(std::bit_width(near_residuals >> 2)) - 1, 0);
  if (larger(t, kDcUpRow, kDcDownRow - kDcUpRow - 1)) {
    for (++t; t < 15 && larger(t, kDcUpRow, kDcDownRow - kDcUpRow - 1);) ++t;
  } else {
    while (t > 0 && !larger(t - 1, kDcDownRow, kDcSteps - kDcDownRow - 1)) --t;
  }
  return CodeMantissa(0, t, t, 1, magnitude, 0, 0);
}

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_FAST_DC_CODER_H_
