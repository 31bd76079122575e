// One component of a set while a slice of it is coded with the second prior: where its levels are,
// and what is kept of blocks near the wave. Rows count from the first one of the slice.
//
// Levels stay where they are: an encoder reads them off the plane, a decoder writes them there.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_BLOCK_LANE_H_
#define JACKDAW_CODEC_COEFF_PRIOR_BLOCK_LANE_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "codec/coeff/block_match.h"
#include "codec/coeff/component_set.h"
#include "codec/coeff/component_tables.h"
#include "codec/coeff/lane.h"
#include "codec/coeff/prior/gated_contexts.h"
#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::coeff {

template <bool kDecodes>
class BlockLane {
 public:
  using Plane = std::conditional_t<kDecodes, jpeg::CoeffPlane, const jpeg::CoeffPlane>;
  using Level = std::conditional_t<kDecodes, int16_t, const int16_t>;
  using Block = GatedBlock<kDecodes>;

  // rows: at least one. An encoder whose levels are shifted keeps a copy of them.
  BlockLane(size_t component, Plane& plane, RowRange rows, const ComponentTables& tables,
            const FrequencyShifts& shifts)
      : component_(component),
        tables_(tables),
        shifts_(shifts),
        has_shifts_(shifts != FrequencyShifts{}),
        width_(plane.width_blocks),
        num_rows_(rows.end - rows.begin),
        levels_(plane.Block(rows.begin, 0)),
        matcher_(uint64_t{num_rows_} * width_) {
    const uint32_t alive = std::min(num_rows_, width_ / 2 + 2);
    rings_.resize(std::bit_ceil(std::max(alive, 1u)));
    blocks_.resize(rings_.size());
    row_mask_ = static_cast<uint32_t>(rings_.size() - 1);
    if constexpr (!kDecodes) {
      if (has_shifts_) MakeShiftedCopy();
    }
  }
  BlockLane(BlockLane&&) noexcept = default;

  // At least what one of them takes.
  static uint64_t Bytes(uint32_t num_rows, uint32_t width) {
    constexpr uint64_t kMatcherBytes = uint64_t{1} << 16;
    return uint64_t{std::bit_ceil(std::min(num_rows, width / 2 + 2))} *
               (sizeof(Ring) + sizeof(Block)) +
           kMatcherBytes + (kDecodes ? 0 : uint64_t{num_rows} * width * 64 * sizeof(int16_t));
  }

  size_t component() const { return component_; }
  const std::array<uint16_t, 64>& quant() const { return tables_.quant; }
  Block& At(uint32_t row) { return blocks_[row & row_mask_]; }

  // Starts the block at (row, col): its neighbours, and an encoder's levels.
  void StartBlock(uint32_t row, uint32_t col) {
    static constexpr std::array<int16_t, 64> kZeros{};
    static constexpr Left kNothing{};
    const bool has_west = col > 0, has_north = row > 0, has_east = col + 1 < width_;
    const Left& west = has_west ? LeftAt(row, col - 1) : kNothing;
    const Left& north = has_north ? LeftAt(row - 1, col) : kNothing;
    Block& b = At(row);
    b.level = LevelsAt(row, col);
    b.west = has_west ? b.level - 64 : kZeros.data();
    b.north = has_north ? LevelsAt(row - 1, col) : kZeros.data();
    b.north_west = has_west && has_north ? b.north - 64 : kZeros.data();
    b.north_east = has_east && has_north ? b.north + 64 : kZeros.data();
    b.other = kZeros.data();
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
    b.nonzero = kDecodes ? 0 : jpeg::NonzeroMask(b.level);
  }

  // Whether there is a block that this one may repeat, the one that last had the same W and N, and
  // its levels.
  const int16_t* FindMatch(uint32_t row, uint32_t col) const {
    uint32_t index;
    if (!matcher_.Find(HashOf(row, col > 0, col - 1), HashOf(row - 1, row > 0, col), &index)) {
      return nullptr;
    }
    return levels_ + size_t{index} * 64;
  }
  BlockMatcher& matcher() { return matcher_; }

  // Ends the block, its levels being known.
  void FinishBlock(uint32_t row, uint32_t col) {
    const Block& b = At(row);
    Left& left = rings_[row & row_mask_][col & 3];
    left.nonzero = b.nonzero;
    left.count = static_cast<uint8_t>(jpeg::CountBits(b.nonzero));
    left.dc_residual = b.dc_residual;
    std::array<int16_t, 64> levels;
    const bool only_dc = b.nonzero <= 1;
    if (only_dc) {
      levels[0] = b.level[0];
    } else {
      std::memcpy(levels.data(), b.level, sizeof(levels));
    }
    left.hash = HashLevels(levels, only_dc);
    matcher_.Insert(HashOf(row, col > 0, col - 1), HashOf(row - 1, row > 0, col),
                    row * width_ + col);
  }

  // After the last block, of a decoder: levels become coefficients.
  void Unshift() {
    if constexpr (kDecodes) {
      if (!has_shifts_) return;
      for (size_t i = 0; i < NumLevels(); ++i) {
        levels_[i] = static_cast<int16_t>(static_cast<uint16_t>(levels_[i]) << shifts_[i % 64]);
      }
    }
  }

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

  size_t NumLevels() const { return size_t{num_rows_} * width_ * 64; }
  Level* LevelsAt(uint32_t row, uint32_t col) const {
    return levels_ + (size_t{row} * width_ + col) * 64;
  }
  const Left& LeftAt(uint32_t row, uint32_t col) const { return rings_[row & row_mask_][col & 3]; }
  uint32_t HashOf(uint32_t row, bool exists, uint32_t col) const {
    return exists ? LeftAt(row, col).hash : 0;
  }

  void MakeShiftedCopy() {
    shifted_.assign(levels_, levels_ + NumLevels());
    for (size_t i = 0; i < shifted_.size(); ++i) {
      shifted_[i] = static_cast<int16_t>(shifted_[i] >> shifts_[i % 64]);
    }
    levels_ = shifted_.data();
  }

  size_t component_;
  ComponentTables tables_;
  FrequencyShifts shifts_;
  bool has_shifts_;
  uint32_t width_, num_rows_;
  Level* levels_;
  std::vector<int16_t> shifted_;
  // Only rows near the wave are alive: a power of two of them, at least width / 2 + 2, so that a
  // row that starts never meets one that the row below it still needs. By row modulo their number.
  std::vector<Ring> rings_;
  std::vector<Block> blocks_;
  uint32_t row_mask_ = 0;
  BlockMatcher matcher_;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_BLOCK_LANE_H_
