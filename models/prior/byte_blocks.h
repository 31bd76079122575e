// What the blocks of a grid leave for their neighbours while a wavefront passes over it, with
// activations in bytes.
//
// Rings: of a row the last four blocks; of rows a power of two of them, at least columns / 2 + 2,
// so that a row that starts never meets one that the row below it still needs.
#ifndef JACKDAW_MODELS_PRIOR_BYTE_BLOCKS_H_
#define JACKDAW_MODELS_PRIOR_BYTE_BLOCKS_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/infer/aligned.h"
#include "models/infer/byte_kernels.h"
#include "models/prior/block_data.h"

namespace jackdaw::prior {

// A block as its neighbours see it; null pointers where there is none.
struct ByteBlock {
  uint8_t* embedding = nullptr;          // [embed]
  uint8_t* context1 = nullptr;           // [context]
  infer::SparseInput* levels = nullptr;  // [*num_levels], not zero, in the order of steps
  uint16_t* num_levels = nullptr;
  int16_t* dc = nullptr;  // [2], dequantized

  std::span<const infer::SparseInput> Levels() const { return {levels, *num_levels}; }
};

class ByteBlocks {
 public:
  static constexpr size_t kNumLanes = 2;
  static constexpr size_t kNumNeighbours = 4;  // W, NW, N, NE
  using Neighbours = std::array<ByteBlock, kNumNeighbours>;

  // rows x columns: of the grid, both at least 1.
  ByteBlocks(const BlockShape& shape, uint32_t rows, uint32_t columns)
      : columns_(columns),
        embed_(static_cast<size_t>(shape.embed)),
        context_(static_cast<size_t>(shape.context)),
        num_slots_(static_cast<size_t>(shape.NumSlots())) {
    const uint32_t live_rows = LiveRows(rows, columns);
    ring_mask_ = live_rows - 1;
    const size_t live_blocks = size_t{live_rows} * kRing;
    embeddings_.resize(live_blocks * embed_ + infer::kByteSlack);
    contexts1_.resize(live_blocks * context_ + infer::kByteSlack);
    levels_.resize(live_blocks * num_slots_);
    num_levels_.resize(live_blocks);
    dcs_.resize(live_blocks * kNumLanes);
  }

  // At least what one of them takes.
  static uint64_t Bytes(const BlockShape& shape, uint32_t rows, uint32_t columns) {
    const auto per_block = static_cast<uint64_t>(shape.embed + shape.context) +
                           sizeof(infer::SparseInput) * static_cast<uint64_t>(shape.NumSlots()) +
                           sizeof(uint16_t) * (1 + kNumLanes);
    return uint64_t{LiveRows(rows, columns)} * kRing * per_block + 2 * infer::kByteSlack;
  }

  ByteBlock At(uint32_t row, uint32_t column) {
    const size_t block = size_t{row & ring_mask_} * kRing + (column & (kRing - 1));
    return {&embeddings_[block * embed_], &contexts1_[block * context_],
            &levels_[block * num_slots_], &num_levels_[block], &dcs_[block * kNumLanes]};
  }

  Neighbours Around(uint32_t row, uint32_t column) {
    Neighbours neighbours;
    if (column > 0) neighbours[0] = At(row, column - 1);
    if (row > 0) {
      if (column > 0) neighbours[1] = At(row - 1, column - 1);
      neighbours[2] = At(row - 1, column);
      if (column + 1 < columns_) neighbours[3] = At(row - 1, column + 1);
    }
    return neighbours;
  }

 private:
  static constexpr size_t kRing = 4;  // blocks kept of a row

  static uint32_t LiveRows(uint32_t rows, uint32_t columns) {
    return std::bit_ceil(std::min(rows, columns / 2 + 2));
  }

  uint32_t columns_;
  size_t embed_, context_, num_slots_;
  uint32_t ring_mask_ = 0;
  infer::AlignedVector<uint8_t> embeddings_, contexts1_;
  std::vector<infer::SparseInput> levels_;
  std::vector<uint16_t> num_levels_;
  std::vector<int16_t> dcs_;
};

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_BYTE_BLOCKS_H_
