// What adapts in the static method: few counts, so that they are known after a few blocks.
//
// Levels at a frequency share their statistics with those of all frequencies where levels are as
// large on average (a scale). All that a frequency has to itself is that average, so tables of any
// quantization and noise of any spectrum are learned alike. Format: docs/format_coeff.md §10.
#ifndef JACKDAW_CODEC_COEFF_STATIC_STATIC_STATE_H_
#define JACKDAW_CODEC_COEFF_STATIC_STATIC_STATE_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "entropy/counted_bit.h"

namespace jackdaw::coeff {

inline constexpr size_t kNumScales = 40;

// Decisions about values that are as large on average. Exponent: floor(log2 |value|).
struct ValueCounts {
  std::array<entropy::CountedBit, 3> nonzero;    // by how many of two values before are not zero
  std::array<entropy::CountedBit, 15> exponent;  // [t]: it is larger than t
  std::array<entropy::CountedBit, 16> mantissa;  // by exponent: the bit below the leading one
};

// Of component 0, or of all others together.
struct StaticCounts {
  std::array<ValueCounts, kNumScales> dc, ac;
  std::array<entropy::CountedBit, 64> last;  // nodes of a tree of six levels
};

// The mean magnitude of a frequency's levels so far, later ones with more weight in the end.
class MeanMagnitude {
 public:
  // Number of half octaves that the mean is above 1/16, about.
  size_t Scale() const {
    const uint32_t x = mean_q8_ + kUnit;
    const auto width = static_cast<size_t>(std::bit_width(x));  // at least that of kUnit, 5
    return 2 * (width - 5) + (x >> (width - 2) & 1);
  }

  // num_before: values so far.
  void Update(uint32_t magnitude, uint32_t num_before) {
    const int64_t step = (int64_t{magnitude} << 8) - mean_q8_;
    mean_q8_ = static_cast<uint32_t>(mean_q8_ + ((step * RateQ16(num_before)) >> 16));
  }

 private:
  static constexpr uint32_t kUnit = 16;  // 1/16 in Q8
  static constexpr uint32_t kMaxMagnitude = 65535;
  static_assert(2 * (std::bit_width((kMaxMagnitude << 8) + kUnit) - 5) + 1 < int{kNumScales});

  // 1 / (n + 1/2) for the n-th value, from the 128th on constant.
  static int64_t RateQ16(uint32_t num_before) {
    return int64_t{131072} / (2 * std::min(num_before, uint32_t{127}) + 3);
  }

  uint32_t mean_q8_ = 0;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_STATIC_STATIC_STATE_H_
