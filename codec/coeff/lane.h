// One component of a set while a slice of it is coded: its blocks near the wave, and what is the
// same for all of them. Rows count from the first one of the slice.
#ifndef JACKDAW_CODEC_COEFF_LANE_H_
#define JACKDAW_CODEC_COEFF_LANE_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <vector>

#include "codec/coeff/block_match.h"
#include "codec/coeff/block_state.h"
#include "codec/coeff/component_set.h"
#include "codec/coeff/component_tables.h"
#include "codec/coeff/slice_layout.h"
#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::coeff {

// The blocks of a wave: one in each of the rows begin .. end - 1.
struct WaveRows {
  uint32_t wave = 0, begin = 0, end = 0;

  uint32_t Column(uint32_t row) const { return wave - 2 * row; }
};

// A component set in a slice. Views: all must outlive it.
struct SetPlace {
  const jpeg::Frame& frame;
  const SliceLayout& layout;
  const jpeg::CoeffPlane& luma;  // component 0, finished unless it is the set itself
  size_t first;                  // component
  uint32_t num_rows, width;      // blocks; both at least 1
};

struct Lane {
  // Ring of the last four blocks of a row: the wave that codes (row, col) needs (row - 1, col - 1
  // .. col + 1) while (row - 1, col + 2) is being coded.
  using RowRing = std::array<BlockInfo, 4>;

  size_t component = 0;
  const jpeg::CoeffPlane* plane = nullptr;
  RowRange rows;
  ComponentTables tables;
  FrequencyShifts shifts{};
  bool has_shifts = false;
  LumaGuide guide;
  // Only rows near the wave are alive: a power of two of them, at least width / 2 + 2, so that a
  // row that starts never meets one that the row below it still needs. By row modulo their number.
  std::vector<RowRing> rings;
  std::vector<BlockState> blocks;  // of the current wave, by row
  BlockMatcher matcher{0};

  // One less than their number: a size of blocks would cost a division at every use.
  uint32_t row_mask = 0;

  RowRing& Ring(uint32_t row) { return rings[row & row_mask]; }
  BlockState& Block(uint32_t row) { return blocks[row & row_mask]; }

  // At least what Allocate takes for num_rows rows of `width` blocks.
  static uint64_t StateBytes(uint32_t num_rows, uint32_t width) {
    constexpr uint64_t kMatcherBytes = uint64_t{1} << 16;
    return uint64_t{std::bit_ceil(std::min(num_rows, width / 2 + 2))} *
               (sizeof(RowRing) + sizeof(BlockState)) +
           kMatcherBytes;
  }

  // Makes room for the blocks of num_rows rows. REQUIRES: plane is set.
  void Allocate(uint32_t num_rows) {
    const uint32_t alive = std::min(num_rows, plane->width_blocks / 2 + 2);
    rings.resize(std::bit_ceil(std::max(alive, 1u)));
    blocks.resize(rings.size());
    row_mask = static_cast<uint32_t>(rings.size() - 1);
    matcher = BlockMatcher(uint64_t{num_rows} * plane->width_blocks);
  }

  // Starts the block at (row, col): its place, its neighbours and what they say.
  void StartBlock(uint32_t row, uint32_t col) {
    BlockState& block = Block(row);
    RowRing& ring = Ring(row);
    block.self = &ring[col & 3];
    block.west = col > 0 ? &ring[(col - 1) & 3] : &kNoBlock;
    block.north = block.north_west = block.north_east = &kNoBlock;
    if (row > 0) {
      const RowRing& above = Ring(row - 1);
      block.north = &above[col & 3];
      if (col > 0) block.north_west = &above[(col - 1) & 3];
      if (col + 1 < plane->width_blocks) block.north_east = &above[(col + 1) & 3];
    }
    BeginBlock(&block);
  }

  // Ends it, its levels being known.
  void FinishBlock(uint32_t row, uint32_t col) {
    BlockState& block = Block(row);
    EndBlock(&block);
    block.self->hash = HashLevels(block.self->level, block.num_nonzero == 0);
    matcher.Insert(block.west->hash, block.north->hash, row * plane->width_blocks + col);
  }

  void LoadLevels(uint32_t row, uint32_t col, std::array<int16_t, 64>* level) const {
    const int16_t* coeffs = plane->Block(rows.begin + row, col);
    std::memcpy(level->data(), coeffs, sizeof(*level));
    if (!has_shifts) [[likely]]
      return;
    for (size_t k = 0; k < 64; ++k) (*level)[k] = static_cast<int16_t>((*level)[k] >> shifts[k]);
  }

  // to: the lane's plane.
  void StoreLevels(uint32_t row, uint32_t col, const std::array<int16_t, 64>& level,
                   jpeg::CoeffPlane* to) const {
    int16_t* coeffs = to->Block(rows.begin + row, col);
    std::memcpy(coeffs, level.data(), sizeof(level));
    if (!has_shifts) [[likely]]
      return;
    for (size_t k = 0; k < 64; ++k) {
      coeffs[k] = static_cast<int16_t>(static_cast<uint16_t>(level[k]) << shifts[k]);
    }
  }
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_LANE_H_
