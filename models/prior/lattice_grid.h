// A whole component set in the order of lattice.h: what its blocks leave for those of later passes,
// and what is the same for all of them. Passes are evaluated by LatticeWave, by several threads if
// wanted: a block's own storage belongs to whoever evaluates it.
#ifndef JACKDAW_MODELS_PRIOR_LATTICE_GRID_H_
#define JACKDAW_MODELS_PRIOR_LATTICE_GRID_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/infer/aligned.h"
#include "models/infer/kernels.h"
#include "models/prior/block_network.h"
#include "models/prior/embedded_guide.h"
#include "models/prior/guide.h"
#include "models/prior/lattice.h"

namespace jackdaw::prior {

// Levels of a component: block (row, column) has its 64, in zigzag order, at 64 (row columns +
// column). Those of passes that are coded are not changed any more.
using LevelPlane = const int16_t*;

template <BlockShape kShape>
class LatticeGrid {
 public:
  using Network = BlockNetwork<kShape>;

  // quants, luma_quant: as of BlockWave. rows x columns: of the set, both at least 1. levels: of
  // each lane. What is given must outlive this.
  LatticeGrid(const Network& network, std::span<const std::array<uint16_t, 64>> quants,
              const std::array<uint16_t, 64>& luma_quant, uint32_t rows, uint32_t columns,
              std::span<const LevelPlane> levels,
              const infer::Kernels& kernels = infer::DefaultKernels());

  // At least the bytes that one takes, guide included.
  static uint64_t Bytes(uint32_t rows, uint32_t columns) {
    return uint64_t{rows} * columns * (kShape.embed + kShape.context) +
           EmbeddedGuide<kShape>::Bytes(rows, columns) + 4096;
  }

  // Embeds the guide of every position, before the first pass: first one call, then one for all
  // rows, or several, each of which may have a thread. Never called: no guide. REQUIRES: the
  // network has a guide.
  void BeginGuide() { guide_.Begin(rows_, columns_); }
  void SetGuideRows(const GuidePlane& plane, uint32_t row_begin, uint32_t row_end) {
    guide_.SetRows(network_, plane, row_begin, row_end, kernels_);
  }

  const Network& network() const { return network_; }
  const infer::Kernels& kernels() const { return kernels_; }
  std::span<const std::array<uint16_t, 64>> quants() const { return quants_; }
  uint32_t rows() const { return rows_; }
  uint32_t columns() const { return columns_; }
  const EmbeddedGuide<kShape>& guide() const { return guide_; }
  const infer::AlignedVector<int32_t>& embed_bias() const { return embed_bias_; }
  // Of context1 in a pass.
  const infer::AlignedVector<int32_t>& context1_bias(int pass) const {
    return context1_bias_[static_cast<size_t>(pass)];
  }

  size_t IndexOf(uint32_t row, uint32_t column) const { return size_t{row} * columns_ + column; }
  uint8_t* Embedding(size_t index) { return &embeddings_[index * kShape.embed]; }
  uint8_t* Context1(size_t index) { return &contexts1_[index * kShape.context]; }
  const int16_t* Levels(size_t lane, size_t index) const { return levels_[lane] + 64 * index; }

 private:
  static_assert(kShape.lattice);

  const Network& network_;
  const infer::Kernels& kernels_;
  const uint32_t rows_, columns_;
  std::vector<std::array<uint16_t, 64>> quants_;
  std::vector<LevelPlane> levels_;
  infer::AlignedVector<int32_t> embed_bias_;
  std::array<infer::AlignedVector<int32_t>, kNumPasses> context1_bias_;
  // Not cleared: the first write to a page takes time, which threads share.
  std::unique_ptr<uint8_t[]> embeddings_, contexts1_;
  EmbeddedGuide<kShape> guide_;
};

// The library has these; lattice_wave_impl.h makes others.
extern template class LatticeGrid<kLumaLatticeShape>;
extern template class LatticeGrid<kChromaLatticeShape>;

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_LATTICE_GRID_H_
