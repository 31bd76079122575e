// What the blocks of a grid leave for their neighbours while a wavefront passes over it.
//
// Rings: of a row the last four blocks; of rows a power of two of them, at least columns / 2 + 2,
// so that a row that starts never meets one that the row below it still needs.
#ifndef JACKDAW_MODELS_PRIOR_FINISHED_BLOCKS_H_
#define JACKDAW_MODELS_PRIOR_FINISHED_BLOCKS_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/infer/aligned.h"
#include "models/infer/kernels.h"
#include "models/prior/prior_data.h"

namespace jackdaw::prior {

inline constexpr size_t kRing = 4;  // blocks kept of a row
inline constexpr size_t kMaxLanes = 2;
inline constexpr size_t kNeighbours = 4;  // W, NW, N, NE

// A block as its neighbours see it; null pointers where there is none.
struct FinishedBlock {
  int16_t* embedding = nullptr;          // [embed]
  int16_t* context1 = nullptr;           // [context]
  infer::SparseInput* levels = nullptr;  // [*num_levels], not zero
  uint16_t* num_levels = nullptr;
  int16_t* dc = nullptr;  // [kMaxLanes], dequantized

  std::span<const infer::SparseInput> Levels() const { return {levels, *num_levels}; }
};

class FinishedBlocks {
 public:
  using Neighbours = std::array<FinishedBlock, kNeighbours>;

  // rows x columns: of the grid, both at least 1.
  FinishedBlocks(const PriorShape& shape, uint32_t rows, uint32_t columns)
      : columns_(columns),
        embed_(static_cast<size_t>(shape.embed)),
        context_(static_cast<size_t>(shape.context)),
        num_slots_(static_cast<size_t>(shape.NumSlots())),
        causal_(shape.causal) {
    const uint32_t live_rows = std::bit_ceil(std::min(rows, columns / 2 + 2));
    ring_mask_ = live_rows - 1;
    const size_t live_blocks = size_t{live_rows} * kRing;
    embeddings_.assign(live_blocks * embed_, 0);
    contexts1_.assign(live_blocks * context_, 0);
    levels_.resize(live_blocks * num_slots_);
    num_levels_.assign(live_blocks, 0);
    dcs_.assign(live_blocks * kMaxLanes, 0);
  }

  FinishedBlock At(uint32_t row, uint32_t column) {
    const size_t block = size_t{row & ring_mask_} * kRing + (column & (kRing - 1));
    return {&embeddings_[block * embed_], &contexts1_[block * context_],
            &levels_[block * num_slots_], &num_levels_[block], &dcs_[block * kMaxLanes]};
  }

  // Of a block: none in a network that is not causal.
  Neighbours Around(uint32_t row, uint32_t column) {
    Neighbours neighbours;
    if (!causal_) return neighbours;
    if (column > 0) neighbours[0] = At(row, column - 1);
    if (row > 0) {
      if (column > 0) neighbours[1] = At(row - 1, column - 1);
      neighbours[2] = At(row - 1, column);
      if (column + 1 < columns_) neighbours[3] = At(row - 1, column + 1);
    }
    return neighbours;
  }

 private:
  uint32_t columns_;
  size_t embed_, context_, num_slots_;
  bool causal_;
  uint32_t ring_mask_ = 0;
  infer::AlignedVector<int16_t> embeddings_, contexts1_;
  std::vector<infer::SparseInput> levels_;
  std::vector<uint16_t> num_levels_;
  std::vector<int16_t> dcs_;
};

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_FINISHED_BLOCKS_H_
