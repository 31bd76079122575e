// Evaluates a network of the second prior for one component set of one slice, in wavefront order.
//
// Block (row, column) belongs to wave column + 2 row. Use, for waves 0, 1, 2, ...:
//   BeginWave;
//   for every row, and in it the lanes in order: LastLogit is asked and SetLast called, or
//     SetCopied, and SetCopiedLevel for the levels;
//   BeginSteps;
//   for groups 14 .. 0 and in each the lanes: EvaluateStep returns the rows whose blocks have
//     levels to be coded in that step, and for each of them At() may be asked and SetLevel told;
//   EndWave.
// Blocks enter with their last group: nothing above it is computed. Nothing is allocated between
// the constructor and the destructor but for the guide. Arithmetic: docs/format_prior2.md. Mixtures
// have two components.
#ifndef JACKDAW_MODELS_PRIOR_BLOCK_WAVE_H_
#define JACKDAW_MODELS_PRIOR_BLOCK_WAVE_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "entropy/logistic_mixture.h"
#include "models/infer/aligned.h"
#include "models/infer/byte_kernels.h"
#include "models/infer/kernels.h"
#include "models/prior/block_network.h"
#include "models/prior/finished_blocks.h"
#include "models/prior/guide.h"
#include "models/prior/slot_mixtures.h"

namespace jackdaw::prior {

template <BlockShape kShape>
class BlockWave {
 public:
  using Network = BlockNetwork<kShape>;

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
  void SetGuide(const GuidePlane& plane);

  // Rows row_begin .. row_end - 1 have their blocks (row, wave - 2 row) in this wave. REQUIRES: all
  // blocks of these rows are inside, no other row has one, and all earlier waves have ended.
  void BeginWave(uint32_t wave, uint32_t row_begin, uint32_t row_end);

  // Log odds, Q12, that the last group of the block's lane is at least `threshold`, 1 .. 14, among
  // those that the tree leaves (docs/format_prior2.md §3). Of lane 1 after lane 0's is known.
  int32_t LastLogit(uint32_t row, int lane, int threshold) const;
  // The last group, 0 .. 14.
  void SetLast(uint32_t row, int lane, int group) {
    Turn(row).last[static_cast<size_t>(lane)] = static_cast<uint8_t>(group);
  }
  int Last(uint32_t row, int lane) const {
    return turns_[row - row_begin_].last[static_cast<size_t>(lane)];
  }
  // The lane's levels, DC too, are known already; the group is their last.
  void SetCopied(uint32_t row, int lane, int group) {
    SetLast(row, lane, group);
    Turn(row).copied |= static_cast<uint8_t>(1 << lane);
  }
  // A level of it that is not zero. REQUIRES: in the order of coding, lane after lane.
  void SetCopiedLevel(uint32_t row, int lane, int k, int level) { Note(row, lane, k, level); }

  void BeginSteps();

  // Rows whose blocks have levels in this step, not copied: those of the highest last groups first.
  // In order: group 14 .. 0, in each lane 0 .. lanes - 1. Valid until the next call.
  std::span<const uint32_t> EvaluateStep(int group, int lane);

  // What is known of a coefficient of the last evaluated step before it is coded. i: its row's
  // place in what EvaluateStep returned.
  entropy::LogisticMixture At(size_t i, int k) const { return mixtures_.At(i, Index(k)); }
  // The same about its level 0.
  entropy::ZeroBelief Zero(size_t i, int k) const { return mixtures_.Zero(i, Index(k)); }
  // ZeroBelief::cost of all coefficients of the step in a block.
  const uint32_t* ZeroCosts(size_t i) const { return mixtures_.ZeroCosts(i); }

  // A level of the evaluated step that is not zero, once per coefficient. Later steps see it.
  void SetLevel(size_t i, int lane, int k, int level) { Note(step_rows_[i], lane, k, level); }

  // Finishes the wave's blocks for those that have them as neighbours.
  void EndWave();

