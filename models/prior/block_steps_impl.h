// The definitions of block_steps.h.
#ifndef JACKDAW_MODELS_PRIOR_BLOCK_STEPS_IMPL_H_
#define JACKDAW_MODELS_PRIOR_BLOCK_STEPS_IMPL_H_

#include <algorithm>
#include <cstring>

#include "models/prior/block_steps.h"
#include "models/prior/prior_features.h"
#include "models/prior/prior_order.h"

namespace jackdaw::prior {

// Blocks of a tile of hidden2: their steps begin about together.
inline constexpr size_t kTileBlocks = 12;

template <BlockShape kShape>
BlockSteps<kShape>::BlockSteps(const Network& network,
                               std::span<const std::array<uint16_t, 64>> quants, size_t max_blocks,
                               const infer::Kernels& kernels)
    : network_(network),
      kernels_(kernels),
      bytes_(infer::ByteKernelsFor(kernels)),
      scales_(network.sigma, quants),
      mixtures_(max_blocks) {
  // BytesPerBlock counts these.
  using infer::kByteSlack;
  using infer::kKernelSlack;
  turns_.resize(max_blocks);
  selves_.resize(max_blocks);
  inputs_.resize(max_blocks * kInputPitch + kByteSlack);
  context_.resize(max_blocks * kContext + kByteSlack);
  sums_.resize(max_blocks * kSumPitch + kKernelSlack);
  logits_.resize(max_blocks * kLogitPitch + kKernelSlack);

  order_.reserve(max_blocks);
  num_told_.resize(max_blocks);
  references_.resize(max_blocks);
  order_context_.resize(max_blocks * kContext + kByteSlack);
  hidden_.resize(max_blocks * kNumHidden + kByteSlack);
  step_hidden_.resize(max_blocks * kHidden + kByteSlack);
  features_.resize(max_blocks * kFeaturePitch + kKernelSlack);
  means_.resize(max_blocks * kSlots + kKernelSlack);
  outputs_.resize(max_blocks * kOutputPitch + kKernelSlack);

  step_places_.reserve(max_blocks);
  step_blocks_.reserve(max_blocks);
}

template <BlockShape kShape>
void BlockSteps<kShape>::Begin(uint32_t first, size_t count) {
  first_ = first;
  count_ = count;
  std::fill_n(turns_.begin(), count, BlockTurn{});
}

template <BlockShape kShape>
void BlockSteps<kShape>::FinishContexts(size_t count) {
  const infer::ByteInputs contexts = {context_.data(), kContext};
  const infer::ByteOutputs out = {context_.data(), kContext};
  network_.context2.Add(bytes_, sums(), contexts, count, out);
  network_.context3.Sum(bytes_, contexts, count, sums());
  network_.context3.Add(bytes_, sums(), contexts, count, out);
  network_.last.Sum(bytes_, contexts, count, {sums_.data(), kLogitPitch});
  bytes_.outputs(sums_.data(), kLogitPitch, network_.last.shift(), count, network_.last.outputs(),
                 logits_.data(), kLogitPitch);
}

template <BlockShape kShape>
int32_t BlockSteps<kShape>::LastLogit(uint32_t number, int lane, int threshold) const {
  const size_t i = number - first_;
  const auto node = static_cast<size_t>(threshold - 1);
  const int32_t logit = logits_[i * kLogitPitch + static_cast<size_t>(lane * kLastNodes) + node];
  if (lane == 0) return logit;
  const auto other = static_cast<size_t>(turns_[i].last[0]);
  static_assert(2 * kMaxBlockOutput <= INT32_MAX);
  return std::clamp(logit + network_.last_pair[other * kLastNodes + node], -kMaxBlockOutput,
                    kMaxBlockOutput);
}

// A stable sort by the highest last group, without the blocks of which nothing is coded.
template <BlockShape kShape>
void BlockSteps<kShape>::SortBlocks() {
  constexpr int all_copied = (1 << kLanes) - 1;
  const size_t n = count_;
  num_from_.fill(0);
  for (size_t i = 0; i < n; ++i) {
    const BlockTurn& turn = turns_[i];
    if (turn.copied == all_copied) continue;
    ++num_from_[static_cast<size_t>(std::max(turn.last[0], turn.last[1]))];
  }
  std::array<size_t, kPriorGroups> next{};
  for (size_t group = kPriorGroups; group-- > 0;) {
    next[group] = num_from_[group + 1];
    num_from_[group] += num_from_[group + 1];
  }
  order_.resize(num_from_[0]);
  for (size_t i = 0; i < n; ++i) {
    const BlockTurn& turn = turns_[i];
    if (turn.copied == all_copied) continue;
    const auto last = static_cast<size_t>(std::max(turn.last[0], turn.last[1]));
    order_[next[last]++] = first_ + static_cast<uint32_t>(i);
  }
}

template <BlockShape kShape>
template <class Means>
void BlockSteps<kShape>::BeginStepsWith(size_t own_part, Means means) {
  own_part_ = own_part;
  SortBlocks();
  for (size_t i = 0; i < order_.size(); ++i) {
    const uint32_t number = order_[i];
    std::memcpy(&order_context_[i * kContext], ContextOf(number - first_), kContext);
    std::memset(&hidden_[i * kNumHidden], 0, kNumHidden);
    num_told_[i] = 0;
    StartMeans(i, means(number));
    TellLevels(i);
  }
}

// Of the slots that are coded.
template <BlockShape kShape>
void BlockSteps<kShape>::StartMeans(size_t at, const MeanSources& means) {
  const BlockTurn& turn = Turn(order_[at]);
  references_[at].fill(0);
  if (means.reference != nullptr) std::copy_n(means.reference, kLanes, references_[at].begin());
  for (size_t lane = 0; lane < kLanes; ++lane) {
    const size_t end = kPriorGroupBegin[static_cast<size_t>(turn.last[lane]) + 1];
    network_.linear.Start(kernels_, means, kLanes, lane, infer::RoundUpToPanel(end),
                          &means_[at * kSlots]);
  }
}

template <BlockShape kShape>
void BlockSteps<kShape>::Note(uint32_t number, int lane, int k, int level) {
  const auto slot = static_cast<size_t>(64 * lane + k);
  Self(number).Add(LevelInput(slot, level, scales_.quant(slot), network_.inverse_sigma[slot]));
}

// What the levels that are new since the last call mean for those of later steps.
template <BlockShape kShape>
void BlockSteps<kShape>::TellLevels(size_t at) {
  const std::span<const infer::SparseInput> levels = Self(order_[at]).Levels();
  size_t begin = num_told_[at];
  while (begin < levels.size()) {
    // Levels of one step.
    const int step = PriorSlotStep(levels[begin].slot, kShape.lanes);
    size_t end = begin + 1;
    while (end < levels.size() && PriorSlotStep(levels[end].slot, kShape.lanes) == step) ++end;
    network_.linear.AddOwn(kernels_, levels.subspan(begin, end - begin), kLanes, own_part_,
                           &means_[at * kSlots]);
    begin = end;
  }
  num_told_[at] = static_cast<uint16_t>(levels.size());
}

template <BlockShape kShape>
std::span<const uint32_t> BlockSteps<kShape>::EvaluateStep(int group, int lane) {
  const size_t n = num_from_[static_cast<size_t>(group)];
  step_places_.clear();
  step_blocks_.clear();
  if (n == 0) return {};
  const auto step = static_cast<size_t>(PriorStep(group, lane, kShape.lanes));
  for (size_t i = 0; i < n; ++i) TellLevels(i);
  EvaluateHidden(step, group, lane, n);
  ChooseStepBlocks(group, lane, n);
  if (step_blocks_.empty()) return {};
  EvaluateOutputs(step, group, n);
  for (size_t i = 0; lane > 0 && group == 0 && i < step_blocks_.size(); ++i) {
    const auto l = static_cast<size_t>(lane);
    const size_t place = step_places_[i];
    network_.linear.AddOwnDc(references_[place].data(), Self(step_blocks_[i]).dc, l, own_part_,
                             &means_[place * kSlots + 64 * l]);
  }
  FindMixtures(group, lane);
  return step_blocks_;
}

template <BlockShape kShape>
void BlockSteps<kShape>::EvaluateHidden(size_t step, int group, int lane, size_t n) {
  const infer::ByteDense& hidden1 = network_.hidden1[step];
  const infer::Sums sums = {sums_.data(), hidden1.SumPitch()};
  hidden1.Sum(bytes_, {order_context_.data(), kContext}, n, sums);
  // Of all levels so far: weights of those of other lanes that are coded later are zero.
  const infer::SparseFeatures& features = network_.hidden1_features[step];
  for (size_t i = 0; i < n; ++i) {
    int32_t* const to = &features_[i * kFeaturePitch];
    std::fill_n(to, kFeaturePitch, 0);
    features.Add(kernels_, Self(order_[i]).Levels(), 0, to);
  }
  const size_t begin = step * kHidden;
  bytes_.activate_features(sums.data, sums.pitch, features_.data(), kFeaturePitch, hidden1.shift(),
                           n, kShape.hidden, &hidden_[begin], kNumHidden);
  if constexpr (kLanes == 1) return;
  // The other lane may have more groups.
  for (size_t i = 0; i < n; ++i) {
    if (Turn(order_[i]).last[static_cast<size_t>(lane)] < group) {
      std::memset(&hidden_[i * kNumHidden + begin], 0, kHidden);
    }
  }
}

template <BlockShape kShape>
void BlockSteps<kShape>::ChooseStepBlocks(int group, int lane, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    const BlockTurn& turn = Turn(order_[i]);
    if (turn.last[static_cast<size_t>(lane)] < group || (turn.copied >> lane & 1) != 0) continue;
    step_places_.push_back(static_cast<uint32_t>(i));
    step_blocks_.push_back(order_[i]);
  }
}

