// The steps of a network of the second prior over some blocks at once: from their contexts to the
// mixtures of their levels, group after group (docs/format_prior2.md §2). Which blocks these are,
// and what they see, is up to the derived classes: BlockWave and LatticeWave.
//
// Blocks have numbers: rows in a BlockWave, places in a LatticeWave. Blocks enter with their last
// group: nothing above it is computed. Mixtures have two components.
#ifndef JACKDAW_MODELS_PRIOR_BLOCK_STEPS_H_
#define JACKDAW_MODELS_PRIOR_BLOCK_STEPS_H_

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
#include "models/prior/mean_layer.h"
#include "models/prior/slot_mixtures.h"

namespace jackdaw::prior {

template <BlockShape kShape>
class BlockSteps {
 public:
  using Network = BlockNetwork<kShape>;

  // Log odds, Q12, that the last group of the block's lane is at least `threshold`, 1 .. 14, among
  // those that the tree leaves (docs/format_prior2.md §3). Of lane 1 after lane 0's is known.
  int32_t LastLogit(uint32_t number, int lane, int threshold) const;
  // The last group, 0 .. 14.
  void SetLast(uint32_t number, int lane, int group) {
    Turn(number).last[static_cast<size_t>(lane)] = static_cast<uint8_t>(group);
  }
  int Last(uint32_t number, int lane) const {
    return turns_[number - first_].last[static_cast<size_t>(lane)];
  }
  // The lane's levels, DC too, are known already; the group is their last.
  void SetCopied(uint32_t number, int lane, int group) {
    SetLast(number, lane, group);
    Turn(number).copied |= static_cast<uint8_t>(1 << lane);
  }
  // A level of it that is not zero. REQUIRES: in the order of coding, lane after lane.
  void SetCopiedLevel(uint32_t number, int lane, int k, int level) { Note(number, lane, k, level); }

  // Numbers of the blocks that have levels in this step, not copied: those of the highest last
  // groups first. In order: group 14 .. 0, in each lane 0 .. lanes - 1. Valid until the next call.
  std::span<const uint32_t> EvaluateStep(int group, int lane);

  // What is known of a coefficient of the last evaluated step before it is coded. i: its block's
  // place in what EvaluateStep returned.
  entropy::LogisticMixture At(size_t i, int k) const { return mixtures_.At(i, Index(k)); }
  // The same about its level 0.
  entropy::ZeroBelief Zero(size_t i, int k) const { return mixtures_.Zero(i, Index(k)); }
  // ZeroBelief::cost of all coefficients of the step in a block.
  const uint32_t* ZeroCosts(size_t i) const { return mixtures_.ZeroCosts(i); }

  // A level of the evaluated step that is not zero, once per coefficient. Later steps see it.
  void SetLevel(size_t i, int lane, int k, int level) { Note(step_blocks_[i], lane, k, level); }

 protected:
  static_assert(kShape.components == 2);

  using Block = FinishedBlock<uint8_t>;

  static constexpr FinishedSizes kSizes = {kShape.embed, kShape.context, kShape.NumSlots()};
  static constexpr size_t kEmbed = kShape.embed, kContext = kShape.context;
  static constexpr size_t kHidden = kShape.hidden;
  static constexpr size_t kNumHidden = kShape.NumHidden(), kLanes = kShape.lanes;
  static constexpr size_t kSlots = kShape.NumSlots();
  // Inputs of context1 and context2 of a block, sums of a layer, logits.
  static constexpr size_t kInputPitch = std::max(Network::kParts.context1.columns,  //
                                                 Network::kParts.context2.columns);
  static constexpr size_t kLogitPitch = infer::RoundUpToPanel(kShape.NumLastLogits());
  static constexpr size_t kSumPitch =
      infer::RoundUpToPanel(std::max({kContext, kEmbed, kHidden, kLogitPitch}));
  static constexpr size_t kFeaturePitch = infer::RoundUpToPanel(kHidden);
  static constexpr size_t kOutputPitch = StepMixtures::kNumOutputs * kMaxGroup;

  // quants: of the levels of each lane, zigzag, zero-free. max_blocks: evaluated at once, at least
  // 1. The network and the kernels must outlive this.
  BlockSteps(const Network& network, std::span<const std::array<uint16_t, 64>> quants,
             size_t max_blocks, const infer::Kernels& kernels);

