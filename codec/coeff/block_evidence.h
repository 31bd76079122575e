// What the contexts beside a learned prior look at, and what is kept of each coded level.
//
// Evidence is neighbours' magnitudes at the same frequency, adjacent frequencies here and there,
// non-zero counts, and for chroma luma and the other chroma component. A method makes its contexts
// of it (prior/prior_contexts.h); what it does not use costs nothing.
// Format: docs/format_coeff.md §5.
#ifndef JACKDAW_CODEC_COEFF_BLOCK_EVIDENCE_H_
#define JACKDAW_CODEC_COEFF_BLOCK_EVIDENCE_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>

#include "base/compiler.h"
#include "codec/coeff/block_state.h"
#include "codec/coeff/frequency.h"
#include "codec/coeff/quantizers.h"
#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::coeff {

// Without a branch, as no processor predicts it.
inline uint32_t SignClass(int level) {
  return (level > 0 ? 1u : 0u) | static_cast<uint32_t>(level) >> 31 << 1;
}

// Sums of magnitudes around a coefficient; i: natural position.
struct SumsAround {
  uint32_t near, near_smooth;  // in the neighbours: at the frequency; at those adjacent to it
  uint32_t adjacent, inside;   // in this block: the two next higher frequencies; them and others
};
JACKDAW_ALWAYS_INLINE SumsAround SumAround(size_t i, const BlockState& s) {
  const uint8_t* m = s.magnitude.data() + kPadBefore + i;
  const uint32_t adjacent = uint32_t{m[1]} + m[8];
  return {s.near[i], s.near_smooth[i], adjacent, 2 * adjacent + m[9] + m[2] + m[16] + m[7] + m[-7]};
}

// Shared by the decisions about one coefficient.
struct Evidence {
  Levels near, inside, near_smooth;
  uint32_t guide = 0, other = 0;  // magnitudes; of chroma
};

// k: zigzag position, i: natural position.
template <bool kChroma>
JACKDAW_ALWAYS_INLINE void Gather(const SumsAround& sums, size_t k, size_t i, const BlockState& s,
                                  Evidence* e) {
  e->near = kLevels[sums.near];
  e->near_smooth = kLevels[sums.near_smooth];
  e->inside = kLevels[sums.inside];
  if constexpr (kChroma) {
    e->guide = s.guide[k];
    e->other = s.other != nullptr ? s.other_magnitude[i] : 0;
  }
}

// About a group.
struct GroupEvidence {
  Levels west, north, diagonal, around, count;
  Levels guide{}, other{};  // of chroma
  Levels adjacent{};        // of luma: the two frequencies coded last

  uint32_t Near() const { return west.q8 * 64u + north.q8 * 8u + diagonal.q8; }
};

// Of group g, which ends before zigzag position `end`.
template <bool kChroma>
JACKDAW_ALWAYS_INLINE GroupEvidence GatherGroup(size_t g, size_t end, const BlockState& s) {
  const uint32_t w = s.west->group_sum[g], n = s.north->group_sum[g];
  const uint32_t diagonal = uint32_t{s.north_west->group_sum[g]} + s.north_east->group_sum[g];
  GroupEvidence e;
  e.west = kLevels[w];
  e.north = kLevels[n];
  e.diagonal = kLevels[diagonal];
  e.around = kLevels[2 * (w + n) + diagonal];
  e.count = kLevels[s.num_nonzero];
  if constexpr (kChroma) {
    e.guide = kLevels[s.guide_group[g]];
    if (s.other != nullptr) e.other = kLevels[s.other->group_sum[g]];
  } else if (end < 63) {
    const uint8_t* m = s.magnitude.data() + kPadBefore;
    e.adjacent =
        kLevels[uint32_t{m[jpeg::kZigzagToNatural[end]]} + m[jpeg::kZigzagToNatural[end + 1]]];
  } else {
    e.adjacent = kLevels[0];
  }
  return e;
}

// Signs of higher frequencies of the block, 0..80; i: natural position.
JACKDAW_ALWAYS_INLINE uint32_t HigherSigns(size_t i, const BlockState& s) {
  const uint8_t* sign = s.sign.data() + kPadBefore + i;
  return sign[1] * 27u + sign[8] * 9u + sign[2] * 3u + sign[16];
}
// Of chroma: signs of the other component and of luma, 0..8; k: zigzag position.
JACKDAW_ALWAYS_INLINE uint32_t OtherSigns(size_t k, const BlockState& s) {
  const uint32_t other = s.other != nullptr ? SignClass(s.other->level[k]) : 0u;
  const uint32_t luma = s.luma_level != nullptr ? SignClass(s.luma_level[k]) : 0u;
  return other * 3 + luma;
}

