// One component of a set while a slice of it is coded with the second prior: where its levels are,
// and what is kept of blocks near the wave. Rows count from the first one of the slice.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_BLOCK_LANE_H_
#define JACKDAW_CODEC_COEFF_PRIOR_BLOCK_LANE_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "base/nonzero_mask.h"
#include "codec/coeff/block_match.h"
#include "codec/coeff/component_set.h"
#include "codec/coeff/component_tables.h"
#include "codec/coeff/lane.h"
#include "codec/coeff/levels_in_place.h"
#include "codec/coeff/prior/gated_contexts.h"
#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::coeff {

template <bool kDecodes>
class BlockLane {
 public:
  using Levels = LevelsInPlace<kDecodes>;
  using Block = GatedBlock<kDecodes>;

  // rows: at least one.
  BlockLane(size_t component, typename Levels::Plane& plane, RowRange rows,
            const ComponentTables& tables, const FrequencyShifts& shifts)
      : component_(component),
        tables_(tables),
        levels_(plane, rows, shifts),
        matcher_(levels_.num_blocks()) {
    const uint32_t alive = std::min(rows.end - rows.begin, levels_.width() / 2 + 2);
    rings_.resize(std::bit_ceil(std::max(alive, 1u)));
    blocks_.resize(rings_.size());
    row_mask_ = static_cast<uint32_t>(rings_.size() - 1);
  }
  BlockLane(BlockLane&&) noexcept = default;

  // At least what one of them takes.
  static uint64_t Bytes(uint32_t num_rows, uint32_t width) {
    constexpr uint64_t kMatcherBytes = uint64_t{1} << 16;
    return uint64_t{std::bit_ceil(std::min(num_rows, width / 2 + 2))} *
               (sizeof(Ring) + sizeof(Block)) +
           kMatcherBytes + Levels::CopyBytes(num_rows, width);
  }

  size_t component() const { return component_; }
  const std::array<uint16_t, 64>& quant() const { return tables_.quant; }
  Block& At(uint32_t row) { return blocks_[row & row_mask_]; }

  // Starts the block at (row, col): its neighbours, and an encoder's levels.
  void StartBlock(uint32_t row, uint32_t col) {
    static constexpr Left kNothing{};
    const bool has_west = col > 0, has_north = row > 0, has_east = col + 1 < levels_.width();
    const Left& west = has_west ? LeftAt(row, col - 1) : kNothing;
    const Left& north = has_north ? LeftAt(row - 1, col) : kNothing;
    Block& b = At(row);
    b.level = levels_.At(row, col);
    b.west = has_west ? b.level - 64 : kZeroLevels.data();
    b.north = has_north ? levels_.At(row - 1, col) : kZeroLevels.data();
    b.north_west = has_west && has_north ? b.north - 64 : kZeroLevels.data();
    b.north_east = has_east && has_north ? b.north + 64 : kZeroLevels.data();
    b.other = kZeroLevels.data();
    b.west_nonzero = west.nonzero;
    b.north_nonzero = north.nonzero;
    b.west_count = west.count;
    b.north_count = north.count;
    b.north_west_nonzero = has_west && has_north ? LeftAt(row - 1, col - 1).nonzero : 0;
    b.north_east_nonzero = has_east && has_north ? LeftAt(row - 1, col + 1).nonzero : 0;
    b.dc_residual = 0;
    b.west_dc_residual = west.dc_residual;
    b.north_dc_residual = north.dc_residual;
    b.num_nonzero = 0;
    b.copied = false;
    b.nonzero = kDecodes ? 0 : NonzeroMask(b.level);
  }

  // Whether there is a block that this one may repeat, the one that last had the same W and N, and
  // its levels.
  const int16_t* FindMatch(uint32_t row, uint32_t col) const {
    uint32_t index;
    if (!matcher_.Find(HashOf(row, col > 0, col - 1), HashOf(row - 1, row > 0, col), &index)) {
      return nullptr;
    }
    return levels_.AtIndex(index);
  }
  BlockMatcher& matcher() { return matcher_; }

  // Ends the block, its levels being known.
  void FinishBlock(uint32_t row, uint32_t col) {
    const Block& b = At(row);
    Left& left = rings_[row & row_mask_][col & 3];
    left.nonzero = b.nonzero;
    left.count = static_cast<uint8_t>(jpeg::CountBits(b.nonzero));
    left.dc_residual = b.dc_residual;
    left.hash = HashBlock(b.level, b.nonzero);
    matcher_.Insert(HashOf(row, col > 0, col - 1), HashOf(row - 1, row > 0, col),
                    row * levels_.width() + col);
  }

  // After the last block, of a decoder: levels become coefficients.
  void Unshift() { levels_.Unshift(); }

 private:
  // What is kept of a block for its neighbours.
  struct Left {
    uint64_t nonzero = 0;
    uint32_t hash = 0;
    int16_t dc_residual = 0;
    uint8_t count = 0;  // levels that are not zero
  };
  // Of the last four blocks of a row; see Lane.
  using Ring = std::array<Left, 4>;

  const Left& LeftAt(uint32_t row, uint32_t col) const { return rings_[row & row_mask_][col & 3]; }
  uint32_t HashOf(uint32_t row, bool exists, uint32_t col) const {
    return exists ? LeftAt(row, col).hash : 0;
  }

  size_t component_;
  ComponentTables tables_;
  Levels levels_;
  // Only rows near the wave are alive: a power of two of them, at least width / 2 + 2, so that a
  // row that starts never meets one that the row below it still needs. By row modulo their number.
  std::vector<Ring> rings_;
  std::vector<Block> blocks_;
  uint32_t row_mask_ = 0;
  BlockMatcher matcher_;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_BLOCK_LANE_H_
