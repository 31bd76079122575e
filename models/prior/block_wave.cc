#include "models/prior/block_wave.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "models/prior/prior_features.h"
#include "models/prior/prior_order.h"

namespace jackdaw::prior {
namespace {

constexpr size_t kMaxGroup = 16;
constexpr int32_t kLn256Q12 = 22713;  // round(4096 ln 256)
constexpr size_t kArrays = 6 + 9;     // inputs and results of mixtures

// Copies `size` numbers, or zeros if `from` is null.
void CopyOrClear(const uint8_t* from, size_t size, uint8_t* to) {
  if (from != nullptr) {
    std::memcpy(to, from, size);
  } else {
    std::memset(to, 0, size);
  }
}

// Blocks of a wave are two columns apart.
size_t WaveRows(uint32_t rows, uint32_t columns) {
  return std::min<size_t>(rows, size_t{columns} / 2 + 1);
}

}  // namespace

uint64_t BlockWave::Bytes(const BlockShape& shape, uint32_t rows, uint32_t columns) {
  // Follows AllocateBuffers and SetGuide.
  const auto n = [](int count) { return static_cast<uint64_t>(count); };
  const uint64_t inputs = n(std::max(shape.BlockInputs(), 5 * shape.context));
  const uint64_t bytes = inputs + 2 * n(shape.context) + n(shape.NumHidden() + shape.hidden);
  const uint64_t numbers = n(std::max({shape.context, shape.embed, shape.hidden})) +
                           n(shape.NumLastLogits()) + n(shape.NumHidden()) + n(shape.NumSlots()) +
                           (5 + kArrays) * kMaxGroup + 4 * infer::kPanel;
  const uint64_t wave_rows = WaveRows(rows, columns);
  const uint64_t grid = (uint64_t{rows} + 2) * (uint64_t{columns} + 2);
  return ByteBlocks::Bytes(shape, rows, columns) + wave_rows * (bytes + 4 * numbers + 64) +
         grid * n(shape.guide_embed) + 4096;
}

BlockWave::BlockWave(const BlockNetwork& network, std::span<const std::array<uint16_t, 64>> quants,
                     const std::array<uint16_t, 64>& luma_quant, uint32_t rows, uint32_t columns,
                     const infer::Kernels& kernels)
    : network_(network),
      kernels_(kernels),
      bytes_(infer::ByteKernelsFor(kernels)),
      rows_(rows),
      columns_(columns),
      blocks_(network.shape(), rows, columns) {
  PrepareSlots(quants);
  std::vector<int32_t> inputs = LnQuantInputs(quants, network_.shape_.lanes);
  embed_bias_ = network_.embed_image_.Bias(inputs);
  if (network_.shape_.guide_embed > 0) {
    for (const uint16_t quant : luma_quant) inputs.push_back(LnQuantInput(quant));
  }
  context1_bias_ = network_.ImageBias(inputs);
  AllocateBuffers();
}

void BlockWave::PrepareSlots(std::span<const std::array<uint16_t, 64>> quants) {
  const auto num_slots = static_cast<size_t>(network_.shape_.NumSlots());
  quant_.assign(num_slots, 1);
  reciprocal_.assign(kRepeats * num_slots, 1);
  sigma_.assign(kRepeats * num_slots, infer::kMinSigma);
  scale_offset_.assign(kRepeats * num_slots, 0);
  hidden_after_.assign(num_slots, 0);
  for (size_t slot = 0; slot < num_slots; ++slot) {
    const uint16_t quant = quants[slot / 64][slot % 64];
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

void BlockWave::AllocateBuffers() {
  using infer::kByteSlack;
  using infer::kKernelSlack;
  using infer::RoundUpToPanel;
  const BlockShape& shape = network_.shape_;
  const auto context = static_cast<size_t>(shape.context);
  const size_t wave_rows = WaveRows(rows_, columns_);
  turns_.resize(wave_rows);
  input_pitch_ = std::max(5 * context, static_cast<size_t>(shape.BlockInputs()));
  inputs_.resize(wave_rows * input_pitch_ + kByteSlack);
  context_.resize(wave_rows * context + kByteSlack);
  const auto widest =
      static_cast<size_t>(std::max({shape.context, shape.embed, shape.hidden, 4 * kPriorGroups}));
  sums_.resize(wave_rows * RoundUpToPanel(widest) + kKernelSlack);
  logit_pitch_ = RoundUpToPanel(static_cast<size_t>(shape.NumLastLogits()));
  logits_.resize(wave_rows * logit_pitch_ + kKernelSlack);

  order_.reserve(wave_rows);
  num_told_.resize(wave_rows);
  hidden_pitch_ = static_cast<size_t>(shape.NumHidden());
  feature_pitch_ = RoundUpToPanel(hidden_pitch_);
  mean_pitch_ = static_cast<size_t>(shape.NumSlots());
  output_pitch_ = 5 * kMaxGroup;
  order_context_.resize(wave_rows * context + kByteSlack);
  hidden_.resize(wave_rows * hidden_pitch_ + kByteSlack);
  step_hidden_.resize(wave_rows * static_cast<size_t>(shape.hidden) + kByteSlack);
  features_.resize(wave_rows * feature_pitch_ + kKernelSlack);
  means_.resize(wave_rows * mean_pitch_ + kKernelSlack);
  outputs_.resize(wave_rows * output_pitch_ + kKernelSlack);

  step_places_.reserve(wave_rows);
  step_rows_.reserve(wave_rows);
  const size_t step_pitch = wave_rows * kMaxGroup + kKernelSlack;
  mixture_data_.assign(kArrays * step_pitch, 0);
  std::array<int32_t*, kArrays> m;
  for (size_t i = 0; i < kArrays; ++i) m[i] = &mixture_data_[i * step_pitch];
  std::copy_n(m.begin(), mixture_inputs_.size(), mixture_inputs_.begin());
  // Signed and unsigned may alias.
  const auto unsigned_at = [&](size_t i) { return reinterpret_cast<uint32_t*>(m[i]); };
  mixtures_ = {{m[6], m[7]},    {unsigned_at(8), unsigned_at(9)},
               unsigned_at(10), unsigned_at(11),
               unsigned_at(12), m[13],
               unsigned_at(14)};
}

void BlockWave::SetGuide(const GuidePlane& plane) {
  const auto embed = static_cast<size_t>(network_.shape_.guide_embed);
  const size_t row_pitch = (size_t{columns_} + 2) * embed;
  guide_.assign((size_t{rows_} + 2) * row_pitch + infer::kByteSlack, 0);
  constexpr size_t kInputs = 128;
  infer::AlignedVector<int16_t> inputs(columns_ * kInputs + infer::kKernelSlack);
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
    network_.guide_embed_.Sum(kernels_, {inputs.data(), kInputs}, columns_,
                              {sums.data(), sum_pitch});
    bytes_.activate_hidden(sums.data(), sum_pitch, network_.guide_shift_.data(), columns_,
                           network_.shape_.guide_embed, &guide_[(row + 1) * row_pitch + embed],
                           embed);
  }
}

void BlockWave::GatherContext1(uint32_t row, uint32_t column, uint8_t* input) {
  const auto embed = static_cast<size_t>(network_.shape_.embed);
  for (const ByteBlock& neighbour : blocks_.Around(row, column)) {
    CopyOrClear(neighbour.embedding, embed, input);
    input += embed;
  }
  if (guide_.empty()) return;
  // Three positions of each of three rows; the border makes the first of them (row, column).
  const auto guide = static_cast<size_t>(network_.shape_.guide_embed);
  for (size_t i = 0; i < 3; ++i) {
    const size_t position = (row + i) * (size_t{columns_} + 2) + column;
    std::memcpy(input, &guide_[position * guide], 3 * guide);
    input += 3 * guide;
  }
}

void BlockWave::GatherContext2(uint32_t row, uint32_t column, const uint8_t* context,
                               uint8_t* input) {
  const auto size = static_cast<size_t>(network_.shape_.context);
  for (const ByteBlock& neighbour : blocks_.Around(row, column)) {
    CopyOrClear(neighbour.context1, size, input);
    input += size;
  }
  std::memcpy(input, context, size);
  std::memcpy(blocks_.At(row, column).context1, context, size);
}

void BlockWave::BeginWave(uint32_t wave, uint32_t row_begin, uint32_t row_end) {
  wave_ = wave;
  row_begin_ = row_begin;
  row_end_ = row_end;
  const size_t n = row_end - row_begin;
  if (n == 0) return;
  const auto context = static_cast<size_t>(network_.shape_.context);
  const infer::ByteInputs inputs = {inputs_.data(), input_pitch_},
                          contexts = {context_.data(), context};
  const infer::ByteOutputs out = {context_.data(), context};
  const infer::Sums sums = {sums_.data(), context};

  for (size_t i = 0; i < n; ++i) {
    const uint32_t row = row_begin + static_cast<uint32_t>(i);
    GatherContext1(row, Column(row), &inputs_[i * input_pitch_]);
  }
  const int num_inputs = guide_.empty() ? 4 * network_.shape_.embed : network_.shape_.BlockInputs();
  network_.context1_.Sum(bytes_, inputs, 0, num_inputs, context1_bias_.data(), n, sums);
  network_.context1_.Activate(bytes_, sums, n, out);

  for (size_t i = 0; i < n; ++i) {
    const uint32_t row = row_begin + static_cast<uint32_t>(i);
    GatherContext2(row, Column(row), &context_[i * context], &inputs_[i * input_pitch_]);
    const ByteBlock self = Self(row);
    *self.num_levels = 0;
    std::fill_n(self.dc, ByteBlocks::kNumLanes, int16_t{0});
    Turn(row) = {};
  }
  network_.context2_.Sum(bytes_, inputs, n, sums);
  network_.context2_.Add(bytes_, sums, contexts, n, out);
  network_.context3_.Sum(bytes_, contexts, n, sums);
  network_.context3_.Add(bytes_, sums, contexts, n, out);
  const infer::Sums last = {sums_.data(), logit_pitch_};
  network_.last_.Sum(bytes_, contexts, n, last);
  bytes_.outputs(last.data, last.pitch, network_.last_.shift(), n, network_.last_.outputs(),
                 logits_.data(), logit_pitch_);
}

void BlockWave::EndWave() {
  const size_t pitch = infer::RoundUpToPanel(static_cast<size_t>(network_.shape_.embed));
  const size_t n = row_end_ - row_begin_;
  for (size_t i = 0; i < n; ++i) {
    const ByteBlock self = Self(row_begin_ + static_cast<uint32_t>(i));
    std::memcpy(sums_.data(), embed_bias_.data(), pitch * sizeof(int32_t));
    network_.embed_.Add(kernels_, self.Levels(), 0, sums_.data());
    bytes_.activate_hidden(sums_.data(), pitch, network_.embed_shift_.data(), 1,
                           network_.shape_.embed, self.embedding, 0);
  }
}

}  // namespace jackdaw::prior
