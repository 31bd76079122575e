// The definitions of lattice_grid.h and lattice_wave.h, for networks of other shapes than the
// library has.
#ifndef JACKDAW_MODELS_PRIOR_LATTICE_WAVE_IMPL_H_
#define JACKDAW_MODELS_PRIOR_LATTICE_WAVE_IMPL_H_

#include <bit>
#include <cstring>

#include "base/nonzero_mask.h"
#include "models/prior/block_steps_impl.h"
#include "models/prior/lattice_wave.h"
#include "models/prior/prior_features.h"

namespace jackdaw::prior {

template <BlockShape kShape>
LatticeGrid<kShape>::LatticeGrid(const Network& network,
                                 std::span<const std::array<uint16_t, 64>> quants,
                                 const std::array<uint16_t, 64>& luma_quant, uint32_t rows,
                                 uint32_t columns, std::span<const LevelPlane> levels,
                                 const infer::Kernels& kernels)
    : network_(network),
      kernels_(kernels),
      rows_(rows),
      columns_(columns),
      quants_(quants.begin(), quants.end()),
      levels_(levels.begin(), levels.end()) {
  std::vector<int32_t> inputs = LnQuantInputs(quants, kShape.lanes);
  embed_bias_ = network.embed.Bias(inputs);
  if (kShape.guide_embed > 0) {
    for (const uint16_t quant : luma_quant) inputs.push_back(LnQuantInput(quant));
  }
  const size_t first = inputs.size();
  for (size_t pass = 0; pass < context1_bias_.size(); ++pass) {
    inputs.resize(first);
    inputs.resize(first + kNumPasses, 0);
    inputs[first + pass] = kOfThisPass;
    context1_bias_[pass] = network.context1_image.Bias(inputs, network.context1, kMaxImageBias);
  }
  const size_t blocks = size_t{rows} * columns;
  embeddings_ = std::make_unique_for_overwrite<uint8_t[]>(blocks * kShape.embed);
  contexts1_ = std::make_unique_for_overwrite<uint8_t[]>(blocks * kShape.context);
}

template <BlockShape kShape>
LatticeWave<kShape>::LatticeWave(Grid& grid)
    : Base(grid.network(), grid.quants(), std::min(kMaxBlocks, grid.columns()), grid.kernels()),
      grid_(grid),
      levels_(std::min(kMaxBlocks, grid.columns()) * Base::kSlots),
      num_levels_(std::min(kMaxBlocks, grid.columns())),
      dcs_(std::min(kMaxBlocks, grid.columns()) * kMaxLanes) {}

template <BlockShape kShape>
bool LatticeWave<kShape>::FindNeighbour(size_t place, size_t tap, size_t* index) const {
  return prior::FindNeighbour(pass_, tap, row_, Column(place), grid_.rows(), grid_.columns(),
                              index);
}

// Neighbours begin .. end - 1 of a block, zeros for those outside. Returns the end of what it
// wrote.
template <BlockShape kShape>
uint8_t* LatticeWave<kShape>::Gather(size_t place, size_t begin, size_t end, size_t size,
                                     bool contexts, uint8_t* to) {
  for (size_t tap = begin; tap < end; ++tap, to += size) {
    size_t index;
    if (!FindNeighbour(place, tap, &index)) {
      std::memset(to, 0, size);
    } else {
      std::memcpy(to, contexts ? grid_.Context1(index) : grid_.Embedding(index), size);
    }
  }
  return to;
}

template <BlockShape kShape>
void LatticeWave<kShape>::BeginWave(int pass, uint32_t row, uint32_t first_column, uint32_t count) {
  pass_ = PassAt(pass);
  row_ = row;
  first_column_ = first_column;
  count_ = count;
  Base::Begin(0, count);
  const auto& network = Base::network();
  const TapRange taps = SeenTaps(pass_.sees);
  constexpr size_t kGuideInputs = EmbeddedGuide<kShape>::kInputs;
  const bool has_guide = kGuideInputs > 0 && !grid_.guide().empty();

  // What is seen is one range of columns: rows above and below, guide, sides.
  const size_t sides = taps.end > kNumRowTaps ? taps.end : kNumRowTaps;
  for (size_t i = 0; i < count; ++i) {
    uint8_t* to = Gather(i, taps.begin, std::min(taps.end, kNumRowTaps), Base::kEmbed, false,
                         Base::InputsOf(i));
    if (has_guide) {
      to = grid_.guide().Copy(row, Column(i), to);
    } else {
      std::memset(to, 0, kGuideInputs);
      to += kGuideInputs;
    }
    Gather(i, kNumRowTaps, sides, Base::kEmbed, false, to);
  }
  const auto& bias = grid_.context1_bias(pass);
  constexpr int kRowInputs = int{kNumRowTaps} * kShape.embed;
  const int skip = taps.begin == 0 ? 0 : kRowInputs,
            end = sides == kNumRowTaps ? kRowInputs + int{kGuideInputs} : kShape.BlockInputs();
  if (skip < end) {
    network.context1.Sum(Base::bytes(), Base::inputs(), skip, end, bias.data(), count,
                         Base::sums());
  } else {
    for (size_t i = 0; i < count; ++i) {
      std::copy_n(bias.data(), Base::kContext, Base::sums().data + i * Base::kContext);
    }
  }
  network.context1.Activate(Base::bytes(), Base::sums(), count, Base::contexts());

  for (size_t i = 0; i < count; ++i) {
    const size_t index = grid_.IndexOf(row, Column(i));
    const uint8_t* const own = Base::ContextOf(i);
    uint8_t* to = Gather(i, taps.begin, std::min(taps.end, kNumRowTaps), Base::kContext, true,
                         Base::InputsOf(i));
    std::memcpy(to, own, Base::kContext);
    Gather(i, kNumRowTaps, sides, Base::kContext, true, to + Base::kContext);
    std::memcpy(grid_.Context1(index), own, Base::kContext);
    Base::selves()[i] = {grid_.Embedding(index), grid_.Context1(index), &levels_[i * Base::kSlots],
                         &num_levels_[i], &dcs_[i * kMaxLanes]};
    Base::selves()[i].Clear();
  }
  network.context2.Sum(Base::bytes(), Base::inputs(), static_cast<int>(taps.begin * Base::kContext),
                       static_cast<int>((sides + 1) * Base::kContext), nullptr, count,
                       Base::sums());
  Base::FinishContexts(count);
}

template <BlockShape kShape>
MeanSource LatticeWave<kShape>::ReadNeighbour(size_t index, size_t part, Neighbour* to) const {
  size_t count = 0;
  to->dc.fill(0);
  for (size_t lane = 0; lane < Base::kLanes; ++lane) {
    const int16_t* levels = grid_.Levels(lane, index);
    for (uint64_t left = NonzeroMask(levels); left != 0; left &= left - 1) {
      const auto k = static_cast<size_t>(std::countr_zero(left));
      const auto slot = static_cast<uint16_t>(64 * lane + k);
      const int16_t value = Dequantized(levels[k], Base::scales().quant(slot));
      if (k == 0) {
        to->dc[lane] = value;
      } else {
        to->levels[count++] = {slot, value, 0, 0};
      }
    }
  }
  return {{to->levels.data(), count}, to->dc.data(), part};
}

template <BlockShape kShape>
MeanSources LatticeWave<kShape>::MeansOf(size_t place) {
  const LinearParts parts = LinearPartsOf(pass_.sees);
  MeanSources means;
  for (size_t i = 0; i < parts.count; ++i) {
    size_t index;
    if (!FindNeighbour(place, parts.taps[i], &index)) continue;
    means.sources[means.count] = ReadNeighbour(index, parts.first + i, &neighbours_[means.count]);
    ++means.count;
  }
  // The first always exists: N or W.
  if (means.count > 0) means.reference = means.sources[0].dc;
  return means;
}

template <BlockShape kShape>
void LatticeWave<kShape>::BeginSteps() {
  Base::BeginStepsWith(LinearPartsOf(pass_.sees).own,
                       [this](uint32_t place) { return MeansOf(place); });
}

template <BlockShape kShape>
void LatticeWave<kShape>::EndWave() {
  for (size_t i = 0; i < count_; ++i) Base::Embed(i, grid_.embed_bias());
}

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_LATTICE_WAVE_IMPL_H_
