// What the coder keeps of a block: BlockInfo for its neighbours afterwards, BlockState while it is
// being coded. Blocks of three waves back are all that is needed.
//
// Format: docs/format_coeff.md §5.
#ifndef JACKDAW_CODEC_COEFF_BLOCK_STATE_H_
#define JACKDAW_CODEC_COEFF_BLOCK_STATE_H_

#include <array>
#include <cstdint>

#include "codec/coeff/frequency.h"
#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::coeff {

// Magnitudes are kept clamped to these.
inline constexpr int kMaxStoredMagnitude = 255;
inline constexpr int kMaxSmoothedMagnitude = 63;  // four of them fit a byte

struct BlockInfo {
  std::array<uint8_t, 64> magnitude{};  // natural order; [0] is that of the DC residual
  std::array<uint8_t, 64> sign{};       // natural order; 0 zero, 1 positive, 2 negative; AC only
  std::array<uint8_t, 64> smooth{};     // sum of the four adjacent frequencies, each clamped to 63
  std::array<uint8_t, 16> group_sum{};  // per group: sum of magnitudes, each clamped to 3
  std::array<int16_t, 64> level{};      // zigzag order; DC absolute
  int16_t dc_residual = 0;
  uint8_t num_nonzero = 0;  // of the 63 AC coefficients
  uint32_t hash = 0;        // of level, see block_match.h
};

// A block that does not exist: all zero.
extern const BlockInfo kNoBlock;

// Magnitudes and signs in natural order with room around them, so that adjacent higher frequencies
// can be read without testing for the edge of the block. At the right edge the position after the
// last one of a row is the first of the next row, a lower frequency that is not coded yet and reads
// 0.
inline constexpr int kPadBefore = 8;
using PaddedBlock = std::array<uint8_t, kPadBefore + 64 + 24>;

struct BlockState {
  const BlockInfo* west = nullptr;
  const BlockInfo* north = nullptr;
  const BlockInfo* north_west = nullptr;
  const BlockInfo* north_east = nullptr;
  const BlockInfo* other = nullptr;  // same position in the chroma component coded before, or null
  const uint8_t* other_magnitude = nullptr;  // its magnitudes so far, natural order
  BlockInfo* self = nullptr;            // self->level: all set before coding, or set while decoding
  const int16_t* source = nullptr;      // encoder that chooses levels: what they stand for, zigzag
  const uint8_t* weights = nullptr;     // and what their errors count; null: all alike
  const int16_t* luma_level = nullptr;  // chroma at the resolution of luma: its levels, zigzag

  std::array<uint16_t, 64> near;         // 2 W + 2 N + NW + NE, natural order
  std::array<uint16_t, 64> near_smooth;  // smooth of W + N
  // Chroma: magnitudes of the co-located luma, in units of this component's quantization, Q2,
  // zigzag.
  std::array<uint16_t, 64> guide;
  std::array<uint8_t, 16> guide_group;  // per group: mean of guide, each clamped to 12, times 4
  PaddedBlock magnitude;
  PaddedBlock sign;      // 0 zero, 1 positive, 2 negative
  uint64_t nonzero = 0;  // encoder: bit k: the level at zigzag k is not 0
  bool copied = false;   // the same as an earlier block: nothing more is coded
  uint32_t num_nonzero = 0;
  uint32_t zero_history = 0;  // last two group decisions
  uint32_t near_nonzero = 0;  // mean of W and N
  uint32_t counts = 0;        // context of both: 16 * level of the mean + level here
};

// Starts a block: all fields but the pointers, which the caller set.
void BeginBlock(BlockState* state);
// Ends it: fills the fields of state->self that only neighbours need.
void EndBlock(BlockState* state);

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_BLOCK_STATE_H_
