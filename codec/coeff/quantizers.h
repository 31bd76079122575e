// Quantizers that turn magnitudes into context numbers: exact for small values, then two or one
// steps per octave. Format: docs/format_coeff.md §5.
#ifndef JACKDAW_CODEC_COEFF_QUANTIZERS_H_
#define JACKDAW_CODEC_COEFF_QUANTIZERS_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace jackdaw::coeff {

// A table over 0..4095: value -> number of thresholds that it reaches.
using QuantizerTable = std::array<uint8_t, 4096>;

template <size_t N>
constexpr QuantizerTable MakeQuantizer(const std::array<uint16_t, N>& thresholds) {
  QuantizerTable table{};
  for (size_t v = 0; v < table.size(); ++v) {
    uint8_t level = 0;
    for (const uint16_t t : thresholds) level = static_cast<uint8_t>(level + (v >= t ? 1 : 0));
    table[v] = level;
  }
  return table;
}

// 16 levels, two per octave: for sums of magnitudes.
inline constexpr QuantizerTable kQuant16 =
    MakeQuantizer<15>({1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 160, 320});
// 11 levels over the same range, for products of two contexts in 128 entries.
inline constexpr QuantizerTable kQuant11 = MakeQuantizer<10>({1, 2, 3, 5, 8, 13, 22, 38, 75, 170});
// 8 levels.
inline constexpr QuantizerTable kQuant8 = MakeQuantizer<7>({1, 2, 3, 5, 9, 17, 40});

// Predictions in Q4 units of the quantization step: 8 levels for signs, and a wider range for
// magnitudes.
inline constexpr QuantizerTable kQuantPredictedSign = MakeQuantizer<7>({2, 4, 7, 12, 20, 34, 60});
inline constexpr QuantizerTable kQuantPredicted8 = MakeQuantizer<7>({4, 12, 24, 44, 80, 160, 400});

// All levels of a sum of evidence by one look-up.
struct Levels {
  uint8_t q16, q11, q8, unused;
};
using LevelsTable = std::array<Levels, 4096>;
constexpr LevelsTable MakeLevels() {
  LevelsTable table{};
  for (size_t v = 0; v < table.size(); ++v) {
    table[v] = {kQuant16[v], kQuant11[v], kQuant8[v], 0};
  }
  return table;
}
inline constexpr LevelsTable kLevels = MakeLevels();

// The same for predictions: q8 for magnitudes, and the 8 levels for signs.
struct PredictionLevels {
  uint8_t q8, sign;
};
using PredictionLevelsTable = std::array<PredictionLevels, 1024>;
constexpr PredictionLevelsTable MakePredictionLevels() {
  PredictionLevelsTable table{};
  for (size_t v = 0; v < table.size(); ++v) {
    table[v] = {kQuantPredicted8[v], kQuantPredictedSign[v]};
  }
  return table;
}
inline constexpr PredictionLevelsTable kPredictionLevels = MakePredictionLevels();

// REQUIRES: value <= 4095. The largest sum of evidence is 4077: near 6 * 255, inside 9 * 255, and
// half of near_smooth, 2 * 252.
inline uint32_t Quantize(const QuantizerTable& table, uint32_t value) { return table[value]; }

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_QUANTIZERS_H_
