// The steps of a wave: blocks by their last groups, hidden units, mixtures.
#include <algorithm>
#include <cstring>

#include "models/prior/block_wave.h"
#include "models/prior/prior_features.h"
#include "models/prior/prior_order.h"

namespace jackdaw::prior {
namespace {

// Blocks of a tile of hidden2: their steps begin about together.
constexpr size_t kTileBlocks = 12;

// Copies at least `size` numbers.
void CopyByFours(const int32_t* from, size_t size, int32_t* to) {
  for (size_t i = 0; i < size; i += 4) std::memcpy(to + i, from + i, 4 * sizeof(int32_t));
}

}  // namespace

int32_t BlockWave::LastLogit(uint32_t row, int lane, int threshold) const {
  const size_t i = row - row_begin_;
  const auto node = static_cast<size_t>(threshold - 1);
  const int32_t logit = logits_[i * logit_pitch_ + static_cast<size_t>(lane * kLastNodes) + node];
  if (lane == 0) return logit;
  const auto other = static_cast<size_t>(turns_[i].last[0]);
  static_assert(2 * kMaxBlockOutput <= INT32_MAX);
  return std::clamp(logit + network_.last_pair_[other * kLastNodes + node], -kMaxBlockOutput,
                    kMaxBlockOutput);
}

// A stable sort by the highest last group, without the blocks of which nothing is coded.
void BlockWave::SortRows() {
  const int lanes = network_.shape_.lanes, all_copied = (1 << lanes) - 1;
  const size_t n = row_end_ - row_begin_;
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
    order_[next[last]++] = row_begin_ + static_cast<uint32_t>(i);
  }
}

void BlockWave::BeginSteps() {
  SortRows();
  const auto context = static_cast<size_t>(network_.shape_.context);
  for (size_t i = 0; i < order_.size(); ++i) {
    const uint32_t row = order_[i];
    std::memcpy(&order_context_[i * context], &context_[(row - row_begin_) * context], context);
    std::memset(&hidden_[i * hidden_pitch_], 0, hidden_pitch_);
    std::memset(&features_[i * feature_pitch_], 0, feature_pitch_ * sizeof(int32_t));
    num_told_[i] = 0;
    StartMeans(i);
    TellLevels(i);
  }
}

// The sums of the linear layer over the neighbours, of the slots that are coded. DC counts relative
// to that of W or N, so that the weights of the neighbours' DC need not add up to one.
void BlockWave::StartMeans(size_t at) {
  const uint32_t row = order_[at];
  const BlockTurn& turn = Turn(row);
  int32_t* means = &means_[at * mean_pitch_];
  const ByteBlocks::Neighbours neighbours = blocks_.Around(row, Column(row));
  const ByteBlock& reference = neighbours[0].dc != nullptr ? neighbours[0] : neighbours[2];
  const auto lanes = static_cast<size_t>(network_.shape_.lanes);
  for (size_t lane = 0; lane < lanes; ++lane) {
    const size_t first = 64 * lane, count = infer::RoundUpToPanel(
                                        kPriorGroupBegin[static_cast<size_t>(turn.last[lane]) + 1]);
    std::fill_n(means + first, count, 0);
    if (reference.dc == nullptr) continue;
    for (size_t tap = 0; tap < neighbours.size(); ++tap) {
      const ByteBlock& neighbour = neighbours[tap];
      if (neighbour.dc == nullptr) continue;
      const infer::SparseValues& linear = network_.linear_[tap];
      linear.Add(kernels_, neighbour.Levels(), first, count, means);
      if (neighbour.dc == reference.dc) continue;
      // A difference has 17 bits: it is added as two halves.
      std::array<infer::SparseInput, 2 * ByteBlocks::kNumLanes> halves;
      for (size_t other = 0; other < lanes; ++other) {
        const int32_t difference = neighbour.dc[other] - reference.dc[other];
        const auto slot = static_cast<uint16_t>(64 * other);
        halves[2 * other] = {slot, static_cast<int16_t>(difference >> 1), 0, 0};
        halves[2 * other + 1] = {slot, static_cast<int16_t>(difference - (difference >> 1)), 0, 0};
      }
      linear.Add(kernels_, {halves.data(), 2 * lanes}, first, count, means);
    }
    means[first] = static_cast<int32_t>(
        static_cast<uint32_t>(means[first]) +
        (static_cast<uint32_t>(int32_t{reference.dc[lane]}) << network_.linear_shift_));
  }
}

