// One component of a set while a slice of it is coded in the fast preset: where its levels are, and
// what is kept of the row of blocks above and of the current one. Rows count from the first one of
// the slice.
#ifndef JACKDAW_CODEC_COEFF_FAST_FAST_LANE_H_
#define JACKDAW_CODEC_COEFF_FAST_FAST_LANE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/nonzero_mask.h"
#include "codec/coeff/block_match.h"
#include "codec/coeff/component_set.h"
#include "codec/coeff/component_tables.h"
#include "codec/coeff/levels_in_place.h"
#include "codec/coeff/linear_prediction.h"
#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::coeff {

// Numbers by frequency with room before and after them, so that adjacent ones can be read without
// a test for the edge of the block.
inline constexpr size_t kSizePad = 8;

// What is kept of a block for its neighbours; of one that does not exist, zeros.
struct FastInfo {
  std::array<uint8_t, kSizePad + 64 + kSizePad> size{};  // of AC levels, natural order, padded
  std::array<uint8_t, 64> smooth{};                      // mean size of adjacent frequencies
  std::array<uint8_t, 16> group_sum{};  // per group: sum of magnitudes, each clamped to 3
  uint32_t hash = 0;                    // of levels, see block_match.h
  int16_t dc_residual = 0;
  uint8_t count = 0;  // AC levels that are not 0
  uint8_t last = 0;   // the last group that has one
};

// Sums of the linear prediction, as linear_prediction.h orders them.
using PredictionSums = std::array<int32_t, 64>;

// A block while it is coded.
template <bool kDecodes>
struct FastBlock {
  using Level = std::conditional_t<kDecodes, int16_t, const int16_t>;
  Level* level;                 // zigzag
  const int16_t *west, *north;  // levels there
  const FastInfo *west_info, *north_info, *north_west_info, *north_east_info;
  FastInfo* info;
  const FastInfo* other = nullptr;  // of the block at this place in the set's first component
  const int16_t* other_level;       // its levels; zeros without it
  int32_t *column, *row;            // sums of this block
  int32_t *below, *right;           // what it adds to those of its neighbours
  bool has_west, has_north;
  bool copied;       // the same as an earlier block: nothing more is coded
  uint64_t nonzero;  // bit k: the level at zigzag k is not 0; of a decoder: as far as known
};

template <bool kDecodes>
class FastLane {
 public:
  using Levels = LevelsInPlace<kDecodes>;
  using Block = FastBlock<kDecodes>;

  // rows: at least one.
  FastLane(typename Levels::Plane& plane, RowRange rows, const ComponentTables& tables,
           const FrequencyShifts& shifts)
      : tables_(tables),
        levels_(plane, rows, shifts),
        above_(plane.width_blocks + size_t{2}),
        current_(plane.width_blocks + size_t{2}),
        columns_(plane.width_blocks),
        below_(plane.width_blocks),
        matcher_(levels_.num_blocks()) {}

  // At least what one of them takes.
  static uint64_t StateBytes(uint32_t num_rows, uint32_t width) {
    constexpr uint64_t kMatcherBytes = uint64_t{1} << 16;
    return 2 * (uint64_t{width} + 2) * (sizeof(FastInfo) + sizeof(PredictionSums)) + kMatcherBytes +
           Levels::CopyBytes(num_rows, width);
  }

  const ComponentTables& tables() const { return tables_; }
  BlockMatcher& matcher() { return matcher_; }

  void BeginRow() {
    rights_[0].fill(0);
    rights_[1].fill(0);
  }
  void EndRow() {
    std::swap(above_, current_);
    std::swap(columns_, below_);
  }

  // Starts the block at (row, col), after the one to the left.
  Block StartBlock(uint32_t row, uint32_t col) {
    Block b;
    b.has_west = col > 0;
    b.has_north = row > 0;
    b.level = levels_.At(row, col);
    b.west = b.has_west ? b.level - 64 : kZeroLevels.data();
    b.north = b.has_north ? levels_.At(row - 1, col) : kZeroLevels.data();
    // The first and the last entry of a row stand for blocks that do not exist.
    b.west_info = &current_[col];
    b.info = &current_[col + size_t{1}];
    b.north_west_info = &above_[col];
    b.north_info = &above_[col + size_t{1}];
    b.north_east_info = &above_[col + size_t{2}];
    b.other_level = kZeroLevels.data();
    b.column = columns_[col].data();
    b.row = rights_[col & 1].data();
    ClearPredictions(&below_[col]);
    b.below = below_[col].data();
    ClearPredictions(&rights_[~col & 1]);
    b.right = rights_[~col & 1].data();
    b.copied = false;
    b.nonzero = kDecodes ? 0 : NonzeroMask(b.level);
    return b;
  }

  // The levels of the block that this one may repeat, the one that last had the same W and N; null:
  // none.
  const int16_t* FindMatch(const Block& b) const {
    uint32_t index;
    if (!matcher_.Find(b.west_info->hash, b.north_info->hash, &index)) return nullptr;
    return levels_.AtIndex(index);
  }

  // Ends the block at (row, col), its levels being known.
  void FinishBlock(const Block& b, uint32_t row, uint32_t col) {
    b.info->hash = HashBlock(b.level, b.nonzero);
    matcher_.Insert(b.west_info->hash, b.north_info->hash, row * levels_.width() + col);
  }

  // After the last block, of a decoder: levels become coefficients.
  void Unshift() { levels_.Unshift(); }

 private:
  ComponentTables tables_;
  Levels levels_;
  std::vector<FastInfo> above_, current_;        // by column + 1
  std::vector<PredictionSums> columns_, below_;  // by column: of this row, of the next one
  std::array<PredictionSums, 2> rights_{};       // by column modulo 2
  BlockMatcher matcher_;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_FAST_FAST_LANE_H_
