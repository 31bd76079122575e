#include "models/prior/wave_prior.h"

#include <algorithm>

#include "models/prior/prior_features.h"

namespace jackdaw::prior {
namespace {

FinishedSizes SizesOf(const PriorShape& shape) {
  return {shape.embed, shape.context, shape.NumSlots()};
}

}  // namespace

uint64_t WavePriorBytes(const PriorShape& shape, uint32_t rows, uint32_t columns) {
  // Follows AllocateBuffers and SetGuide, in bytes.
  const auto n = [](int count) { return static_cast<uint64_t>(count); };
  const uint64_t inputs = std::max(5 * n(shape.context), n(shape.BlockInputs()));
  const uint64_t widest = n(std::max({shape.context, shape.embed, shape.hidden})) + infer::kPanel;
  const uint64_t per_row =
      2 * (inputs + n(shape.context) + n(shape.NumHidden()) + n(shape.hidden)) +
      4 * (widest + n(shape.NumHidden()) + infer::kPanel + 5 * kMaxGroup + n(shape.NumSlots()) +
           StepMixtures::kNumbers);
  const uint64_t grid = (uint64_t{rows} + 8) * (uint64_t{columns} + 8);
  return FinishedBlocks<int16_t>::Bytes(SizesOf(shape), rows, columns) +
         WaveRows(rows, columns) * per_row + grid * 2 * n(shape.guide_embed);
}

WavePrior::WavePrior(const PriorNetwork& network, std::span<const std::array<uint16_t, 64>> quants,
                     const std::array<uint16_t, 64>& luma_quant, uint32_t rows, uint32_t columns,
                     const infer::Kernels& kernels)
    : network_(network),
      kernels_(kernels),
      rows_(rows),
      columns_(columns),
      active_lanes_(static_cast<int>(quants.size())),
      scales_(network.sigma_, quants),
      blocks_(SizesOf(network.shape()), rows, columns),
      mixtures_(WaveRows(rows, columns)) {
  FoldConstants(quants, luma_quant);
  AllocateBuffers();
}

void WavePrior::FoldConstants(std::span<const std::array<uint16_t, 64>> quants,
                              const std::array<uint16_t, 64>& luma_quant) {
  std::vector<int32_t> inputs = LnQuantInputs(quants, network_.shape_.lanes);
  embed_bias_ = network_.embed_.Bias(inputs);
  if (network_.shape_.guide_embed > 0) {
    for (const uint16_t quant : luma_quant) inputs.push_back(LnQuantInput(quant));
  }
  context1_bias_ = network_.context1_.Bias(inputs);
}

void WavePrior::AllocateBuffers() {
  const PriorShape& shape = network_.shape_;
  const auto num_slots = static_cast<size_t>(shape.NumSlots());
  const auto embed = static_cast<size_t>(shape.embed);
  const auto context = static_cast<size_t>(shape.context);
  const auto num_hidden = static_cast<size_t>(shape.NumHidden());

  const size_t wave_rows = WaveRows(rows_, columns_);
  input_pitch_ = std::max(5 * context, static_cast<size_t>(shape.BlockInputs()));
  hidden_pitch_ = infer::RoundUpToPanel(num_hidden);
  output_pitch_ = 5 * kMaxGroup;
  slot_pitch_ = num_slots;
  const size_t sum_pitch = infer::RoundUpToPanel(std::max({context, embed, size_t(shape.hidden)}));
  inputs_.assign(wave_rows * input_pitch_ + infer::kKernelSlack, 0);
  context_.assign(wave_rows * context + infer::kKernelSlack, 0);
  hidden_.assign(wave_rows * num_hidden + infer::kKernelSlack, 0);
  step_hidden_.assign(wave_rows * static_cast<size_t>(shape.hidden) + infer::kKernelSlack, 0);
  sums_.assign(wave_rows * sum_pitch + infer::kKernelSlack, 0);
  hidden_sums_.assign(wave_rows * hidden_pitch_ + infer::kKernelSlack, 0);
  outputs_.assign(wave_rows * output_pitch_ + infer::kKernelSlack, 0);
  means_.assign(wave_rows * num_slots + infer::kKernelSlack, 0);
}

void WavePrior::SetGuide(const GuidePlane& plane) {
  const auto embed = static_cast<size_t>(network_.shape_.guide_embed);
  const size_t row_pitch = (size_t{columns_} + 2) * embed;
  guide_.assign((size_t{rows_} + 2) * row_pitch + infer::kKernelSlack, 0);
  constexpr size_t kInputs = 128;
  infer::AlignedVector<int16_t> inputs(columns_ * kInputs);
  const size_t sum_pitch = network_.guide_embed_.SumPitch();
  infer::AlignedVector<int32_t> sums(columns_ * sum_pitch + infer::kKernelSlack);
  for (uint32_t row = 0; row < rows_; ++row) {
    for (uint32_t column = 0; column < columns_; ++column) {
      GuideFeatures(plane, row, column, network_.inverse_sigma_guide_, &inputs[column * kInputs]);
    }
    network_.guide_embed_.Propagate(kernels_, {inputs.data(), kInputs}, columns_,
                                    {sums.data(), sum_pitch},
                                    {&guide_[(row + 1) * row_pitch + embed], embed});
  }
}

void WavePrior::GatherContext1(uint32_t row, uint32_t column, int16_t* input) {
  input = blocks_.CopyEmbeddings(row, column, input);
  if (guide_.empty()) return;
  // Three positions of each of three rows; the border makes the first of them (row, column).
  const auto embed = static_cast<size_t>(network_.shape_.guide_embed);
  for (size_t i = 0; i < 3; ++i) {
    const size_t position = (row + i) * (size_t{columns_} + 2) + column;
    input = std::copy_n(&guide_[position * embed], 3 * embed, input);
  }
}

void WavePrior::BeginWave(uint32_t wave, uint32_t row_begin, uint32_t row_end) {
  wave_ = wave;
  row_begin_ = row_begin;
  row_end_ = row_end;
  const size_t n = row_end - row_begin;
  if (n == 0) return;
  const auto context = static_cast<size_t>(network_.shape_.context);
  const infer::Inputs inputs = {inputs_.data(), input_pitch_},
                      contexts = {context_.data(), context};
  const infer::Outputs out = {context_.data(), context};
  const infer::Sums sums = {sums_.data(), context};

  for (size_t i = 0; i < n; ++i) {
    const uint32_t row = row_begin + static_cast<uint32_t>(i);
    GatherContext1(row, Column(row), &inputs_[i * input_pitch_]);
  }
  const int num_inputs = guide_.empty() ? 4 * network_.shape_.embed : network_.context1_.inputs();
  network_.context1_.Propagate(kernels_, context1_bias_, num_inputs, inputs, n, sums, out);

  for (size_t i = 0; i < n; ++i) {
    const uint32_t row = row_begin + static_cast<uint32_t>(i);
    blocks_.CopyContexts(row, Column(row), &context_[i * context], &inputs_[i * input_pitch_]);
    Self(row).Clear();
    const MeanSources neighbours = CausalMeans(blocks_.Around(row, Column(row)));
    for (size_t lane = 0; lane < static_cast<size_t>(active_lanes_); ++lane) {
      network_.means_.Start(kernels_, neighbours, static_cast<size_t>(active_lanes_), lane, 64,
                            &means_[i * slot_pitch_]);
    }
  }
  network_.context2_.Propagate(kernels_, inputs, contexts, n, sums, out);
  network_.context3_.Propagate(kernels_, contexts, contexts, n, sums, out);
  network_.hidden1_.Sum(kernels_, contexts, n, {hidden_sums_.data(), hidden_pitch_});
}

void WavePrior::EvaluateStep(int group, int lane) {
  const PriorShape& shape = network_.shape_;
  const auto step = static_cast<size_t>(PriorStep(group, lane, shape.lanes));
  const size_t n = row_end_ - row_begin_;
  if (n == 0) return;
  const auto width = static_cast<size_t>(shape.hidden);
  const auto num_hidden = static_cast<size_t>(shape.NumHidden());
  const size_t begin = step * width;
  kernels_.activate(&hidden_sums_[begin], hidden_pitch_, network_.hidden1_.shift(), nullptr, 0, n,
                    shape.hidden, &hidden_[begin], num_hidden);
  if (lane >= active_lanes_) return;

  const infer::Residual& hidden2 = network_.hidden2_[step];
  // The last of its inputs are the step's own units.
  const size_t seen = begin + width - static_cast<size_t>(hidden2.dense().inputs());
  hidden2.Propagate(kernels_, {&hidden_[seen], num_hidden}, {&hidden_[begin], num_hidden}, n,
                    {sums_.data(), hidden2.dense().SumPitch()}, {step_hidden_.data(), width});
  const infer::Dense& output = network_.output_[step];
  output.Sum(kernels_, {step_hidden_.data(), width}, n, {outputs_.data(), output_pitch_});

  for (uint32_t row = row_begin_; group == 0 && row < row_end_; ++row) {
    network_.means_.AddOwnDc(
        CausalMeans(blocks_.Around(row, Column(row))).reference, Self(row).dc,
        static_cast<size_t>(lane), kOwnCausalPart,
        &means_[(row - row_begin_) * slot_pitch_ + static_cast<size_t>(64 * lane)]);
  }
  FindMixtures(output.shift(), group, lane);
}

// outputs_ and means_ -> mixtures_.
void WavePrior::FindMixtures(int output_shift, int group, int lane) {
  const auto g = static_cast<size_t>(group);
  const size_t first = kPriorGroupBegin[g], count = kPriorGroupBegin[g + 1] - first;
  step_slot_ = static_cast<size_t>(64 * lane) + first;
  mixtures_.Begin(count);
  const size_t n = row_end_ - row_begin_;
  for (size_t i = 0; i < n; ++i) {
    mixtures_.Put(i, &outputs_[i * output_pitch_], &means_[i * slot_pitch_ + step_slot_]);
  }
  mixtures_.Find(kernels_,
                 scales_.Of(step_slot_, count, 16 - network_.means_.shift(), output_shift - 4), n);
}

void WavePrior::SetLevel(uint32_t row, int lane, int k, int level) {
  const size_t i = row - row_begin_;
  const auto slot = static_cast<size_t>(64 * lane + k);
  const infer::SparseInput input =
      LevelInput(slot, level, scales_.quant(slot), network_.inverse_sigma_[slot]);
  // Hidden units of later steps.
  const int step = PriorSlotStep(static_cast<int>(slot), network_.shape_.lanes);
  const int after = (step + 1) * network_.shape_.hidden;
  if (after < network_.shape_.NumHidden()) {
    network_.hidden1_features_.Add(kernels_, {&input, 1}, after, &hidden_sums_[i * hidden_pitch_]);
  }
  network_.means_.AddOwn(kernels_, {&input, 1}, static_cast<size_t>(active_lanes_), kOwnCausalPart,
                         &means_[i * slot_pitch_]);
  Self(row).Add(input);
}

void WavePrior::EndWave() {
  for (uint32_t row = row_begin_; row < row_end_; ++row) {
    const Blocks::Block self = Self(row);
    network_.embed_.Propagate(kernels_, embed_bias_, self.Levels(), sums_.data(), self.embedding);
  }
}

}  // namespace jackdaw::prior
