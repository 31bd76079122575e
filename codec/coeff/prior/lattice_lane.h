// One component of a set that is coded in the passes of models/prior/lattice.h: where its levels
// are, and what is kept of blocks for those of later passes. Rows count from the first one of the
// component.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_LATTICE_LANE_H_
#define JACKDAW_CODEC_COEFF_PRIOR_LATTICE_LANE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/nonzero_mask.h"
#include "codec/coeff/block_match.h"
#include "codec/coeff/component_set.h"
#include "codec/coeff/component_tables.h"
#include "codec/coeff/levels_in_place.h"
#include "codec/coeff/prior/gated_contexts.h"
#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/jpeg_data.h"
#include "models/prior/lattice.h"

namespace jackdaw::coeff {

// Of all blocks of a component. Threads that code different blocks of a pass may share one.
template <bool kDecodes>
class LatticePlane {
 public:
  using Levels = LevelsInPlace<kDecodes>;

  // num_rows: at least one.
  LatticePlane(typename Levels::Plane& plane, uint32_t num_rows, const ComponentTables& tables,
               const FrequencyShifts& shifts)
      : quant_(tables.quant),
        num_rows_(num_rows),
        levels_(plane, {0, num_rows}, shifts),
        notes_(levels_.num_blocks()) {}

  // At least what one of them takes.
  static uint64_t Bytes(uint32_t num_rows, uint32_t width) {
    return uint64_t{num_rows} * width * sizeof(Note) + Levels::CopyBytes(num_rows, width);
  }

  const std::array<uint16_t, 64>& quant() const { return quant_; }
  uint32_t num_rows() const { return num_rows_; }
  uint32_t width() const { return levels_.width(); }
  auto LevelsAt(size_t index) const { return levels_.AtIndex(index); }

  // What is kept of a block.
  struct Note {
    uint32_t hash = 0;
    int16_t dc_residual = 0;
  };
  Note& NoteAt(size_t index) { return notes_[index]; }

  // After the last block, of a decoder: levels become coefficients.
  void Unshift() { levels_.Unshift(); }

 private:
  std::array<uint16_t, 64> quant_;
  uint32_t num_rows_;
  Levels levels_;
  std::vector<Note> notes_;
};

// The blocks of a wave, by their places: those that one thread codes at once.
template <bool kDecodes>
class LatticeLane {
 public:
  using Block = GatedBlock<kDecodes>;

  // max_blocks: of a wave; all_blocks: that this one codes, in all passes. The plane must outlive
  // this.
  LatticeLane(LatticePlane<kDecodes>& plane, uint32_t max_blocks, uint64_t all_blocks)
      : plane_(plane), matcher_(all_blocks), blocks_(max_blocks), keys_(max_blocks) {}

  // At least what one of them takes.
  static constexpr uint64_t Bytes(uint32_t max_blocks) {
    constexpr uint64_t kMatcherBytes = uint64_t{1} << 16;
    return max_blocks * (sizeof(Block) + sizeof(Key)) + kMatcherBytes;
  }

  Block& At(uint32_t place) { return blocks_[place]; }
  BlockMatcher& matcher() { return matcher_; }

  // Starts the block at (row, col) of a pass: what it sees, and an encoder's levels.
  void StartBlock(uint32_t place, const prior::LatticePass& pass, uint32_t row, uint32_t col) {
    const Seen seen = SeenFrom(pass.sees);
    Block& b = At(place);
    b = {};
    Key& key = keys_[place];
    key.index = size_t{row} * plane_.width() + col;
    b.level = plane_.LevelsAt(key.index);
    const Neighbour first = Find(seen.taps[0], pass, row, col),
                    second = Find(seen.taps[1], pass, row, col),
                    third = Find(seen.taps[2], pass, row, col),
                    fourth = Find(seen.taps[3], pass, row, col);
    b.west = first.levels, b.west_nonzero = first.nonzero, b.west_dc_residual = first.dc_residual;
    b.north = second.levels, b.north_nonzero = second.nonzero;
    b.north_dc_residual = second.dc_residual;
    b.north_west = third.levels, b.north_west_nonzero = third.nonzero;
    b.north_east = fourth.levels, b.north_east_nonzero = fourth.nonzero;
    b.other = kZeroLevels.data();
    b.west_count = static_cast<uint8_t>(jpeg::CountBits(first.nonzero));
    b.north_count = static_cast<uint8_t>(jpeg::CountBits(second.nonzero));
    b.nonzero = kDecodes ? 0 : NonzeroMask(b.level);
    // Blocks that see nothing do not repeat any, and those that see other neighbours not each
    // other.
    key.repeats = pass.sees != prior::Surroundings::kNothing;
    key.first = first.hash + static_cast<uint32_t>(pass.sees);
    key.second = second.hash;
  }

  // Whether there is a block that this one may repeat, and its levels.
  const int16_t* FindMatch(uint32_t place) const {
    const Key& key = keys_[place];
    uint32_t index;
    return key.repeats && matcher_.Find(key.first, key.second, &index) ? plane_.LevelsAt(index)
                                                                       : nullptr;
  }

  // Ends the block, its levels being known.
  void FinishBlock(uint32_t place) {
    const Block& b = At(place);
    const Key& key = keys_[place];
    plane_.NoteAt(key.index) = {HashBlock(b.level, b.nonzero), b.dc_residual};
    if (key.repeats) {
      matcher_.Insert(key.first, key.second, static_cast<uint32_t>(key.index));
    }
  }

 private:
  // Neighbours that stand for W, N, NW and NE of contexts, as places in kLatticeTaps; kNone: none.
  static constexpr size_t kNone = prior::kNumLatticeTaps;
  struct Seen {
    std::array<size_t, 4> taps;
  };
  static constexpr Seen SeenFrom(prior::Surroundings sees) {
    switch (sees) {
      case prior::Surroundings::kNothing:
        return {{kNone, kNone, kNone, kNone}};
      case prior::Surroundings::kSides:
        return {{6, 7, kNone, kNone}};  // W, E
      case prior::Surroundings::kRows:
        return {{0, 1, 2, 5}};  // N, S, NW, SE
      case prior::Surroundings::kAll:
        return {{6, 0, 7, 1}};  // W, N, E, S
    }
    return {{kNone, kNone, kNone, kNone}};
  }

  struct Neighbour {
    const int16_t* levels = kZeroLevels.data();
    uint64_t nonzero = 0;
    uint32_t hash = 0;
    int16_t dc_residual = 0;
  };
  // The block itself, and what it sees for the matcher.
  struct Key {
    size_t index = 0;  // in raster order
    uint32_t first = 0, second = 0;
    bool repeats = false;  // may repeat another block
  };

  Neighbour Find(size_t tap, const prior::LatticePass& pass, uint32_t row, uint32_t col) const {
    if (tap == kNone) return {};
    size_t index;
    if (!prior::FindNeighbour(pass, tap, row, col, plane_.num_rows(), plane_.width(), &index)) {
      return {};
    }
    const int16_t* const levels = plane_.LevelsAt(index);
    const auto& note = plane_.NoteAt(index);
    return {levels, NonzeroMask(levels), note.hash, note.dc_residual};
  }

  LatticePlane<kDecodes>& plane_;
  BlockMatcher matcher_;
  std::vector<Block> blocks_;
  std::vector<Key> keys_;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_LATTICE_LANE_H_