  // At least the bytes that the buffers of a block take.
  static constexpr uint64_t BytesPerBlock() {
    constexpr uint64_t kBytes = kInputPitch + 2 * kContext + kNumHidden + kHidden;
    constexpr uint64_t kNumbers =
        kSumPitch + kLogitPitch + kFeaturePitch + kSlots + kOutputPitch + StepMixtures::kNumbers;
    return kBytes + 4 * kNumbers + 64 + sizeof(Block);
  }

  // The blocks are those numbered first .. first + count - 1. Afterwards selves() and inputs() of
  // the first `count` are to be set.
  void Begin(uint32_t first, size_t count);
  // What becomes of block i: levels are noted there.
  std::vector<Block>& selves() { return selves_; }
  // [count][kInputPitch]: of context1, then of context2.
  uint8_t* InputsOf(size_t i) { return &inputs_[i * kInputPitch]; }
  // [kContext]: a1, then what the layers after it make of it.
  uint8_t* ContextOf(size_t i) { return &context_[i * kContext]; }
  infer::ByteInputs inputs() const { return {inputs_.data(), kInputPitch}; }
  infer::Sums sums() { return {sums_.data(), kContext}; }
  infer::ByteOutputs contexts() { return {context_.data(), kContext}; }
  // Sums of context2, in sums(), and a1 in contexts() -> a3 and the logits of last groups.
  void FinishContexts(size_t count);

  // Last groups and copied levels being known. means(number): what block `number` sees,
  // MeanSources that are not used after the next call of it. own_part: of the linear layer.
  template <class Means>
  void BeginStepsWith(size_t own_part, Means means);

  // Embeds finished block i.
  void Embed(size_t i, const infer::AlignedVector<int32_t>& bias) {
    network_.embed.Propagate(kernels_, bytes_, bias, selves_[i].Levels(), sums_.data(),
                             selves_[i].embedding);
  }

  const Network& network() const { return network_; }
  const infer::Kernels& kernels() const { return kernels_; }
  const infer::ByteKernels& bytes() const { return bytes_; }
  const SlotScales& scales() const { return scales_; }

 private:
  // What is known of a block.
  struct BlockTurn {
    std::array<uint8_t, 2> last{};
    uint8_t copied = 0;  // a bit a lane
  };

  BlockTurn& Turn(uint32_t number) { return turns_[number - first_]; }
  Block& Self(uint32_t number) { return selves_[number - first_]; }
  size_t Index(int k) const { return static_cast<size_t>(k) - step_first_; }

  void SortBlocks();
  void StartMeans(size_t at, const MeanSources& means);
  void Note(uint32_t number, int lane, int k, int level);
  void TellLevels(size_t at);
  void EvaluateHidden(size_t step, int group, int lane, size_t n);
  void ChooseStepBlocks(int group, int lane, size_t n);
  void EvaluateOutputs(size_t step, int group, size_t n);
  void FindMixtures(int group, int lane);

  const Network& network_;
  const infer::Kernels& kernels_;
  const infer::ByteKernels& bytes_;
  SlotScales scales_;

  // By number - first_.
  uint32_t first_ = 0;
  size_t count_ = 0;
  std::vector<BlockTurn> turns_;
  std::vector<Block> selves_;
  infer::AlignedVector<uint8_t> inputs_, context_;
  infer::AlignedVector<int32_t> sums_, logits_;

  // Of the blocks that have something to be coded, those of higher last groups (of any lane) first:
  // block i has the number order_[i]. The first num_from_[g] have a last group of at least g.
  std::vector<uint32_t> order_;
  std::array<size_t, 16> num_from_{};
  std::vector<uint16_t> num_told_;                          // levels that the means know
  std::vector<std::array<int16_t, kMaxLanes>> references_;  // of DC
  size_t own_part_ = 0;
  infer::AlignedVector<uint8_t> order_context_, hidden_, step_hidden_;
  infer::AlignedVector<int32_t> features_, means_, outputs_;

  // Of the last evaluated step: blocks to be coded, by their place in order_, and their numbers.
  std::vector<uint32_t> step_places_, step_blocks_;
  size_t step_first_ = 0;  // coefficient
  StepMixtures mixtures_;
};

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_BLOCK_STEPS_H_
