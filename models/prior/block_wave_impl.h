// The definitions of block_wave.h, for networks of other shapes than the library has: here what
// comes before the steps, and memory.
#ifndef JACKDAW_MODELS_PRIOR_BLOCK_WAVE_IMPL_H_
#define JACKDAW_MODELS_PRIOR_BLOCK_WAVE_IMPL_H_

#include <cstring>

#include "models/prior/block_steps_impl.h"
#include "models/prior/block_wave.h"
#include "models/prior/prior_features.h"
#include "models/prior/prior_order.h"

namespace jackdaw::prior {

template <BlockShape kShape>
uint64_t BlockWave<kShape>::Bytes(uint32_t rows, uint32_t columns) {
  // Follows AllocateBuffers and SetGuide.
  constexpr uint64_t kBytes = kInputPitch + 2 * kContext + kNumHidden + kHidden;
  constexpr uint64_t kNumbers =
      kSumPitch + kLogitPitch + kFeaturePitch + kSlots + kOutputPitch + StepMixtures::kNumbers;
  const uint64_t grid = (uint64_t{rows} + 2) * (uint64_t{columns} + 2);
  return Blocks::Bytes(kSizes, rows, columns) +
         WaveRows(rows, columns) * (kBytes + 4 * kNumbers + 64) + grid * kGuide + 4096;
}

template <BlockShape kShape>
BlockWave<kShape>::BlockWave(const Network& network,
                             std::span<const std::array<uint16_t, 64>> quants,
                             const std::array<uint16_t, 64>& luma_quant, uint32_t rows,
                             uint32_t columns, const infer::Kernels& kernels)
    : network_(network),
      kernels_(kernels),
      bytes_(infer::ByteKernelsFor(kernels)),
      rows_(rows),
      columns_(columns),
      scales_(network.sigma, quants),
      blocks_(kSizes, true, rows, columns),
      mixtures_(WaveRows(rows, columns)) {
  std::vector<int32_t> inputs = LnQuantInputs(quants, kShape.lanes);
  embed_bias_ = network_.embed.Bias(inputs);
  if (kGuide > 0) {
    for (const uint16_t quant : luma_quant) inputs.push_back(LnQuantInput(quant));
  }
  context1_bias_ = network_.context1_image.Bias(inputs, network_.context1, kMaxImageBias);
  AllocateBuffers();
}

template <BlockShape kShape>
void BlockWave<kShape>::AllocateBuffers() {
  using infer::kByteSlack;
  using infer::kKernelSlack;
  const size_t wave_rows = WaveRows(rows_, columns_);
  turns_.resize(wave_rows);
  inputs_.resize(wave_rows * kInputPitch + kByteSlack);
  context_.resize(wave_rows * kContext + kByteSlack);
  sums_.resize(wave_rows * kSumPitch + kKernelSlack);
  logits_.resize(wave_rows * kLogitPitch + kKernelSlack);

  order_.reserve(wave_rows);
  num_told_.resize(wave_rows);
  order_context_.resize(wave_rows * kContext + kByteSlack);
  hidden_.resize(wave_rows * kNumHidden + kByteSlack);
  step_hidden_.resize(wave_rows * kHidden + kByteSlack);
  features_.resize(wave_rows * kFeaturePitch + kKernelSlack);
  means_.resize(wave_rows * kSlots + kKernelSlack);
  outputs_.resize(wave_rows * kOutputPitch + kKernelSlack);

  step_places_.reserve(wave_rows);
  step_rows_.reserve(wave_rows);
}

template <BlockShape kShape>
void BlockWave<kShape>::SetGuide(const GuidePlane& plane) {
  const auto& layer = network_.guide_embed;
  const size_t row_pitch = (size_t{columns_} + 2) * kGuide;
  guide_.assign((size_t{rows_} + 2) * row_pitch + infer::kByteSlack, 0);
  infer::AlignedVector<int16_t> inputs(columns_ * layer.kColumns + infer::kKernelSlack);
  infer::AlignedVector<int32_t> sums(columns_ * layer.kPitch + infer::kKernelSlack);
  for (uint32_t row = 0; row < rows_; ++row) {
    for (uint32_t column = 0; column < columns_; ++column) {
      GuideFeatures(plane, row, column, network_.inverse_sigma_guide,
                    &inputs[column * layer.kColumns]);
    }
    layer.Propagate(kernels_, bytes_, {inputs.data(), layer.kColumns}, columns_,
                    {sums.data(), layer.kPitch}, {&guide_[(row + 1) * row_pitch + kGuide], kGuide});
  }
}

template <BlockShape kShape>
void BlockWave<kShape>::GatherContext1(uint32_t row, uint32_t column, uint8_t* input) {
  input = blocks_.CopyEmbeddings(row, column, input);
  if (guide_.empty()) return;
  // Three positions of each of three rows; the border makes the first of them (row, column).
  for (size_t i = 0; i < 3; ++i) {
    const size_t position = (row + i) * (size_t{columns_} + 2) + column;
    std::memcpy(input, &guide_[position * kGuide], 3 * kGuide);
    input += 3 * kGuide;
  }
}

template <BlockShape kShape>
void BlockWave<kShape>::BeginWave(uint32_t wave, uint32_t row_begin, uint32_t row_end) {
  wave_ = wave;
  row_begin_ = row_begin;
  row_end_ = row_end;
  const size_t n = row_end - row_begin;
  if (n == 0) return;
  const infer::ByteInputs inputs = {inputs_.data(), kInputPitch},
                          contexts = {context_.data(), kContext};
  const infer::ByteOutputs out = {context_.data(), kContext};
  const infer::Sums sums = {sums_.data(), kContext};

  for (size_t i = 0; i < n; ++i) {
    const uint32_t row = row_begin + static_cast<uint32_t>(i);
    GatherContext1(row, Column(row), &inputs_[i * kInputPitch]);
  }
  const int num_inputs = guide_.empty() ? 4 * kShape.embed : kShape.BlockInputs();
  network_.context1.Sum(bytes_, inputs, 0, num_inputs, context1_bias_.data(), n, sums);
  network_.context1.Activate(bytes_, sums, n, out);

  for (size_t i = 0; i < n; ++i) {
    const uint32_t row = row_begin + static_cast<uint32_t>(i);
    blocks_.CopyContexts(row, Column(row), &context_[i * kContext], &inputs_[i * kInputPitch]);
    Self(row).Clear();
    Turn(row) = {};
  }
  network_.context2.Sum(bytes_, inputs, n, sums);
  network_.context2.Add(bytes_, sums, contexts, n, out);
  network_.context3.Sum(bytes_, contexts, n, sums);
  network_.context3.Add(bytes_, sums, contexts, n, out);
  network_.last.Sum(bytes_, contexts, n, {sums_.data(), kLogitPitch});
  bytes_.outputs(sums_.data(), kLogitPitch, network_.last.shift(), n, network_.last.outputs(),
                 logits_.data(), kLogitPitch);
}

template <BlockShape kShape>
void BlockWave<kShape>::EndWave() {
  for (uint32_t row = row_begin_; row < row_end_; ++row) {
    const Blocks::Block self = Self(row);
    network_.embed.Propagate(kernels_, bytes_, embed_bias_, self.Levels(), sums_.data(),
                             self.embedding);
  }
}

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_BLOCK_WAVE_IMPL_H_
