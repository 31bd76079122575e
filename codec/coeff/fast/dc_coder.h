// The DC coefficient: the residual of its linear prediction, coded last in its block.
//
// Included beside block_coder.h by contexts_alone.h alone. Format: docs/format_coeff.md §5.
#ifndef JACKDAW_CODEC_COEFF_FAST_DC_CODER_H_
#define JACKDAW_CODEC_COEFF_FAST_DC_CODER_H_

#include "codec/coeff/fast/block_coder.h"

namespace jackdaw::coeff {

// The prediction in levels, rounded; *phase (0..15): the position between two levels, Q4. At the
// top and left edge the one neighbour's DC is taken as it is.
template <class Coder, bool kChroma>
int32_t BlockCoder<Coder, kChroma>::PredictDc(const BlockState& s, uint32_t* phase) const {
  const bool has_west = s.west != &kNoBlock, has_north = s.north != &kNoBlock;
  *phase = 8;
  if (has_west != has_north) return has_west ? s.west->level[0] : s.north->level[0];
  const int32_t sum = static_cast<int32_t>(static_cast<uint32_t>(s.column_prediction[0]) +
                                           static_cast<uint32_t>(s.row_prediction[0]));
  const int64_t q4 = ((int64_t{sum} * tables_.reciprocal[0]) >> 24) + 8;
  *phase = static_cast<uint32_t>(q4) & 15;
  return static_cast<int32_t>(std::clamp<int64_t>(q4 >> 4, -32768, 32767));
}

template <class Coder, bool kChroma>
void BlockCoder<Coder, kChroma>::CodeDc(BlockState& s) {
  uint32_t phase;
  const int32_t prediction = PredictDc(s, &phase);
  // Residuals are modulo 2^16, so that every level has one.
  int residual = Coder::kDecodes ? 0 : static_cast<int16_t>(s.self->level[0] - prediction);
  uint32_t contexts[4];
  Contexts::Dc(phase, s, contexts);
  if (CodeMixed(coder_, model_.dc, 0, contexts, residual != 0) != 0) {
    [[maybe_unused]] const int negative =
        CodeSingle(coder_, model_.dc, 1, DcSignContext(phase, s), residual < 0);
    const uint32_t near_residuals = uint32_t{s.west->magnitude[0]} + s.north->magnitude[0];
    [[maybe_unused]] const uint32_t magnitude =
        CodeDcMagnitude(contexts, near_residuals, static_cast<uint32_t>(std::abs(residual)));
    if constexpr (Coder::kDecodes) {
      residual = static_cast<int16_t>(negative != 0 ? -static_cast<int>(magnitude)
                                                    : static_cast<int>(magnitude));
    }
  }
  if constexpr (Coder::kDecodes) {
    s.self->level[0] = static_cast<int16_t>(prediction + residual);
  }
  Contexts::RememberDc(tables_, residual, s);
}

// Notes the residual of a known DC level.
template <class Coder, bool kChroma>
void BlockCoder<Coder, kChroma>::FinishDc(BlockState& s) {
  uint32_t phase;
  const int residual = static_cast<int16_t>(s.self->level[0] - PredictDc(s, &phase));
  Contexts::RememberDc(tables_, residual, s);
}

// The exponent is found from where the neighbours' residuals put it, upwards or downwards.
template <class Coder, bool kChroma>
uint32_t BlockCoder<Coder, kChroma>::CodeDcMagnitude(uint32_t (&contexts)[4],
                                                     uint32_t near_residuals, uint32_t magnitude) {
  const int exponent = Coder::kDecodes ? 0 : static_cast<int>(std::bit_width(magnitude)) - 1;
  const auto larger = [&](int than, int first_row, int last) {
    const auto row = static_cast<size_t>(first_row + std::min(than, last));
    return CodeMixed(coder_, model_.dc, row, contexts, exponent > than) != 0;
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
