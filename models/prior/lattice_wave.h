// Evaluates some blocks of a pass of a LatticeGrid: of one row, all of them or a part.
//
// Blocks have their places as numbers: 0, 1, .. from left to right. Use: BeginWave, then as a
// BlockWave (block_wave.h), with places for rows. Whoever evaluates other blocks of the same pass
// at the same time has a LatticeWave of its own. Arithmetic: docs/format_lattice.md.
#ifndef JACKDAW_MODELS_PRIOR_LATTICE_WAVE_H_
#define JACKDAW_MODELS_PRIOR_LATTICE_WAVE_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/infer/layers.h"
#include "models/prior/block_steps.h"
#include "models/prior/lattice.h"
#include "models/prior/lattice_grid.h"

namespace jackdaw::prior {

template <BlockShape kShape>
class LatticeWave : public BlockSteps<kShape> {
 public:
  using Grid = LatticeGrid<kShape>;

  // The most blocks of a wave.
  static constexpr uint32_t kMaxBlocks = 64;

  // The grid must outlive this.
  explicit LatticeWave(Grid& grid);

  // At least the bytes that one for a grid of so many columns takes.
  static constexpr uint64_t Bytes(uint32_t columns) {
    return std::min(kMaxBlocks, columns) *
               (Base::BytesPerBlock() + Base::kSlots * sizeof(infer::SparseInput)) +
           4096;
  }

  // Blocks (row, first_column + i step), i = 0 .. count - 1, step that of the pass. REQUIRES: they
  // are of the pass, 1 <= count <= kMaxBlocks, and all earlier passes have ended.
  void BeginWave(int pass, uint32_t row, uint32_t first_column, uint32_t count);
  void BeginSteps();
  void EndWave();

 private:
  using Base = BlockSteps<kShape>;

  // A neighbour's levels as inputs of the linear layer.
  struct Neighbour {
    std::array<infer::SparseInput, Base::kSlots> levels;
    std::array<int16_t, kMaxLanes> dc;
  };

  uint32_t Column(size_t place) const {
    return first_column_ + static_cast<uint32_t>(place) * pass_.step;
  }
  // The index of a neighbour; false: it is outside.
  bool FindNeighbour(size_t place, size_t tap, size_t* index) const;
  uint8_t* Gather(size_t place, size_t begin, size_t end, size_t size, bool contexts, uint8_t* to);
  MeanSources MeansOf(size_t place);
  MeanSource ReadNeighbour(size_t index, size_t part, Neighbour* to) const;

  Grid& grid_;
  LatticePass pass_;
  uint32_t row_ = 0, first_column_ = 0, count_ = 0;
  // What blocks of the wave note.
  std::vector<infer::SparseInput> levels_;  // [kSlots] each
  std::vector<uint16_t> num_levels_;
  std::vector<int16_t> dcs_;  // [kMaxLanes] each
  std::array<Neighbour, kNumNeighbours> neighbours_;
};

// The library has these; lattice_wave_impl.h makes others.
extern template class BlockSteps<kLumaLatticeShape>;
extern template class BlockSteps<kChromaLatticeShape>;
extern template class LatticeWave<kLumaLatticeShape>;
extern template class LatticeWave<kChromaLatticeShape>;

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_LATTICE_WAVE_H_