 private:
  static_assert(kShape.components == 2);

  using Blocks = FinishedBlocks<uint8_t>;
  static constexpr FinishedSizes kSizes = {kShape.embed, kShape.context, kShape.NumSlots()};
  static constexpr size_t kEmbed = kShape.embed, kContext = kShape.context;
  static constexpr size_t kGuide = kShape.guide_embed, kHidden = kShape.hidden;
  static constexpr size_t kNumHidden = kShape.NumHidden(), kLanes = kShape.lanes;
  // Pitches of the buffers below.
  static constexpr size_t kInputPitch = std::max(Network::kParts.context1.columns,  //
                                                 Network::kParts.context2.columns);
  static constexpr size_t kLogitPitch = infer::RoundUpToPanel(kShape.NumLastLogits());
  static constexpr size_t kFeaturePitch = infer::RoundUpToPanel(kHidden);
  static constexpr size_t kSlots = kShape.NumSlots();
  static constexpr size_t kOutputPitch = StepMixtures::kNumOutputs * kMaxGroup;
  static constexpr size_t kSumPitch =
      infer::RoundUpToPanel(std::max({kContext, kEmbed, kHidden, kLogitPitch}));

  // What is known of a row's block in the current wave.
  struct BlockTurn {
    std::array<uint8_t, 2> last{};
    uint8_t copied = 0;  // a bit a lane
  };

  void AllocateBuffers();

  BlockTurn& Turn(uint32_t row) { return turns_[row - row_begin_]; }
  Blocks::Block Self(uint32_t row) { return blocks_.At(row, Column(row)); }
  uint32_t Column(uint32_t row) const { return wave_ - 2 * row; }
  size_t Index(int k) const { return static_cast<size_t>(k) - step_first_; }

  void GatherContext1(uint32_t row, uint32_t column, uint8_t* input);
  void SortRows();
  void StartMeans(size_t at);
  void Note(uint32_t row, int lane, int k, int level);
  void TellLevels(size_t at);
  void EvaluateHidden(size_t step, int group, int lane, size_t n);
  void ChooseStepRows(int group, int lane, size_t n);
  void EvaluateOutputs(size_t step, int group, size_t n);
  void FindMixtures(int group, int lane);

  const Network& network_;
  const infer::Kernels& kernels_;
  const infer::ByteKernels& bytes_;
  const uint32_t rows_, columns_;

  SlotScales scales_;
  // Biases with the inputs that are the same for the whole image.
  infer::AlignedVector<int32_t> embed_bias_, context1_bias_;

  Blocks blocks_;

  // Embedded guide, [rows + 2][columns + 2][guide_embed] with a border of zeros; may be empty.
  infer::AlignedVector<uint8_t> guide_;

  // Of the current wave, by row - row_begin_.
  uint32_t wave_ = 0, row_begin_ = 0, row_end_ = 0;
  std::vector<BlockTurn> turns_;
  infer::AlignedVector<uint8_t> inputs_, context_;
  infer::AlignedVector<int32_t> sums_, logits_;

  // Of the blocks that have something to be coded, those of higher last groups (of any lane) first:
  // block i is of row order_[i]. The first num_from_[g] have a last group of at least g.
  std::vector<uint32_t> order_;
  std::array<size_t, 16> num_from_{};
  std::vector<uint16_t> num_told_;  // levels that the means know
  infer::AlignedVector<uint8_t> order_context_, hidden_, step_hidden_;
  infer::AlignedVector<int32_t> features_, means_, outputs_;

  // Of the last evaluated step: blocks to be coded, by their place in order_, and their rows.
  std::vector<uint32_t> step_places_, step_rows_;
  size_t step_first_ = 0;  // coefficient
  StepMixtures mixtures_;
};

// The library has these; block_wave_impl.h makes others.
extern template class BlockWave<kLumaBlockShape>;
extern template class BlockWave<kChromaBlockShape>;

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_BLOCK_WAVE_H_
