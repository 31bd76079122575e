// Weights of squared errors as bytes: 2^((code - 128) / 16), so that a picture's take as much room
// as half its coefficients, and integer code can use them.
#ifndef JACKDAW_CODEC_COEFF_ERROR_WEIGHT_H_
#define JACKDAW_CODEC_COEFF_ERROR_WEIGHT_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace jackdaw::coeff {

inline constexpr int kUnitWeightCode = 128;
inline constexpr int kWeightCodesPerOctave = 16;

// round(2^(i / 16) 2^16).
inline constexpr std::array<uint32_t, kWeightCodesPerOctave> kSixteenthsQ16 = {
    65536, 68438, 71468,  74632,  77936,  81386,  84990,  88752,
    92682, 96785, 101070, 105545, 110218, 115098, 120194, 125515};

// What a code divides by, times `value`: value / weight. value: up to 2^38.
inline uint64_t DivideByWeight(uint64_t value, uint8_t code) {
  // -log2 of the weight, in sixteenths, -127..128.
  const int sixteenths = kUnitWeightCode - int{code};
  const int octaves = (sixteenths + 128) / kWeightCodesPerOctave - 8;  // rounded down: -8..8
  const auto rest = static_cast<size_t>(sixteenths - octaves * kWeightCodesPerOctave);
  const uint64_t scaled = value * kSixteenthsQ16[rest];  // below 2^55
  return octaves >= 0 ? scaled << octaves >> 16 : scaled >> (16 - octaves);
}

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_ERROR_WEIGHT_H_
