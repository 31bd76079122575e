// Evaluates a network of the second prior for one component set of one slice, in wavefront order.
//
// Block (row, column) belongs to wave column + 2 row, and has its row as its number. Use, for waves
// 0, 1, 2, ...:
//   BeginWave;
//   for every row, and in it the lanes in order: LastLogit is asked and SetLast called, or
//     SetCopied, and SetCopiedLevel for the levels;
//   BeginSteps;
//   for groups 14 .. 0 and in each the lanes: EvaluateStep returns the rows whose blocks have
//     levels to be coded in that step, and for each of them At() may be asked and SetLevel told;
//   EndWave.
// Nothing is allocated between the constructor and the destructor but for the guide. Arithmetic:
// docs/format_prior2.md.
#ifndef JACKDAW_MODELS_PRIOR_BLOCK_WAVE_H_
#define JACKDAW_MODELS_PRIOR_BLOCK_WAVE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "models/infer/aligned.h"
#include "models/infer/kernels.h"
#include "models/prior/block_steps.h"
#include "models/prior/embedded_guide.h"
#include "models/prior/finished_blocks.h"
#include "models/prior/guide.h"

namespace jackdaw::prior {

template <BlockShape kShape>
class BlockWave : public BlockSteps<kShape> {
 public:
  using typename BlockSteps<kShape>::Network;

  // quants: quantization of the levels of each lane of the network, zigzag, zero-free (shifts
  // applied, at most 65535). luma_quant: of the frame's luma, for networks with a guide only.
  // rows x columns: block grid of the set in the slice, both at least 1. The network and the
  // kernels must outlive this.
  BlockWave(const Network& network, std::span<const std::array<uint16_t, 64>> quants,
            const std::array<uint16_t, 64>& luma_quant, uint32_t rows, uint32_t columns,
            const infer::Kernels& kernels = infer::DefaultKernels());

  // At least the bytes that one takes, guide included.
  static uint64_t Bytes(uint32_t rows, uint32_t columns);

  // Embeds the guide of every position, before the first wave. Never called: no guide. The plane is
  // not used afterwards. REQUIRES: the network has a guide.
  void SetGuide(const GuidePlane& plane) {
    guide_.Set(Base::network(), plane, rows_, columns_, Base::kernels());
  }

  // Rows row_begin .. row_end - 1 have their blocks (row, wave - 2 row) in this wave. REQUIRES: all
  // blocks of these rows are inside, no other row has one, and all earlier waves have ended.
  void BeginWave(uint32_t wave, uint32_t row_begin, uint32_t row_end);

  void BeginSteps();

  // Finishes the wave's blocks for those that have them as neighbours.
  void EndWave();

 private:
  static_assert(!kShape.lattice);

  using Base = BlockSteps<kShape>;
  using Blocks = FinishedBlocks<uint8_t>;

  uint32_t Column(uint32_t row) const { return wave_ - 2 * row; }

  const uint32_t rows_, columns_;
  // Biases with the inputs that are the same for the whole image.
  infer::AlignedVector<int32_t> embed_bias_, context1_bias_;
  Blocks blocks_;
  EmbeddedGuide<kShape> guide_;

  // Of the current wave.
  uint32_t wave_ = 0, row_begin_ = 0, row_end_ = 0;
};

// The library has these; block_wave_impl.h makes others.
extern template class BlockSteps<kLumaBlockShape>;
extern template class BlockSteps<kChromaBlockShape>;
extern template class BlockWave<kLumaBlockShape>;
extern template class BlockWave<kChromaBlockShape>;

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_BLOCK_WAVE_H_
