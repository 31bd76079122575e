// A block while it is coded beside the second prior, and the contexts of its decisions: magnitudes
// and signs of the same and of nearby frequencies in W, N, NW and NE, of higher ones here, of the
// component before, counts, and the level of the prior's odds. They are read off the levels where a
// decision asks. Format: docs/format_coeff2.md §3.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_GATED_CONTEXTS_H_
#define JACKDAW_CODEC_COEFF_PRIOR_GATED_CONTEXTS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <type_traits>

#include "base/compiler.h"
#include "codec/coeff/block_evidence.h"
#include "codec/coeff/block_work.h"
#include "codec/coeff/frequency.h"
#include "codec/coeff/prior/gated_ops.h"
#include "codec/coeff/quantizers.h"
#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::coeff {

// Levels are in zigzag order. A decoder's are zero where they are not coded yet.
template <bool kDecodes>
struct GatedBlock {
  std::conditional_t<kDecodes, int16_t*, const int16_t*> level = nullptr;
  const int16_t* west = nullptr;   // zeros where there is no such block
  const int16_t* north = nullptr;  // the same
  const int16_t* north_west = nullptr;
  const int16_t* north_east = nullptr;
  const int16_t* other = nullptr;  // the block of the component before; zeros for the first one
  // Bit k: the level at k is not zero; in a decoder, of those coded so far.
  uint64_t nonzero = 0, west_nonzero = 0, north_nonzero = 0;
  uint64_t north_west_nonzero = 0, north_east_nonzero = 0;
  int16_t dc_residual = 0, west_dc_residual = 0, north_dc_residual = 0;
  uint8_t west_count = 0, north_count = 0;  // bits of west_nonzero and of north_nonzero
  uint8_t num_nonzero = 0;                  // AC levels so far
  bool copied = false;
};

// The work of coding it, in units of WorkMeter.
template <bool kDecodes>
uint64_t WorkOf(const GatedBlock<kDecodes>& b) {
  return b.copied ? kWorkOfPrior.copied + static_cast<uint64_t>(jpeg::CountBits(b.nonzero))
                  : kWorkOfPrior.coded + b.num_nonzero * kWorkOfPrior.nonzero;
}

// The group of the highest AC level that is not zero, 0 without one.
inline int LastGroup(uint64_t nonzero) {
  constexpr auto kGroupOf = [] {
    std::array<uint8_t, 64> groups{};
    for (size_t g = 0; g < kNumGroups; ++g) {
      for (size_t k = kGroupBegin[g]; k < kGroupBegin[g + 1]; ++k) {
        groups[k] = static_cast<uint8_t>(g);
      }
    }
    return groups;
  }();
  return kGroupOf[static_cast<size_t>(63 - std::countl_zero(nonzero | 1))];
}

namespace gated_internal {

// Zigzag positions of frequencies near one, (across, down) steps away. Frequencies beyond 0..7 are
// moved to the edge.
struct Around {
  // Higher ones, (1, 0), (0, 1), (1, 1), (2, 0), (0, 2): where that is the frequency itself, across
  // and down change places. All but those of the highest frequency are coded before it.
  std::array<uint8_t, 5> higher;
  std::array<uint8_t, 4> all;  // (1, 0), (0, 1), (-1, 0), (0, -1)
};
constexpr std::array<Around, 64> MakeAround() {
  std::array<uint8_t, 64> natural{}, zigzag{};
  // The order of a JPEG scan (T.81 figure 5): diagonals, each in the other direction than the last.
  size_t k = 0;
  for (int diagonal = 0; diagonal < 15; ++diagonal) {
    for (int i = 0; i <= diagonal; ++i) {
      const int v = diagonal % 2 == 0 ? diagonal - i : i, u = diagonal - v;
      if (u > 7 || v > 7) continue;
      natural[k] = static_cast<uint8_t>(8 * v + u);
      zigzag[natural[k]] = static_cast<uint8_t>(k);
      ++k;
    }
  }
  std::array<Around, 64> around{};
  for (k = 0; k < 64; ++k) {
    const auto at = [&](int across, int down) {
      const int u = std::clamp(natural[k] % 8 + across, 0, 7);
      const int v = std::clamp(natural[k] / 8 + down, 0, 7);
      return zigzag[static_cast<size_t>(8 * v + u)];
    };
    const auto higher = [&](int across, int down) {
      return at(across, down) != k ? at(across, down) : at(down, across);
    };
    around[k] = {{higher(1, 0), higher(0, 1), higher(1, 1), higher(2, 0), higher(0, 2)},
                 {at(1, 0), at(0, 1), at(-1, 0), at(0, -1)}};
  }
  return around;
}
inline constexpr std::array<Around, 64> kAround = MakeAround();
static_assert(kAround[0].higher[0] == 1 && kAround[0].higher[1] == 2);

// Levels of a sum of magnitudes.
inline Levels LevelsOf(int sum) {
  // The largest threshold is 320.
  return kLevels[static_cast<size_t>(std::min(sum, 511))];
}
inline int Magnitude(int16_t level) { return std::abs(int{level}); }

// 16 levels of odds (stretched, Q8): half nats, from `below` of them below even odds.
inline uint32_t LevelOfOdds(int32_t odds, int32_t below) {
  return static_cast<uint32_t>(std::clamp((odds >> 7) + below, 0, 15));
}

}  // namespace gated_internal

