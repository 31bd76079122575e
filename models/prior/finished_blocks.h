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
#include <cstring>
#include <span>
#include <vector>

#include "models/infer/aligned.h"
#include "models/infer/byte_kernels.h"
#include "models/infer/kernels.h"

namespace jackdaw::prior {

inline constexpr size_t kMaxLanes = 2;
inline constexpr size_t kNumNeighbours = 4;  // W, NW, N, NE

// A block as its neighbours see it; null pointers where there is none. Activation: int16_t or
// uint8_t.
template <class Activation>
struct FinishedBlock {
  Activation* embedding = nullptr;       // [embed]
  Activation* context1 = nullptr;        // [context]
  infer::SparseInput* levels = nullptr;  // [*num_levels], not zero, in the order of coding
  uint16_t* num_levels = nullptr;
  int16_t* dc = nullptr;  // [kMaxLanes], dequantized

  std::span<const infer::SparseInput> Levels() const { return {levels, *num_levels}; }

  // Before its first level.
  void Clear() const {
    *num_levels = 0;
    std::fill_n(dc, kMaxLanes, int16_t{0});
  }

  // A level that is not zero. Of DC, neighbours take the difference to their reference: as an input
  // it is 0.
  void Add(const infer::SparseInput& level) const {
    infer::SparseInput& input = levels[(*num_levels)++];
    input = level;
    if (level.slot % 64 != 0) return;
    dc[level.slot / 64] = level.value;
    input.value = 0;
  }
};

template <class Activation>
using Neighbourhood = std::array<FinishedBlock<Activation>, kNumNeighbours>;

// Sizes of what a block leaves.
struct FinishedSizes {
  int embed = 0, context = 0, num_slots = 0;
};

template <class Activation>
class FinishedBlocks {
 public:
  using Block = FinishedBlock<Activation>;
  using Neighbours = Neighbourhood<Activation>;

  // rows x columns: of the grid, both at least 1.
  FinishedBlocks(const FinishedSizes& sizes, uint32_t rows, uint32_t columns)
      : columns_(columns),
        embed_(static_cast<size_t>(sizes.embed)),
        context_(static_cast<size_t>(sizes.context)),
        num_slots_(static_cast<size_t>(sizes.num_slots)) {
    const uint32_t live_rows = LiveRows(rows, columns);
    ring_mask_ = live_rows - 1;
    const size_t live_blocks = size_t{live_rows} * kRing;
    embeddings_.resize(live_blocks * embed_ + infer::kByteSlack);
    contexts1_.resize(live_blocks * context_ + infer::kByteSlack);
    levels_.resize(live_blocks * num_slots_);
    num_levels_.resize(live_blocks);
    dcs_.resize(live_blocks * kMaxLanes);
  }

  // At least what one of them takes.
  static uint64_t Bytes(const FinishedSizes& sizes, uint32_t rows, uint32_t columns) {
    const auto per_block = sizeof(Activation) * static_cast<uint64_t>(sizes.embed + sizes.context) +
                           sizeof(infer::SparseInput) * static_cast<uint64_t>(sizes.num_slots) +
                           sizeof(uint16_t) * (1 + kMaxLanes);
    return uint64_t{LiveRows(rows, columns)} * kRing * per_block +
           2 * sizeof(Activation) * infer::kByteSlack;
  }

  Block At(uint32_t row, uint32_t column) {
    const size_t block = size_t{row & ring_mask_} * kRing + (column & (kRing - 1));
    return {&embeddings_[block * embed_], &contexts1_[block * context_],
            &levels_[block * num_slots_], &num_levels_[block], &dcs_[block * kMaxLanes]};
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

  // The neighbours' embeddings, or zeros, one after the other. Returns the end of what it wrote.
  Activation* CopyEmbeddings(uint32_t row, uint32_t column, Activation* to) {
    for (const Block& neighbour : Around(row, column)) {
      to = CopyOrClear(neighbour.embedding, embed_, to);
    }
    return to;
  }
  // The same of their first contexts and, last, of the block itself, which `own` becomes.
  void CopyContexts(uint32_t row, uint32_t column, const Activation* own, Activation* to) {
    for (const Block& neighbour : Around(row, column)) {
      to = CopyOrClear(neighbour.context1, context_, to);
    }
    CopyOrClear(own, context_, to);
    CopyOrClear(own, context_, At(row, column).context1);
  }

 private:
  static constexpr size_t kRing = 4;  // blocks kept of a row

  static uint32_t LiveRows(uint32_t rows, uint32_t columns) {
    return std::bit_ceil(std::min(rows, columns / 2 + 2));
  }

  // Copies `size` numbers, or zeros if `from` is null.
  static Activation* CopyOrClear(const Activation* from, size_t size, Activation* to) {
    if (from != nullptr) {
      std::memcpy(to, from, size * sizeof(Activation));
    } else {
      std::memset(to, 0, size * sizeof(Activation));
    }
    return to + size;
  }

  uint32_t columns_;
  size_t embed_, context_, num_slots_;
  uint32_t ring_mask_ = 0;
  infer::AlignedVector<Activation> embeddings_, contexts1_;
  std::vector<infer::SparseInput> levels_;
  std::vector<uint16_t> num_levels_;
  std::vector<int16_t> dcs_;
};

// Blocks of a wave are two columns apart.
inline size_t WaveRows(uint32_t rows, uint32_t columns) {
  return std::min<size_t>(rows, size_t{columns} / 2 + 1);
}

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_FINISHED_BLOCKS_H_
