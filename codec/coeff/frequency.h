// Orders and classes of the 64 frequencies of a block.
//
// "natural": 8 * v + u, u horizontal and v vertical frequency. "zigzag": position in a JPEG scan.
// Format: docs/format_coeff.md §4.
#ifndef JACKDAW_CODEC_COEFF_FREQUENCY_H_
#define JACKDAW_CODEC_COEFF_FREQUENCY_H_

#include <array>
#include <cstdint>

#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::coeff {

// Group g holds zigzag positions kGroupBegin[g] .. kGroupBegin[g + 1] - 1. Groups are coded from
// the highest (14) to the lowest (0, DC alone); the first six are single coefficients.
inline constexpr int kNumGroups = 15;
inline constexpr std::array<uint8_t, kNumGroups + 1> kGroupBegin = {0,  1,  2,  3,  4,  5,  6,  8,
                                                                    10, 13, 17, 22, 28, 36, 48, 64};

// Groups of several coefficients are taken three at a time into bands: 14..12, 11..9, 8..6. One
// decision says that a whole band is zero.
inline constexpr int kFirstBandGroup = 6;
inline constexpr int kGroupsPerBand = 3;
inline constexpr int kNumBands = (kNumGroups - kFirstBandGroup) / kGroupsPerBand;

// Zigzag position -> class for magnitudes: the 21 lowest frequencies one by one, then ever wider.
inline constexpr int kNumZones = 28;
constexpr std::array<uint8_t, 64> MakeZones() {
  std::array<uint8_t, 64> zones{};
  for (int k = 0; k < 64; ++k) {
    const int zone = k < 21 ? k : k < 36 ? 21 + (k - 21) / 4 : 25 + (k - 36) / 10;
    zones[static_cast<size_t>(k)] = static_cast<uint8_t>(zone);
  }
  return zones;
}
inline constexpr std::array<uint8_t, 64> kZone = MakeZones();
static_assert(kZone[63] == kNumZones - 1);

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_FREQUENCY_H_