// kSecond: of the second component of a pair, whose other one is coded before. odds: predicted,
// stretched.
template <bool kSecond>
struct GatedContexts {
  template <class Block>
  static JACKDAW_ALWAYS_INLINE GatedContext Last(int32_t odds, const Block& b) {
    const int west = LastGroup(b.west_nonzero), north = LastGroup(b.north_nonzero);
    return {static_cast<uint32_t>(west + north + 1) >> 1,
            LevelsOf(b.west_count).q8 * 8u + LevelsOf(b.north_count).q8, LevelOfOdds(odds, 8)};
  }

  // A group whose positions are begin .. end - 1.
  template <class Block>
  static JACKDAW_ALWAYS_INLINE GatedContext Any(size_t begin, size_t end, int32_t odds,
                                                const Block& b) {
    const uint64_t band = jpeg::BandMask(static_cast<int>(begin), static_cast<int>(end) - 1);
    const int west = jpeg::CountBits(b.west_nonzero & band);
    const int north = jpeg::CountBits(b.north_nonzero & band);
    const int diagonal =
        jpeg::CountBits(b.north_west_nonzero & band) + jpeg::CountBits(b.north_east_nonzero & band);
    const int before = end < 63 ? Magnitude(b.level[end]) + Magnitude(b.level[end + 1]) : 0;
    const uint32_t count = LevelsOf(b.num_nonzero).q8;
    return {LevelsOf(west).q8 * 64u + LevelsOf(north).q8 * 8u + LevelsOf(diagonal).q8,
            LevelsOf(2 * (west + north) + diagonal).q8 * 64u + LevelsOf(before).q8 * 8u + count,
            count * 64 + LevelOfOdds(odds, 11)};
  }

  // none_yet: in a group of several, all so far were zero.
  template <class Block>
  static JACKDAW_ALWAYS_INLINE GatedContext Zero(size_t k, bool none_yet, int32_t odds,
                                                 const Block& b) {
    const int near_count = (b.west_count + b.north_count + 1) >> 1;
    return {LevelsOf(near_count).q8 * 16u + LevelsOf(b.num_nonzero).q16 + (none_yet ? 128u : 0u),
            LevelsOf(NearSmooth(k, b)).q16 * 16u + LevelsOf(Near(k, b)).q16,
            LevelsOf(Inside(k, b)).q16 * 16u + LevelOfOdds(odds, 11)};
  }

  template <class Block>
  static JACKDAW_ALWAYS_INLINE GatedContext Sign(size_t k, int32_t odds, const Block& b) {
    const uint32_t level = LevelOfOdds(odds, 8);
    return {level * 9 + SignClass(b.west[k]) * 3 + SignClass(b.north[k]), Signs(k, b),
            level * 8 + LevelsOf(Near(k, b)).q8};
  }

