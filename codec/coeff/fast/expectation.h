// How large each level of a block is expected to be: a weighted sum of the sizes of what is known
// at the same and adjacent frequencies, here, in neighbours and in other components.
//
// One number replaces several contexts, so one slot is enough for most decisions. Neighbours come
// in all at once when a block starts; each level that is not zero adds its share to the sixteen
// positions before it. All sums are modulo 2^16. Format: docs/format_coeff.md §5.
#ifndef JACKDAW_CODEC_COEFF_FAST_EXPECTATION_H_
#define JACKDAW_CODEC_COEFF_FAST_EXPECTATION_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <tuple>

#include "codec/coeff/component_tables.h"

namespace jackdaw::coeff {

// Size of a magnitude: 20 log2(1 + magnitude), linear between powers of two; 255 and more are one.
inline constexpr uint32_t kLargestSized = 255;
constexpr uint8_t SizeOf(uint32_t magnitude) {
  const uint32_t n = (magnitude < kLargestSized ? magnitude : kLargestSized) + 1;
  const auto octave = static_cast<uint32_t>(std::bit_width(n)) - 1;
  return static_cast<uint8_t>(20 * octave + ((20 * (n - (1u << octave))) >> octave));
}
inline constexpr std::array<uint8_t, kLargestSized + 1> kSizes = [] {
  std::array<uint8_t, kLargestSized + 1> sizes{};
  for (uint32_t m = 0; m <= kLargestSized; ++m) sizes[m] = SizeOf(m);
  return sizes;
}();
inline uint8_t Size(uint32_t magnitude) {
  return kSizes[magnitude < kLargestSized ? magnitude : kLargestSized];
}

// Levels that come later within this many positions before one, in natural order, look at it.
inline constexpr size_t kReach = 16;

// Weights of a component class, Q6, by natural position.
struct ExpectationWeights {
  std::array<int16_t, 64> base, west, north, diagonal, smooth, guide, other;
  // [position i of a known level]: what it adds to those at i - 16 .. i - 1.
  std::array<std::array<int16_t, kReach>, 64> inside;
};
extern const std::array<ExpectationWeights, kNumComponentClasses> kExpectationWeights;

// Natural order, after kReach numbers that nobody reads.
using Expectation = std::array<int16_t, kReach + 64>;

// Expectations in classes, ever wider, at last five to an octave: 0..31.
inline constexpr int kExpectationShift = 4;
inline constexpr std::array<uint16_t, 31> kExpectationLimits = {
    1,  2,  3,  4,  5,  7,  8,  10, 11,  14,  16,  18,  21,  25,  29, 33,
    38, 43, 49, 56, 65, 74, 85, 97, 110, 125, 142, 162, 184, 209, 240};
inline constexpr size_t kExpectationClasses = kExpectationLimits.size() + 1;

// The same in fewer steps over a wider range: 0..15.
inline constexpr std::array<uint16_t, 15> kWideExpectationLimits = {
    4, 7, 12, 19, 27, 36, 49, 64, 84, 109, 141, 180, 230, 293, 372};

// Of every expectation >> kExpectationShift, from the least, which is negative, on.
using ExpectationClasses = std::array<uint8_t, (65536 >> kExpectationShift)>;
template <size_t kLimits>
constexpr ExpectationClasses MakeExpectationClasses(const std::array<uint16_t, kLimits>& limits) {
  ExpectationClasses classes{};
  constexpr size_t kMiddle = std::tuple_size_v<ExpectationClasses> / 2;
  size_t reached = 0;
  for (size_t e = 0; e < kMiddle; ++e) {
    while (reached < kLimits && e >= limits[reached]) ++reached;
    classes[kMiddle + e] = static_cast<uint8_t>(reached);
  }
  return classes;
}
inline constexpr ExpectationClasses kClassOfExpectation =
    MakeExpectationClasses(kExpectationLimits);
inline constexpr ExpectationClasses kWideClassOfExpectation =
    MakeExpectationClasses(kWideExpectationLimits);

// Place of an expectation in these tables.
inline size_t ExpectationPlace(int16_t expectation) {
  constexpr int kMiddle = 32768 >> kExpectationShift;
  return static_cast<size_t>(kMiddle + (expectation >> kExpectationShift));
}

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_FAST_EXPECTATION_H_
