#include "models/prior/wave_prior.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "models/prior/prior_features.h"

namespace jackdaw::prior {
namespace {

constexpr size_t kMaxGroup = 16;
// Rows of activations and distributions of latents, per column of blocks; generous.
constexpr uint64_t kLatentRowBytes = 2048;
constexpr size_t kRepeats = 16;       // of a group's constants, so that they fill any vector
constexpr int32_t kLn256Q12 = 22713;  // round(4096 ln 256)

// Copies `size` numbers, or zeros if `from` is null.
void CopyOrClear(const int16_t* from, size_t size, int16_t* to) {
  if (from != nullptr) {
    std::memcpy(to, from, size * sizeof(int16_t));
  } else {
    std::memset(to, 0, size * sizeof(int16_t));
  }
}

// Copies at least `size` numbers.
void CopyByFours(const int32_t* from, size_t size, int32_t* to) {
  for (size_t i = 0; i < size; i += 4) std::memcpy(to + i, from + i, 4 * sizeof(int32_t));
}

}  // namespace

uint64_t WavePriorBytes(const PriorShape& shape, uint32_t rows, uint32_t columns) {
  // Follows AllocateBuffers, SetGuide and the planes of latents.h, in bytes.
  const auto n = [](int count) { return static_cast<uint64_t>(count); };
  const uint64_t live_blocks = uint64_t{std::bit_ceil(std::min(rows, columns / 2 + 2))} * kRing;
  const uint64_t wave_rows = std::min(rows, columns / 2 + 1);
  const uint64_t inputs = std::max(shape.causal ? 5 * n(shape.context) : 0, n(shape.BlockInputs()));
  const uint64_t widest = n(std::max({shape.context, shape.embed, shape.hidden})) + infer::kPanel;
  const uint64_t per_block = 2 * n(shape.embed) + 2 * n(shape.context) +
                             sizeof(infer::SparseInput) * n(shape.NumSlots()) + 2 + 2 * kMaxLanes;
  const uint64_t per_row =
      2 * (inputs + n(shape.context) + n(shape.NumHidden()) + n(shape.hidden)) +
      4 * (widest + n(shape.NumHidden()) + infer::kPanel + 5 * kMaxGroup + n(shape.NumSlots()) +
           15 * kMaxGroup);
  const uint64_t grid = (uint64_t{rows} + 8) * (uint64_t{columns} + 8);
  // Latents: y as integers and as activations at half the resolution, z at a quarter.
  const uint64_t latents =
      3 * n(shape.latents) / 4 + 3 * n(shape.hyper_latents) / 16 + 1 + 2 * n(shape.latent_embed);
  return live_blocks * per_block + wave_rows * per_row + grid * 2 * n(shape.guide_embed) +
         (shape.latents > 0 ? grid * latents + (uint64_t{columns} + 8) * kLatentRowBytes : 0);
}

WavePrior::WavePrior(const PriorNetwork& network, std::span<const std::array<uint16_t, 64>> quants,
                     const std::array<uint16_t, 64>& luma_quant, uint32_t rows, uint32_t columns,
                     const infer::Kernels& kernels)
    : network_(network),
      kernels_(kernels),
      rows_(rows),
      columns_(columns),
      active_lanes_(static_cast<int>(quants.size())),
      blocks_(network.shape(), rows, columns) {
  PrepareSlots(quants);
  FoldConstants(quants, luma_quant);
  AllocateBuffers();
}

void WavePrior::PrepareSlots(std::span<const std::array<uint16_t, 64>> quants) {
  const auto num_slots = static_cast<size_t>(network_.shape_.NumSlots());
  quant_.assign(num_slots, 1);
  reciprocal_.assign(kRepeats * num_slots, 1);
  sigma_.assign(kRepeats * num_slots, kMinSigma);
  scale_offset_.assign(kRepeats * num_slots, 0);
  hidden_after_.assign(num_slots, 0);
  for (size_t slot = 0; slot < num_slots; ++slot) {
    const uint16_t quant = quants[std::min(slot / 64, quants.size() - 1)][slot % 64];
    quant_[slot] = quant;
    const uint32_t sigma = network_.sigma_[slot];
    const int32_t ln_sigma = ((entropy::LnQ16(sigma) + 8) >> 4) - kLn256Q12;
    const size_t group = kPriorGroup[slot % 64];
    const auto first = static_cast<size_t>(kPriorGroupBegin[group]);
    const auto count = static_cast<size_t>(kPriorGroupBegin[group + 1]) - first;
    for (size_t i = 0; i < kRepeats; ++i) {
      const size_t at = kRepeats * (slot - slot % 64 + first) + i * count + (slot % 64 - first);
      reciprocal_[at] = (uint32_t{1} << 24) / quant;
      sigma_[at] = sigma;
      scale_offset_[at] = ln_sigma - ((entropy::LnQ16(quant) + 8) >> 4);
    }
    const int step = PriorSlotStep(static_cast<int>(slot), network_.shape_.lanes);
    hidden_after_[slot] = (step + 1) * network_.shape_.hidden;
  }
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

  // Blocks of a wave are two columns apart.
  const size_t wave_rows = std::min<size_t>(rows_, size_t{columns_} / 2 + 1);
  input_pitch_ = std::max(shape.causal ? 5 * context : 0, static_cast<size_t>(shape.BlockInputs()));
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

  step_pitch_ = wave_rows * kMaxGroup + infer::kKernelSlack;
  constexpr size_t kArrays = 6 + 9;
  mixture_data_.assign(kArrays * step_pitch_, 0);
  std::array<int32_t*, kArrays> m;
  for (size_t i = 0; i < kArrays; ++i) m[i] = &mixture_data_[i * step_pitch_];
  std::copy_n(m.begin(), mixture_inputs_.size(), mixture_inputs_.begin());
  // Signed and unsigned may alias.
  const auto unsigned_at = [&](size_t i) { return reinterpret_cast<uint32_t*>(m[i]); };
  mixtures_ = {{m[6], m[7]},    {unsigned_at(8), unsigned_at(9)},
               unsigned_at(10), unsigned_at(11),
               unsigned_at(12), m[13],
               unsigned_at(14)};
}

void WavePrior::SetGuide(const GuidePlane& plane) {
  const auto embed = static_cast<size_t>(network_.shape_.guide_embed);
  const size_t row_pitch = (size_t{columns_} + 2) * embed;
  guide_.assign((size_t{rows_} + 2) * row_pitch + infer::kKernelSlack, 0);
  constexpr size_t kInputs = 128;
  infer::AlignedVector<int16_t> inputs(columns_ * kInputs);
  const size_t sum_pitch = network_.guide_embed_.SumPitch();
  infer::AlignedVector<int32_t> sums(columns_ * sum_pitch + infer::kKernelSlack);
  std::array<int16_t, 64> guide;
  for (uint32_t row = 0; row < rows_; ++row) {
    for (uint32_t column = 0; column < columns_; ++column) {
      ResampleGuide(plane, row, column, &guide);
      int16_t* input = &inputs[column * kInputs];
      for (size_t k = 0; k < 64; ++k) {
        const uint32_t inverse = network_.inverse_sigma_guide_[k];
        input[k] = ScaledFeature(guide[k], inverse);
        input[64 + k] = ScaledFeature(int64_t{guide[k]} * 8, inverse);
      }
    }
    network_.guide_embed_.Propagate(kernels_, {inputs.data(), kInputs}, columns_,
                                    {sums.data(), sum_pitch},
                                    {&guide_[(row + 1) * row_pitch + embed], embed});
  }
}

void WavePrior::SetLatents(LatentFeatures features) { latents_ = std::move(features); }

void WavePrior::GatherContext1(uint32_t row, uint32_t column, int16_t* input) {
  const PriorShape& shape = network_.shape_;
  if (shape.causal) {
    const auto embed = static_cast<size_t>(shape.embed);
    for (const FinishedBlock& neighbour : blocks_.Around(row, column)) {
      CopyOrClear(neighbour.embedding, embed, input);
      input += embed;
    }
  }
  if (guide_.empty() && shape.latents == 0) return;
  // Three positions of each of three rows; the border makes the first of them (row, column).
  const size_t three = 3 * static_cast<size_t>(shape.guide_embed);
  for (size_t i = 0; i < 3 && three > 0; ++i) {
    const size_t position = (row + i) * (size_t{columns_} + 2) + column;
    CopyOrClear(guide_.empty() ? nullptr : &guide_[position * three / 3], three, input);
    input += three;
  }
  if (shape.latents == 0) return;
  const auto features = static_cast<size_t>(shape.latent_embed);
  std::memcpy(input, &latents_.values[(row * latents_.pitch + column) * features],
              features * sizeof(int16_t));
}

void WavePrior::GatherContext2(uint32_t row, uint32_t column, const int16_t* context,
                               int16_t* input) {
  const auto size = static_cast<size_t>(network_.shape_.context);
  for (const FinishedBlock& neighbour : blocks_.Around(row, column)) {
    CopyOrClear(neighbour.context1, size, input);
    input += size;
  }
  std::memcpy(input, context, size * sizeof(int16_t));
  std::memcpy(blocks_.At(row, column).context1, context, size * sizeof(int16_t));
}

// The sums of the linear layer over the neighbours. DC counts relative to that of W or N, so that
// the weights of the neighbours' DC need not add up to one.
void WavePrior::StartMeans(uint32_t row, uint32_t column, int32_t* means) {
  std::fill_n(means, slot_pitch_, 0);
  const FinishedBlocks::Neighbours neighbours = blocks_.Around(row, column);
  const FinishedBlock& reference = neighbours[0].dc != nullptr ? neighbours[0] : neighbours[2];
  const auto lanes = static_cast<size_t>(active_lanes_);
  for (size_t tap = 0; tap < kNeighbours; ++tap) {
    const FinishedBlock& neighbour = neighbours[tap];
    if (neighbour.dc == nullptr) continue;
    const infer::SparseValues& linear = network_.linear_[tap];
    linear.Add(kernels_, neighbour.Levels(), 0, slot_pitch_, means);
    // A difference has 17 bits: it is added as two halves. Where there is a neighbour, there is a
    // reference.
    std::array<infer::SparseInput, 2 * kMaxLanes> halves;
    for (size_t lane = 0; lane < lanes; ++lane) {
      const int32_t difference = neighbour.dc[lane] - reference.dc[lane];
      const auto slot = static_cast<uint16_t>(64 * lane);
      halves[2 * lane] = {slot, static_cast<int16_t>(difference >> 1), 0, 0};
      halves[2 * lane + 1] = {slot, static_cast<int16_t>(difference - (difference >> 1)), 0, 0};
    }
    if (&reference != &neighbour) {
      linear.Add(kernels_, {halves.data(), 2 * lanes}, 0, slot_pitch_, means);
    }
  }
  if (reference.dc == nullptr) return;
  for (size_t lane = 0; lane < lanes; ++lane) {
    means[64 * lane] = static_cast<int32_t>(
        static_cast<uint32_t>(means[64 * lane]) +
        (static_cast<uint32_t>(int32_t{reference.dc[lane]}) << network_.linear_shift_));
  }
}

void WavePrior::BeginWave(uint32_t wave, uint32_t row_begin, uint32_t row_end) {
  wave_ = wave;
  row_begin_ = row_begin;
  row_end_ = row_end;
  const size_t n = row_end - row_begin;
  if (n == 0) return;
  const auto context = static_cast<size_t>(network_.shape_.context);
  const bool causal = network_.shape_.causal;
  const infer::Inputs inputs = {inputs_.data(), input_pitch_},
                      contexts = {context_.data(), context};
  const infer::Outputs out = {context_.data(), context};
  const infer::Sums sums = {sums_.data(), context};

  for (size_t i = 0; i < n; ++i) {
    const uint32_t row = row_begin + static_cast<uint32_t>(i);
    GatherContext1(row, Column(row), &inputs_[i * input_pitch_]);
  }
  const bool nothing_else = causal && guide_.empty() && network_.shape_.latents == 0;
  network_.context1_.Propagate(
      kernels_, context1_bias_,
      nothing_else ? 4 * network_.shape_.embed : network_.context1_.inputs(), inputs, n, sums, out);

  for (size_t i = 0; i < n; ++i) {
    const uint32_t row = row_begin + static_cast<uint32_t>(i);
    const int16_t* own = &context_[i * context];
    if (causal) GatherContext2(row, Column(row), own, &inputs_[i * input_pitch_]);
    const FinishedBlock self = Self(row);
    *self.num_levels = 0;
    std::fill_n(self.dc, kMaxLanes, int16_t{0});
    StartMeans(row, Column(row), &means_[i * slot_pitch_]);
  }
  network_.context2_.Propagate(kernels_, causal ? inputs : contexts, contexts, n, sums, out);
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

  if (group == 0) AddOwnDc(lane);
  FindMixtures(output.shift(), group, lane);
}

// outputs_ and means_ -> mixtures_.
void WavePrior::FindMixtures(int output_shift, int group, int lane) {
  const auto g = static_cast<size_t>(group);
  const auto first = static_cast<size_t>(kPriorGroupBegin[g]);
  step_count_ = static_cast<size_t>(kPriorGroupBegin[g + 1]) - first;
  step_slot_ = static_cast<size_t>(64 * lane) + first;
  const size_t n = row_end_ - row_begin_;
  for (size_t row = 0; row < n; ++row) {
    const size_t to = row * step_count_;
    for (size_t i = 0; i < 5; ++i) {
      CopyByFours(&outputs_[row * output_pitch_ + i * step_count_], step_count_,
                  mixture_inputs_[i] + to);
    }
    CopyByFours(&means_[row * slot_pitch_ + step_slot_], step_count_, mixture_inputs_[5] + to);
  }
  const size_t scales = kRepeats * step_slot_;
  const infer::MixtureInputs inputs = {{mixture_inputs_[0], mixture_inputs_[1], mixture_inputs_[2],
                                        mixture_inputs_[3], mixture_inputs_[4]},
                                       mixture_inputs_[5]};
  kernels_.mixtures(inputs,
                    {&sigma_[scales], &reciprocal_[scales], &scale_offset_[scales],
                     kRepeats * step_count_, 16 - network_.linear_shift_, output_shift - 4},
                    n * step_count_, mixtures_);
}

// What DC of a lane sees of the DCs of the lanes before it: like a neighbour's, their difference to
// the reference.
void WavePrior::AddOwnDc(int lane) {
  const infer::SparseValues& linear = network_.linear_[kNeighbours];
  for (uint32_t row = row_begin_; row < row_end_; ++row) {
    const FinishedBlocks::Neighbours neighbours = blocks_.Around(row, Column(row));
    const FinishedBlock& reference = neighbours[0].dc != nullptr ? neighbours[0] : neighbours[2];
    const FinishedBlock self = Self(row);
    int32_t& mean = means_[(row - row_begin_) * slot_pitch_ + static_cast<size_t>(64 * lane)];
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

void WavePrior::SetLevel(uint32_t row, int lane, int k, int level) {
  const size_t i = row - row_begin_;
  const auto slot = static_cast<size_t>(64 * lane + k);
  const int16_t value = Dequantized(level, quant_[slot]);
  infer::SparseInput input = {static_cast<uint16_t>(slot), value,
                              ScaledFeature(value, network_.inverse_sigma_[slot]),
                              LogFeature(level)};
  const int after = hidden_after_[slot];
  if (after < network_.shape_.NumHidden()) {
    network_.hidden1_features_.Add(kernels_, {&input, 1}, after, &hidden_sums_[i * hidden_pitch_]);
  }
  // Of each lane, the slots of later steps: those of lower groups, and of the same group for a
  // later lane. Weights of other slots are zero.
  const infer::SparseValues& linear = network_.linear_[kNeighbours];
  const size_t group = kPriorGroup[static_cast<size_t>(k)];
  for (int other = 0; k > 0 && other < active_lanes_; ++other) {
    const size_t end = kPriorGroupBegin[group + (other > lane ? 1 : 0)];
    if (end == 0) continue;
    const auto first = static_cast<size_t>(64 * other);
    linear.Add(kernels_, {&input, 1}, first, infer::RoundUpToPanel(end), &means_[i * slot_pitch_]);
  }
  const FinishedBlock self = Self(row);
  if (k == 0) {
    self.dc[lane] = value;
    input.value = 0;  // neighbours take DC by its difference
  }
  if (!network_.shape_.causal) return;
  self.levels[(*self.num_levels)++] = input;
}

void WavePrior::EndWave() {
  if (!network_.shape_.causal) return;
  for (uint32_t row = row_begin_; row < row_end_; ++row) {
    const FinishedBlock self = Self(row);
    network_.embed_.Propagate(kernels_, embed_bias_, self.Levels(), sums_.data(), self.embedding);
  }
}

}  // namespace jackdaw::prior