  template <class Block>
  static JACKDAW_ALWAYS_INLINE GatedContext Magnitudes(size_t k, int32_t odds, const Block& b) {
    const uint32_t level = LevelOfOdds(odds, 9);
    return {LevelsOf(Near(k, b)).q8 * 16u + level,
            LevelsOf(Inside(k, b)).q11 * 11u + LevelsOf(NearSmooth(k, b)).q11,
            LevelsOf(b.num_nonzero).q8 * 16u + level};
  }

  // A bit of a magnitude below `value`, the bits from the leading one, which has place -1.
  // predicted: as MantissaPrediction gives it.
  static GatedContext Mantissa(int exponent, size_t place, uint32_t value, int predicted,
                               int32_t odds) {
    const uint32_t kind = predicted >= 0 ? 3 + static_cast<uint32_t>(predicted)
                          : place == 0   ? 0
                          : place == 1   ? value & 1
                                         : 2;
    const auto row = static_cast<uint32_t>(exponent) * 16;
    return {row + kind, value & 255, row + LevelOfOdds(odds, 8)};
  }

  // The DC residual.
  template <class Block>
  static JACKDAW_ALWAYS_INLINE GatedContext Dc(int32_t odds, const Block& b) {
    const Levels near = LevelsOf(Magnitude(b.west_dc_residual) + Magnitude(b.north_dc_residual));
    const Levels low = LevelsOf(Magnitude(b.level[1]) + Magnitude(b.level[2]));
    return {near.q16 * 16u + LevelsOf(b.num_nonzero).q16,
            low.q8 * 9u + SignClass(b.west_dc_residual) * 3 + SignClass(b.north_dc_residual),
            LevelOfOdds(odds, 8) * 8 + near.q8};
  }

 private:
  static constexpr auto LevelsOf = gated_internal::LevelsOf;
  static constexpr auto LevelOfOdds = gated_internal::LevelOfOdds;
  static constexpr auto Magnitude = gated_internal::Magnitude;

  // At the frequency in the neighbours.
  template <class Block>
  static JACKDAW_ALWAYS_INLINE int Near(size_t k, const Block& b) {
    return 2 * (Magnitude(b.west[k]) + Magnitude(b.north[k])) + Magnitude(b.north_west[k]) +
           Magnitude(b.north_east[k]);
  }
  // At frequencies next to it in W and N.
  template <class Block>
  static JACKDAW_ALWAYS_INLINE int NearSmooth(size_t k, const Block& b) {
    int sum = 0;
    for (const uint8_t i : gated_internal::kAround[k].all) {
      sum += Magnitude(b.west[i]) + Magnitude(b.north[i]);
    }
    return sum >> 1;
  }
  // At higher frequencies here; of the second component, at the frequency in the first.
  template <class Block>
  static JACKDAW_ALWAYS_INLINE int Inside(size_t k, const Block& b) {
    if (k == 63) return kSecond ? 4 * Magnitude(b.other[k]) : 0;
    const auto& higher = gated_internal::kAround[k].higher;
    const int adjacent = Magnitude(b.level[higher[0]]) + Magnitude(b.level[higher[1]]);
    if (kSecond) return 4 * Magnitude(b.other[k]) + adjacent;
    return 2 * adjacent + Magnitude(b.level[higher[2]]) + Magnitude(b.level[higher[3]]) +
           Magnitude(b.level[higher[4]]);
  }
  // 0..80.
  template <class Block>
  static JACKDAW_ALWAYS_INLINE uint32_t Signs(size_t k, const Block& b) {
    if (k == 63) return kSecond ? SignClass(b.other[k]) * 27 : 0;
    const auto& higher = gated_internal::kAround[k].higher;
    const uint32_t across = SignClass(b.level[higher[0]]), down = SignClass(b.level[higher[1]]);
    if (kSecond) return SignClass(b.other[k]) * 27 + across * 9 + down * 3;
    return across * 27 + down * 9 + SignClass(b.level[higher[3]]) * 3 +
           SignClass(b.level[higher[4]]);
  }
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_GATED_CONTEXTS_H_
