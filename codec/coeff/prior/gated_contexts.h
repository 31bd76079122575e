// A block while it is coded beside the second prior, and the contexts of its decisions: what the
// same frequencies are in W, N and in the component before, and the next higher ones here. They are
// read off the levels where a decision asks.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_GATED_CONTEXTS_H_
#define JACKDAW_CODEC_COEFF_PRIOR_GATED_CONTEXTS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <type_traits>

#include "base/compiler.h"
#include "codec/coeff/frequency.h"
#include "codec/coeff/prior/gated_ops.h"
#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::coeff {

// Levels are in zigzag order. A decoder's are zero where they are not coded yet.
template <bool kDecodes>
struct GatedBlock {
  std::conditional_t<kDecodes, int16_t*, const int16_t*> level = nullptr;
  const int16_t* west = nullptr;   // zeros where there is no such block
  const int16_t* north = nullptr;  // the same
  const int16_t* other = nullptr;  // the block of the component before; zeros for the first one
  // Bit k: the level at k is not zero; in a decoder, of those coded so far.
  uint64_t nonzero = 0, west_nonzero = 0, north_nonzero = 0;
  int16_t dc_residual = 0, west_dc_residual = 0, north_dc_residual = 0;
  uint8_t num_nonzero = 0;  // AC levels so far
  bool copied = false;
};

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

// The zigzag positions of the next higher frequencies across and down; at an edge the one that
// exists, twice; of the highest, itself. All but itself are coded before.
struct Higher {
  uint8_t across, down;
};
constexpr std::array<Higher, 64> MakeHigher() {
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
  std::array<Higher, 64> higher{};
  for (k = 0; k < 64; ++k) {
    const size_t u = natural[k] % 8, v = natural[k] / 8;
    const uint8_t across = zigzag[u < 7 ? 8 * v + u + 1 : natural[k]];
    const uint8_t down = zigzag[v < 7 ? 8 * (v + 1) + u : natural[k]];
    higher[k] = {u < 7 ? across : down, v < 7 ? down : across};
  }
  return higher;
}
inline constexpr std::array<Higher, 64> kHigher = MakeHigher();
static_assert(kHigher[0].across == 1 && kHigher[0].down == 2 && kHigher[63].down == 63);

// 0..7 of a sum of magnitudes.
inline size_t Level8(int sum) {
  constexpr std::array<uint8_t, 17> kLevels = {0, 1, 2, 3, 3, 4, 4, 4, 5, 5, 5, 5, 5, 6, 6, 6, 7};
  return kLevels[static_cast<size_t>(std::min(sum, 16))];
}

inline size_t SignOf(int level) { return level == 0 ? 0 : level > 0 ? 1 : 2; }

}  // namespace gated_internal

// kSecond: of the second component of a pair, whose other one is coded before.
template <bool kSecond>
struct GatedContexts {
  template <class Block>
  static JACKDAW_ALWAYS_INLINE size_t Last(const Block& b) {
    const int west = LastGroup(b.west_nonzero), north = LastGroup(b.north_nonzero);
    return static_cast<size_t>((west + north + 1) >> 1);
  }

  // Group g, whose positions are begin .. end - 1.
  template <class Block>
  static JACKDAW_ALWAYS_INLINE size_t Any(size_t begin, size_t end, const Block& b) {
    const uint64_t band = jpeg::BandMask(static_cast<int>(begin), static_cast<int>(end) - 1);
    const size_t near =
        ((b.west_nonzero & band) != 0 ? 1u : 0u) + ((b.north_nonzero & band) != 0 ? 2u : 0u);
    return near * 8 + gated_internal::Level8(b.num_nonzero);
  }

  template <class Block>
  static JACKDAW_ALWAYS_INLINE size_t Zero(size_t k, const Block& b) {
    const int west = std::min(std::abs(int{b.west[k]}), 2);
    const int north = std::min(std::abs(int{b.north[k]}), 2);
    const int here = kSecond ? std::abs(int{b.other[k]}) : Adjacent(k, b);
    return static_cast<size_t>(west * 9 + north * 3 + std::min(here, 2));
  }

  template <class Block>
  static JACKDAW_ALWAYS_INLINE size_t Sign(size_t k, const Block& b) {
    using gated_internal::SignOf;
    const size_t here = kSecond   ? SignOf(b.other[k])
                        : k == 63 ? 0
                                  : SignOf(b.level[gated_internal::kHigher[k].across]);
    return SignOf(b.west[k]) * 9 + SignOf(b.north[k]) * 3 + here;
  }

  template <class Block>
  static JACKDAW_ALWAYS_INLINE size_t Magnitude(size_t k, const Block& b) {
    const int near = std::abs(int{b.west[k]}) + std::abs(int{b.north[k]});
    const int here = kSecond ? std::abs(int{b.other[k]}) : Adjacent(k, b);
    return gated_internal::Level8(near) * 4 + static_cast<size_t>(std::min((here + 1) >> 1, 3));
  }

  template <class Block>
  static JACKDAW_ALWAYS_INLINE size_t Dc(const Block& b) {
    const int near = std::abs(int{b.west_dc_residual}) + std::abs(int{b.north_dc_residual});
    return gated_internal::Level8(near) * 4 + std::min<size_t>(b.num_nonzero / 4, 3);
  }
  template <class Block>
  static JACKDAW_ALWAYS_INLINE size_t DcSign(const Block& b) {
    using gated_internal::SignOf;
    return SignOf(b.west_dc_residual) * 3 + SignOf(b.north_dc_residual);
  }

 private:
  template <class Block>
  static JACKDAW_ALWAYS_INLINE int Adjacent(size_t k, const Block& b) {
    if (k == 63) return 0;
    const gated_internal::Higher higher = gated_internal::kHigher[k];
    return std::abs(int{b.level[higher.across]}) + std::abs(int{b.level[higher.down]});
  }
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_GATED_CONTEXTS_H_
