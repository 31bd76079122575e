// The definitions of block_wave.h, for networks of other shapes than the library has.
#ifndef JACKDAW_MODELS_PRIOR_BLOCK_WAVE_IMPL_H_
#define JACKDAW_MODELS_PRIOR_BLOCK_WAVE_IMPL_H_

#include <vector>

#include "models/prior/block_steps_impl.h"
#include "models/prior/block_wave.h"
#include "models/prior/prior_features.h"
#include "models/prior/prior_order.h"

namespace jackdaw::prior {

template <BlockShape kShape>
uint64_t BlockWave<kShape>::Bytes(uint32_t rows, uint32_t columns) {
  return Blocks::Bytes(Base::kSizes, rows, columns) +
         WaveRows(rows, columns) * Base::BytesPerBlock() +
         EmbeddedGuide<kShape>::Bytes(rows, columns) + 4096;
}

template <BlockShape kShape>
BlockWave<kShape>::BlockWave(const Network& network,
                             std::span<const std::array<uint16_t, 64>> quants,
                             const std::array<uint16_t, 64>& luma_quant, uint32_t rows,
                             uint32_t columns, const infer::Kernels& kernels)
    : Base(network, quants, WaveRows(rows, columns), kernels),
      rows_(rows),
      columns_(columns),
      blocks_(Base::kSizes, rows, columns) {
  std::vector<int32_t> inputs = LnQuantInputs(quants, kShape.lanes);
  embed_bias_ = network.embed.Bias(inputs);
  if (kShape.guide_embed > 0) {
    for (const uint16_t quant : luma_quant) inputs.push_back(LnQuantInput(quant));
  }
  context1_bias_ = network.context1_image.Bias(inputs, network.context1, kMaxImageBias);
}

template <BlockShape kShape>
void BlockWave<kShape>::BeginWave(uint32_t wave, uint32_t row_begin, uint32_t row_end) {
  wave_ = wave;
  row_begin_ = row_begin;
  row_end_ = row_end;
  const size_t n = row_end - row_begin;
  Base::Begin(row_begin, n);
  if (n == 0) return;
  const Network& network = Base::network();

  for (size_t i = 0; i < n; ++i) {
    const uint32_t row = row_begin + static_cast<uint32_t>(i), column = Column(row);
    uint8_t* const end = blocks_.CopyEmbeddings(row, column, Base::InputsOf(i));
    if (!guide_.empty()) guide_.Copy(row, column, end);
  }
  const int num_inputs = guide_.empty() ? 4 * kShape.embed : kShape.BlockInputs();
  network.context1.Sum(Base::bytes(), Base::inputs(), 0, num_inputs, context1_bias_.data(), n,
                       Base::sums());
  network.context1.Activate(Base::bytes(), Base::sums(), n, Base::contexts());

  for (size_t i = 0; i < n; ++i) {
    const uint32_t row = row_begin + static_cast<uint32_t>(i), column = Column(row);
    blocks_.CopyContexts(row, column, Base::ContextOf(i), Base::InputsOf(i));
    Base::selves()[i] = blocks_.At(row, column);
    Base::selves()[i].Clear();
  }
  network.context2.Sum(Base::bytes(), Base::inputs(), n, Base::sums());
  Base::FinishContexts(n);
}

template <BlockShape kShape>
void BlockWave<kShape>::BeginSteps() {
  Base::BeginStepsWith(kOwnCausalPart, [this](uint32_t row) {
    return CausalMeans(blocks_.Around(row, Column(row)));
  });
}

template <BlockShape kShape>
void BlockWave<kShape>::EndWave() {
  for (size_t i = 0; i < row_end_ - row_begin_; ++i) Base::Embed(i, embed_bias_);
}

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_BLOCK_WAVE_IMPL_H_