// The second hidden layer and the outputs of the step's blocks.
template <BlockShape kShape>
void BlockSteps<kShape>::EvaluateOutputs(size_t step, int group, size_t n) {
  const infer::ByteDense& hidden2 = network_.hidden2[step];
  const size_t own = step * kHidden, seen = static_cast<size_t>(hidden2.inputs());
  for (size_t begin = 0; begin < n; begin += kTileBlocks) {
    const size_t count = std::min(kTileBlocks, n - begin);
    // Steps before that of the first block's last group have zeros.
    const BlockTurn& first = Turn(order_[begin]);
    const auto last = static_cast<size_t>(std::max(first.last[0], first.last[1]));
    const size_t start = (kPriorGroups - 1 - last) * kLanes * kHidden;
    const size_t from = std::max(own + kHidden - seen, start);
    const infer::Sums sums = {sums_.data(), hidden2.SumPitch()};
    hidden2.Sum(bytes_, {&hidden_[begin * kNumHidden + from], kNumHidden},
                static_cast<int>(from - (own + kHidden - seen)), hidden2.inputs(), nullptr, count,
                sums);
    hidden2.Add(bytes_, sums, {&hidden_[begin * kNumHidden + own], kNumHidden}, count,
                {&step_hidden_[begin * kHidden], kHidden});
  }
  const size_t num_coded = step_places_.size();
  if (num_coded < n) {
    for (size_t i = 0; i < num_coded; ++i) {
      std::memmove(&step_hidden_[i * kHidden], &step_hidden_[step_places_[i] * kHidden], kHidden);
    }
  }
  const auto g = static_cast<size_t>(group);
  step_first_ = kPriorGroupBegin[g];
  mixtures_.Begin(kPriorGroupBegin[g + 1] - step_first_);
  const infer::ByteDense& output = network_.output[step];
  const infer::Sums sums = {outputs_.data(), kOutputPitch};
  output.Sum(bytes_, {step_hidden_.data(), kHidden}, num_coded, sums);
  bytes_.outputs(sums.data, sums.pitch, output.shift(), num_coded, output.outputs(), sums.data,
                 sums.pitch);
}

// outputs_ and means_ -> mixtures_.
template <BlockShape kShape>
void BlockSteps<kShape>::FindMixtures(int group, int lane) {
  const auto g = static_cast<size_t>(group);
  const size_t slot = static_cast<size_t>(64 * lane) + kPriorGroupBegin[g];
  const size_t count = size_t{kPriorGroupBegin[g + 1]} - kPriorGroupBegin[g];
  const size_t n = step_blocks_.size();
  for (size_t i = 0; i < n; ++i) {
    mixtures_.Put(i, &outputs_[i * kOutputPitch], &means_[step_places_[i] * kSlots + slot]);
  }
  mixtures_.Find(kernels_, scales_.Of(slot, count, 16 - network_.linear.shift(), 0), n);
}

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_BLOCK_STEPS_IMPL_H_