void BlockWave::Note(uint32_t row, int lane, int k, int level) {
  const auto slot = static_cast<size_t>(64 * lane + k);
  const int16_t value = Dequantized(level, quant_[slot]);
  const ByteBlock self = Self(row);
  infer::SparseInput& input = self.levels[(*self.num_levels)++];
  input = {static_cast<uint16_t>(slot), value, ScaledFeature(value, network_.inverse_sigma_[slot]),
           LogFeature(level)};
  if (k != 0) return;
  self.dc[lane] = value;
  input.value = 0;  // neighbours take DC by its difference
}

// What the levels that are new since the last call mean for later steps.
void BlockWave::TellLevels(size_t at) {
  const std::span<const infer::SparseInput> levels = Self(order_[at]).Levels();
  size_t begin = num_told_[at];
  while (begin < levels.size()) {
    // Levels of one step.
    const int after = hidden_after_[levels[begin].slot];
    size_t end = begin + 1;
    while (end < levels.size() && hidden_after_[levels[end].slot] == after) ++end;
    const auto step = levels.subspan(begin, end - begin);
    if (after < network_.shape_.NumHidden()) {
      network_.hidden1_features_.Add(kernels_, step, after, &features_[at * feature_pitch_]);
    }
    AddToMeans(step, at);
    begin = end;
  }
  num_told_[at] = static_cast<uint16_t>(levels.size());
}

// Of each lane, the slots of later steps: those of lower groups, and of the same group for a later
// lane. Weights of other slots are zero. DC is left to AddOwnDc.
void BlockWave::AddToMeans(std::span<const infer::SparseInput> levels, size_t at) {
  const infer::SparseValues& linear = network_.linear_[ByteBlocks::kNumNeighbours];
  const size_t slot = levels[0].slot, lane = slot / 64, group = kPriorGroup[slot % 64];
  if (group == 0) return;
  for (size_t other = 0; other < static_cast<size_t>(network_.shape_.lanes); ++other) {
    const size_t end = kPriorGroupBegin[group + (other > lane ? 1 : 0)];
    linear.Add(kernels_, levels, 64 * other, infer::RoundUpToPanel(end), &means_[at * mean_pitch_]);
  }
}

std::span<const uint32_t> BlockWave::EvaluateStep(int group, int lane) {
  const size_t n = num_from_[static_cast<size_t>(group)];
  step_places_.clear();
  step_rows_.clear();
  if (n == 0) return {};
  const auto step = static_cast<size_t>(PriorStep(group, lane, network_.shape_.lanes));
  for (size_t i = 0; i < n; ++i) TellLevels(i);
  EvaluateHidden(step, group, lane, n);
  ChooseStepRows(group, lane, n);
  if (step_rows_.empty()) return {};
  EvaluateOutputs(step, group, n);
  if (group == 0) AddOwnDc(lane);
  FindMixtures(group, lane);
  return step_rows_;
}

void BlockWave::EvaluateHidden(size_t step, int group, int lane, size_t n) {
  const auto width = static_cast<size_t>(network_.shape_.hidden);
  const auto context = static_cast<size_t>(network_.shape_.context);
  const infer::ByteDense& hidden1 = network_.hidden1_[step];
  const infer::Sums sums = {sums_.data(), hidden1.SumPitch()};
  hidden1.Sum(bytes_, {order_context_.data(), context}, n, sums);
  const size_t begin = step * width;
  bytes_.activate_features(sums.data, sums.pitch, &features_[begin], feature_pitch_,
                           hidden1.shift(), n, network_.shape_.hidden, &hidden_[begin],
                           hidden_pitch_);
  if (network_.shape_.lanes == 1) return;
  // The other lane may have more groups.
  for (size_t i = 0; i < n; ++i) {
    if (Turn(order_[i]).last[static_cast<size_t>(lane)] < group) {
      std::memset(&hidden_[i * hidden_pitch_ + begin], 0, width);
    }
  }
}

void BlockWave::ChooseStepRows(int group, int lane, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    const BlockTurn& turn = Turn(order_[i]);
    if (turn.last[static_cast<size_t>(lane)] < group || (turn.copied >> lane & 1) != 0) continue;
    step_places_.push_back(static_cast<uint32_t>(i));
    step_rows_.push_back(order_[i]);
  }
}

