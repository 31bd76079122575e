// Evaluates a network of the learned prior for one component set of one slice, in wavefront order.
//
// Block (row, column) belongs to wave column + 2 row. Use, for waves 0, 1, 2, ...: BeginWave; for
// groups 14 .. 0 and in each for the lanes: EvaluateStep, then for every row the coder asks At()
// and tells SetLevel() of the non-zero levels; EndWave. Only rows near the wave are kept. Nothing
// is allocated between the constructor and the destructor but for the guide. Format:
// docs/format_coeff.md.
#ifndef JACKDAW_MODELS_PRIOR_WAVE_PRIOR_H_
#define JACKDAW_MODELS_PRIOR_WAVE_PRIOR_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "entropy/logistic_mixture.h"
#include "models/infer/aligned.h"
#include "models/infer/kernels.h"
#include "models/prior/finished_blocks.h"
#include "models/prior/guide.h"
#include "models/prior/prior_model.h"
#include "models/prior/slot_mixtures.h"

namespace jackdaw::prior {

// At least the bytes that a WavePrior takes, guide included. rows, columns: its grid.
uint64_t WavePriorBytes(const PriorShape& shape, uint32_t rows, uint32_t columns);

class WavePrior {
 public:
  // quants: quantization of the levels of each active lane, zigzag, zero-free (shifts applied, at
  // most 65535). Fewer quants than lanes: the missing lanes are never set nor asked, and count as
  // quantized like the first; EvaluateStep then only computes what later steps see of them.
  // luma_quant: of the frame's luma, for networks with a guide only. rows x columns: block grid of
  // the set in the slice, both at least 1. The network and the kernels must outlive this.
  WavePrior(const PriorNetwork& network, std::span<const std::array<uint16_t, 64>> quants,
            const std::array<uint16_t, 64>& luma_quant, uint32_t rows, uint32_t columns,
            const infer::Kernels& kernels = infer::DefaultKernels());

  // Embeds the guide of every position, before the first wave. Never called: no guide. The plane is
  // not used afterwards. REQUIRES: the network has a guide.
  void SetGuide(const GuidePlane& plane);

  // Rows row_begin .. row_end - 1 have their blocks (row, wave - 2 row) in this wave. REQUIRES: all
  // blocks of these rows are inside, no other row has one, and all earlier waves have ended. In a
  // grid of one column every second wave is empty.
  void BeginWave(uint32_t wave, uint32_t row_begin, uint32_t row_end);

  // Hidden units and mixtures of a step for all rows of the wave. In order: group 14 .. 0, in each
  // lane 0 .. lanes - 1 (all lanes of the network, active or not).
  void EvaluateStep(int group, int lane);

  // What is known of a coefficient of the last evaluated step before it is coded.
  entropy::LogisticMixture At(uint32_t row, int lane, int k) const {
    return mixtures_.At(row - row_begin_, Index(lane, k));
  }
  // The same about its level 0.
  entropy::ZeroBelief Zero(uint32_t row, int lane, int k) const {
    return mixtures_.Zero(row - row_begin_, Index(lane, k));
  }
  // ZeroBelief::cost of all coefficients of the step in a block.
  const uint32_t* ZeroCosts(uint32_t row) const { return mixtures_.ZeroCosts(row - row_begin_); }

  // A level other than zero of the wave's block in `row`, once per coefficient. REQUIRES: called
  // before the EvaluateStep that follows its own step's. It may be called as early as after
  // BeginWave (copied blocks): only later steps see it.
  void SetLevel(uint32_t row, int lane, int k, int level);

  // Finishes the wave's blocks for those that have them as neighbours.
  void EndWave();

 private:
  void FoldConstants(std::span<const std::array<uint16_t, 64>> quants,
                     const std::array<uint16_t, 64>& luma_quant);
  void AllocateBuffers();

  using Blocks = FinishedBlocks<int16_t>;

  Blocks::Block Self(uint32_t row) { return blocks_.At(row, Column(row)); }
  void GatherContext1(uint32_t row, uint32_t column, int16_t* input);
  void FindMixtures(int output_shift, int group, int lane);
  size_t Index(int lane, int k) const { return static_cast<size_t>(64 * lane + k) - step_slot_; }
  uint32_t Column(uint32_t row) const { return wave_ - 2 * row; }

  const PriorNetwork& network_;
  const infer::Kernels& kernels_;
  const uint32_t rows_, columns_;
  const int active_lanes_;

  SlotScales scales_;
  // Biases with the inputs that are the same for the whole image.
  infer::AlignedVector<int32_t> embed_bias_, context1_bias_;

  Blocks blocks_;

  // Embedded guide, [rows + 2][columns + 2][guide_embed] with a border of zeros; may be empty.
  infer::AlignedVector<int16_t> guide_;

  // Of the current wave, by row - row_begin_.
  uint32_t wave_ = 0, row_begin_ = 0, row_end_ = 0;
  size_t input_pitch_ = 0, hidden_pitch_ = 0, output_pitch_ = 0, slot_pitch_ = 0;
  infer::AlignedVector<int16_t> inputs_, context_, hidden_, step_hidden_;
  infer::AlignedVector<int32_t> sums_, hidden_sums_, outputs_, means_;

  // Of the last evaluated step, which begins at slot step_slot_.
  size_t step_slot_ = 0;
  StepMixtures mixtures_;
};

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_WAVE_PRIOR_H_