// About the DC residual; residuals and energy are below 16.
struct DcEvidence {
  uint32_t residuals, energy;  // of W and N; of the low frequencies here
  uint32_t scale;              // below 256
};
template <bool kChroma>
DcEvidence GatherDc(const BlockState& s) {
  DcEvidence e;
  e.residuals = Quantize(kQuant16, uint32_t{s.west->magnitude[0]} + s.north->magnitude[0]);
  const uint8_t* m = s.magnitude.data() + kPadBefore;
  e.energy = Quantize(kQuant16, uint32_t{m[1]} + m[8] + m[9] + m[2] + m[16]);
  const uint32_t near = Quantize(kQuant16, s.near[0]);
  e.scale = kChroma ? Quantize(kQuant16, uint32_t{s.guide[1]} + s.guide[2]) * 16 + near
                    : near * 16 + Quantize(kQuant16, s.num_nonzero);
  return e;
}
// phase: Q4 position of the residual's origin between two levels.
inline uint32_t DcSignContext(uint32_t phase, const BlockState& s) {
  return phase * 9 + SignClass(s.west->dc_residual) * 3 + SignClass(s.north->dc_residual);
}

// Whether any level at zigzag positions begin..end - 1 is non-zero; known when encoding only.
inline bool AnyNonzero(const BlockState& s, int begin, int end) {
  return (s.nonzero & jpeg::BandMask(begin, end - 1)) != 0;
}

// Notes a non-zero AC level, magnitude its absolute value.
JACKDAW_ALWAYS_INLINE void NoteLevel(size_t k, int group, uint32_t magnitude, int level,
                                     BlockState& s) {
  const size_t i = jpeg::kZigzagToNatural[k];
  s.magnitude[kPadBefore + i] =
      static_cast<uint8_t>(std::min<uint32_t>(magnitude, kMaxStoredMagnitude));
  s.sign[kPadBefore + i] = static_cast<uint8_t>(SignClass(level));
  ++s.num_nonzero;
  s.counts = kLevels[s.near_nonzero].q8 * 16u + kLevels[s.num_nonzero].q16;
  uint8_t& group_sum = s.self->group_sum[static_cast<size_t>(group)];
  group_sum = static_cast<uint8_t>(group_sum + std::min<uint32_t>(magnitude, 3));
}

// Notes the residual of a known DC level.
inline void NoteDcResidual(int residual, BlockState& s) {
  s.self->dc_residual = static_cast<int16_t>(residual);
  s.magnitude[kPadBefore] = static_cast<uint8_t>(std::min(std::abs(residual), kMaxStoredMagnitude));
}

// Calls visit(group, k, level) for the non-zero AC levels of a block that is known on both sides,
// in the order of coding.
template <class Visit>
void ForEachAcLevel(const BlockState& s, Visit visit) {
  for (int group = kNumGroups - 1; group > 0; --group) {
    for (size_t k = kGroupBegin[static_cast<size_t>(group) + 1];
         k-- > kGroupBegin[static_cast<size_t>(group)];) {
      if (s.self->level[k] != 0) visit(group, k, int{s.self->level[k]});
    }
  }
}

// What W and N predict of the bits of a magnitude below its leading one. In photographs the lower
// ones are noise, but drawings repeat whole values: while W's or N's magnitude agrees with the bits
// so far, its next bit predicts this one.
class MantissaPrediction {
 public:
  MantissaPrediction(int west, int north)
      : west_(static_cast<uint32_t>(std::abs(west))),
        north_(static_cast<uint32_t>(std::abs(north))) {}

  // About bit `bit_index`, `value` being the bits above it: bits predicted before (0..3) and the
  // prediction, 0..7; -1: neither agrees.
  JACKDAW_ALWAYS_INLINE int Next(uint32_t value, int bit_index) {
    const uint32_t like = west_ >> (bit_index + 1) == value ? west_ : north_;
    if (like >> (bit_index + 1) != value) return -1;
    const uint32_t context = 2 * agreed_ + (like >> bit_index & 1);
    agreed_ = std::min<uint32_t>(agreed_ + 1, 3);
    return static_cast<int>(context);
  }

 private:
  uint32_t west_, north_;
  uint32_t agreed_ = 0;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_BLOCK_EVIDENCE_H_