// The second hidden layer and the outputs of the step's blocks.
void BlockWave::EvaluateOutputs(size_t step, int group, size_t n) {
  const auto width = static_cast<size_t>(network_.shape_.hidden);
  const auto lanes = static_cast<size_t>(network_.shape_.lanes);
  const infer::ByteDense& hidden2 = network_.hidden2_[step];
  const size_t own = step * width, seen = static_cast<size_t>(hidden2.inputs());
  for (size_t begin = 0; begin < n; begin += kTileBlocks) {
    const size_t count = std::min(kTileBlocks, n - begin);
    // Steps before that of the first block's last group have zeros.
    const BlockTurn& first = Turn(order_[begin]);
    const auto last = static_cast<size_t>(std::max(first.last[0], first.last[1]));
    const size_t start = (kPriorGroups - 1 - last) * lanes * width;
    const size_t from = std::max(own + width - seen, start);
    const infer::Sums sums = {sums_.data(), hidden2.SumPitch()};
    hidden2.Sum(bytes_, {&hidden_[begin * hidden_pitch_ + from], hidden_pitch_},
                static_cast<int>(from - (own + width - seen)), hidden2.inputs(), nullptr, count,
                sums);
    hidden2.Add(bytes_, sums, {&hidden_[begin * hidden_pitch_ + own], hidden_pitch_}, count,
                {&step_hidden_[begin * width], width});
  }
  const size_t num_coded = step_places_.size();
  if (num_coded < n) {
    for (size_t i = 0; i < num_coded; ++i) {
      std::memmove(&step_hidden_[i * width], &step_hidden_[step_places_[i] * width], width);
    }
  }
  const auto g = static_cast<size_t>(group);
  step_first_ = kPriorGroupBegin[g];
  step_count_ = size_t{kPriorGroupBegin[g + 1]} - step_first_;
  const infer::ByteDense& output = network_.output_[step];
  const infer::Sums sums = {outputs_.data(), output_pitch_};
  output.Sum(bytes_, {step_hidden_.data(), width}, num_coded, sums);
  bytes_.outputs(sums.data, sums.pitch, output.shift(), num_coded, output.outputs(), sums.data,
                 sums.pitch);
}

// What DC of a lane sees of the DCs of the lanes before it: like a neighbour's, their difference to
// the reference.
void BlockWave::AddOwnDc(int lane) {
  const infer::SparseValues& linear = network_.linear_[ByteBlocks::kNumNeighbours];
  for (size_t i = 0; lane > 0 && i < step_rows_.size(); ++i) {
    const uint32_t row = step_rows_[i];
    const ByteBlocks::Neighbours neighbours = blocks_.Around(row, Column(row));
    const ByteBlock& reference = neighbours[0].dc != nullptr ? neighbours[0] : neighbours[2];
    const ByteBlock self = Self(row);
    int32_t& mean = means_[step_places_[i] * mean_pitch_ + static_cast<size_t>(64 * lane)];
    for (int other = 0; other < lane; ++other) {
      const int32_t difference =
          self.dc[other] - (reference.dc != nullptr ? reference.dc[other] : 0);
      const int32_t weight =
          linear.Weight(static_cast<size_t>(64 * other), static_cast<size_t>(64 * lane));
      mean =
          static_cast<int32_t>(static_cast<uint32_t>(mean) +
                               static_cast<uint32_t>(weight) * static_cast<uint32_t>(difference));
    }
  }
}

// outputs_ and means_ -> mixtures_.
void BlockWave::FindMixtures(int group, int lane) {
  const size_t slot = static_cast<size_t>(64 * lane) + kPriorGroupBegin[static_cast<size_t>(group)];
  const size_t n = step_rows_.size();
  for (size_t i = 0; i < n; ++i) {
    const size_t to = i * step_count_;
    for (size_t j = 0; j < 5; ++j) {
      CopyByFours(&outputs_[i * output_pitch_ + j * step_count_], step_count_,
                  mixture_inputs_[j] + to);
    }
    CopyByFours(&means_[step_places_[i] * mean_pitch_ + slot], step_count_,
                mixture_inputs_[5] + to);
  }
  const size_t scales = kRepeats * slot;
  const infer::MixtureInputs inputs = {{mixture_inputs_[0], mixture_inputs_[1], mixture_inputs_[2],
                                        mixture_inputs_[3], mixture_inputs_[4]},
                                       mixture_inputs_[5]};
  kernels_.mixtures(inputs,
                    {&sigma_[scales], &reciprocal_[scales], &scale_offset_[scales],
                     kRepeats * step_count_, 16 - network_.linear_shift_, 0},
                    n * step_count_, mixtures_);
}

}  // namespace jackdaw::prior
