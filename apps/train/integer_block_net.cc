#include "apps/train/integer_block_net.h"

#include <algorithm>
#include <cstddef>

#include "entropy/logistic.h"
#include "entropy/logistic_mixture.h"
#include "models/infer/fixed_tables.h"
#include "models/prior/prior_features.h"
#include "models/prior/prior_order.h"

namespace jackdaw::train {

namespace {

using prior::kPriorGroup;

constexpr int kTaps[4][2] = {{0, -1}, {-1, -1}, {-1, 0}, {-1, 1}};  // W, NW, N, NE

// Sums of a byte layer; bias: its own or given.
std::vector<int32_t> Sums(const infer::ByteLayerData& layer, const std::vector<int32_t>& bias,
                          const uint8_t* in, int row_begin, int row_end) {
  std::vector<int32_t> sums;
  for (int row = row_begin; row < row_end; ++row) {
    const int8_t* w = &layer.weights[static_cast<size_t>(row) * static_cast<size_t>(layer.columns)];
    int32_t sum = 0;
    for (int i = 0; i < layer.columns; ++i) sum += int32_t{w[i]} * in[i];
    sums.push_back(sum + bias[static_cast<size_t>(row)]);
  }
  return sums;
}

uint8_t ToByte(int64_t acc, int shift) {
  const int64_t rounded = (acc + (int64_t{1} << (shift - 1))) >> shift;
  return static_cast<uint8_t>(std::clamp<int64_t>(rounded, 0, infer::kMaxByte));
}

int32_t ToQ12(int32_t acc, int shift) {
  const int32_t y = ((acc << 7) + (int32_t{1} << (shift - 1))) >> shift;
  return std::clamp(y, -prior::kMaxBlockOutput, prior::kMaxBlockOutput);
}

std::vector<uint8_t> Bytes(const infer::ByteLayerData& layer, const std::vector<int32_t>& bias,
                           const std::vector<uint8_t>& in) {
  const std::vector<int32_t> sums = Sums(layer, bias, in.data(), 0, layer.rows);
  std::vector<uint8_t> bytes;
  for (size_t i = 0; i < sums.size(); ++i) bytes.push_back(ToByte(sums[i], layer.shift[i]));
  return bytes;
}

void AddBytes(const std::vector<uint8_t>& more, std::vector<uint8_t>* bytes) {
  for (size_t i = 0; i < bytes->size(); ++i) {
    (*bytes)[i] = static_cast<uint8_t>(std::min((*bytes)[i] + more[i], infer::kMaxByte));
  }
}

// bias + sum over the columns from `begin` on of w x, of each row of a wide layer.
std::vector<int32_t> WideSums(const infer::LayerData& layer, const std::vector<int32_t>& bias,
                              int begin, const std::vector<int32_t>& in) {
  std::vector<int32_t> sums;
  for (int row = 0; row < layer.rows; ++row) {
    const int16_t* w =
        &layer.weights[static_cast<size_t>(row) * static_cast<size_t>(layer.columns) +
                       static_cast<size_t>(begin)];
    int32_t sum = bias[static_cast<size_t>(row)];
    for (size_t i = 0; i < in.size(); ++i) sum += w[i] * in[i];
    sums.push_back(sum);
  }
  return sums;
}

uint32_t Sum(const IntegerMixture& m, const std::array<uint32_t, 3>& masses) {
  uint64_t sum = 0;
  for (size_t j = 0; j < static_cast<size_t>(m.components); ++j) {
    sum += uint64_t{m.weight[j]} * masses[j];
  }
  return static_cast<uint32_t>(sum >> 15) + 1;
}

// A boundary as a position in component j.
int32_t Position(const IntegerMixture& m, size_t j, int32_t boundary) {
  return entropy::logistic_mixture_internal::Position({{m.mean[j], 0}, {m.inverse_scale[j], 1}, 1},
                                                      0, boundary);
}

}  // namespace

uint32_t IntegerMixture::MassOf(int level) const {
  std::array<uint32_t, 3> masses{};
  for (size_t j = 0; j < static_cast<size_t>(components); ++j) {
    masses[j] = entropy::logistic_mixture_internal::MassBetween(
        Position(*this, j, (2 * level - 1) * entropy::kHalfLevelQ12),
        Position(*this, j, (2 * level + 1) * entropy::kHalfLevelQ12));
  }
  return Sum(*this, masses);
}

uint32_t IntegerMixture::CostOfZero() const {
  using entropy::logistic_mixture_internal::MassAbove;
  constexpr uint32_t kOne = uint32_t{1} << 31;
  std::array<uint32_t, 3> below{}, above{};
  for (size_t j = 0; j < static_cast<size_t>(components); ++j) {
    below[j] = MassAbove(-Position(*this, j, -entropy::kHalfLevelQ12));
    above[j] = MassAbove(Position(*this, j, entropy::kHalfLevelQ12));
  }
  const uint32_t nonzero = std::min(Sum(*this, below) + Sum(*this, above), kOne - 1);
  return static_cast<uint32_t>(entropy::LnQ24(kOne) - entropy::LnQ24(kOne - nonzero)) >> 1;
}

IntegerBlockNet::IntegerBlockNet(const prior::BlockNetworkData& network,
                                 const std::vector<std::array<uint16_t, 64>>& quants,
                                 const std::array<uint16_t, 64>& luma_quant, int rows, int columns)
    : network_(network), shape_(network.shape), rows_(rows), columns_(columns), quants_(quants) {
  std::vector<int32_t> lq = prior::LnQuantInputs(quants_, shape_.lanes);
  embed_bias_ = WideSums(network.embed, network.embed.bias, 2 * shape_.NumSlots(), lq);
  if (shape_.guide_embed > 0) {
    for (const uint16_t quant : luma_quant) lq.push_back(prior::LnQuantInput(quant));
  }
  if (!shape_.lattice) {
    context1_bias_.push_back(Context1Bias(lq));
  } else {
    const size_t size = lq.size();
    for (size_t pass = 0; pass < prior::kNumPasses; ++pass) {
      lq.resize(size);
      lq.resize(size + prior::kNumPasses, 0);
      lq[size + pass] = prior::kOfThisPass;
      context1_bias_.push_back(Context1Bias(lq));
    }
  }
  blocks_.resize(static_cast<size_t>(rows) * static_cast<size_t>(columns));
}

std::vector<int32_t> IntegerBlockNet::Context1Bias(const std::vector<int32_t>& inputs) const {
  const infer::LayerData& image = network_.context1_image;
  std::vector<int32_t> biases = WideSums(image, image.bias, 0, inputs);
  for (size_t i = 0; i < biases.size(); ++i) {
    const int down = image.shift + 18 - network_.context1.shift[i];
    const int64_t bias = ((int64_t{biases[i]} << 15) + (int64_t{1} << (down - 1))) >> down;
    biases[i] = static_cast<int32_t>(
        std::clamp<int64_t>(bias, -prior::kMaxImageBias, prior::kMaxImageBias));
  }
  return biases;
}

void IntegerBlockNet::SetGuide(const prior::GuidePlane& plane) {
  const auto embed = static_cast<size_t>(shape_.guide_embed);
  guide_.assign(static_cast<size_t>(rows_ + 2) * static_cast<size_t>(columns_ + 2) * embed, 0);
  for (int row = 0; row < rows_; ++row) {
    for (int column = 0; column < columns_; ++column) {
      std::array<int16_t, 64> guide;
      prior::ResampleGuide(plane, static_cast<uint32_t>(row), static_cast<uint32_t>(column),
                           &guide);
      std::vector<int32_t> inputs(128);
      for (size_t k = 0; k < 64; ++k) {
        const uint32_t inverse = (uint32_t{1} << 31) / network_.sigma_guide[k];
        inputs[k] = prior::ScaledFeature(guide[k], inverse);
        inputs[64 + k] = prior::ScaledFeature(int64_t{guide[k]} * 8, inverse);
      }
      const infer::LayerData& layer = network_.guide_embed;
      const std::vector<int32_t> sums = WideSums(layer, layer.bias, 0, inputs);
      const auto at = static_cast<size_t>((row + 1) * (columns_ + 2) + column + 1) * embed;
      for (size_t i = 0; i < embed; ++i) guide_[at + i] = ToByte(sums[i], layer.shift + 3);
    }
  }
}

// Null where the block sees none.
const IntegerBlockNet::Block* IntegerBlockNet::Neighbour(size_t tap) const {
  int row = row_, column = column_;
  if (shape_.lattice) {
    const prior::LatticePass pass = prior::PassAt(pass_);
    const prior::TapRange seen = prior::SeenTaps(pass.sees);
    if (tap < seen.begin || tap >= seen.end) return nullptr;
    row += prior::kLatticeTaps[tap].row * static_cast<int>(pass.distance);
    column += prior::kLatticeTaps[tap].column * static_cast<int>(pass.distance);
  } else {
    row += kTaps[tap][0];
    column += kTaps[tap][1];
  }
  if (row < 0 || row >= rows_ || column < 0 || column >= columns_) return nullptr;
  return &blocks_[static_cast<size_t>(row * columns_ + column)];
}

// What neighbours begin .. end - 1 leave, `size` bytes each.
void IntegerBlockNet::AddNeighbours(size_t begin, size_t end, std::vector<uint8_t> Block::*part,
                                    int size, std::vector<uint8_t>* in) const {
  for (size_t tap = begin; tap < end; ++tap) {
    const Block* block = Neighbour(tap);
    if (block != nullptr) {
      in->insert(in->end(), (block->*part).begin(), (block->*part).end());
    } else {
      in->resize(in->size() + static_cast<size_t>(size), 0);
    }
  }
}

void IntegerBlockNet::FindLast(std::span<const Levels> levels) {
  last_.fill(0);
  for (size_t lane = 0; lane < levels.size(); ++lane) {
    for (size_t k = 1; k < 64; ++k) {
      if (levels[lane][k] != 0) last_[lane] = kPriorGroup[k];
    }
  }
}

void IntegerBlockNet::EvaluateContext() {
  // Neighbours, those of a lattice in two parts, and what stands behind the first.
  const auto taps = static_cast<size_t>(shape_.NumNeighbours());
  const size_t first = shape_.lattice ? prior::kNumRowTaps : taps;
  std::vector<uint8_t> in;
  AddNeighbours(0, first, &Block::embedding, shape_.embed, &in);
  const auto embed = static_cast<size_t>(shape_.guide_embed);
  for (int i = 0; i < 9 && embed > 0; ++i) {
    const auto at = static_cast<size_t>((row_ + i / 3) * (columns_ + 2) + column_ + i % 3) * embed;
    for (size_t j = 0; j < embed; ++j) in.push_back(guide_.empty() ? 0 : guide_[at + j]);
  }
  AddNeighbours(first, taps, &Block::embedding, shape_.embed, &in);
  Block& self = blocks_[static_cast<size_t>(row_ * columns_ + column_)];
  self.context1 = Bytes(network_.context1, context1_bias_[static_cast<size_t>(pass_)], in);
  in.clear();
  AddNeighbours(0, first, &Block::context1, shape_.context, &in);
  in.insert(in.end(), self.context1.begin(), self.context1.end());
  AddNeighbours(first, taps, &Block::context1, shape_.context, &in);
  context_ = self.context1;
  AddBytes(Bytes(network_.context2, network_.context2.bias, in), &context_);
  AddBytes(Bytes(network_.context3, network_.context3.bias, context_), &context_);
}

// The hidden units and outputs of all steps that are coded.
void IntegerBlockNet::EvaluateHidden() {
  const int hidden = shape_.hidden, window = shape_.window;
  const auto num_slots = static_cast<size_t>(shape_.NumSlots());
  const infer::ByteLayerData &first = network_.hidden1, &second = network_.hidden2,
                             &output = network_.output;
  // With the steps before the first, which are zero.
  std::vector<uint8_t> h1(static_cast<size_t>((window - 1 + shape_.NumSteps()) * hidden), 0);
  outputs_.assign(static_cast<size_t>(output.rows), 0);
  for (int step = 0; step < shape_.NumSteps(); ++step) {
    const int group = prior::kPriorGroups - 1 - step / shape_.lanes, lane = step % shape_.lanes;
    if (group > Last(lane)) continue;
    const std::vector<int32_t> sums =
        Sums(first, first.bias, context_.data(), step * hidden, (step + 1) * hidden);
    for (int i = 0; i < hidden; ++i) {
      const auto unit = static_cast<size_t>(step * hidden + i);
      const int16_t* w = &network_.hidden1_features[unit * 2 * num_slots];
      int64_t acc = int64_t{sums[static_cast<size_t>(i)]} << infer::kFeatureShift;
      for (size_t n = 0; n < 2 * num_slots; ++n) acc += w[n] * features_[n];
      h1[static_cast<size_t>((window - 1 + step) * hidden + i)] =
          ToByte(acc, first.shift[unit] + infer::kFeatureShift);
    }
    const std::vector<int32_t> z =
        Sums(second, second.bias, &h1[static_cast<size_t>(step * hidden)], step * hidden,
             (step + 1) * hidden);
    std::vector<uint8_t> h2;
    for (int i = 0; i < hidden; ++i) {
      const int own = h1[static_cast<size_t>((window - 1 + step) * hidden + i)];
      const int more =
          ToByte(z[static_cast<size_t>(i)], second.shift[static_cast<size_t>(step * hidden + i)]);
      h2.push_back(static_cast<uint8_t>(std::min(own + more, infer::kMaxByte)));
    }
    const auto g = static_cast<size_t>(group);
    const int slot = 64 * lane, per_slot = shape_.NumOutputs();
    const int begin = (slot + prior::kPriorGroupBegin[g]) * per_slot,
              end = (slot + prior::kPriorGroupBegin[g + 1]) * per_slot;
    const std::vector<int32_t> o = Sums(output, output.bias, h2.data(), begin, end);
    for (int row = begin; row < end; ++row) {
      outputs_[static_cast<size_t>(row)] =
          ToQ12(o[static_cast<size_t>(row - begin)], output.shift[static_cast<size_t>(row)]);
    }
  }
}

// The linear prediction, modulo 2^32. DC counts relative to that of W or N.
void IntegerBlockNet::EvaluateMeans() {
  struct Source {
    const Block* block;
    size_t part;
  };
  const Block& self = blocks_[static_cast<size_t>(row_ * columns_ + column_)];
  const Block* reference = nullptr;
  std::vector<Source> sources;
  if (shape_.lattice) {
    const prior::LinearParts parts = prior::LinearPartsOf(prior::PassAt(pass_).sees);
    for (size_t i = 0; i < parts.count; ++i) {
      sources.push_back({Neighbour(parts.taps[i]), parts.first + i});
    }
    if (parts.count > 0) reference = Neighbour(parts.taps[0]);
    sources.push_back({&self, parts.own});
  } else {
    for (size_t tap = 0; tap < 4; ++tap) sources.push_back({Neighbour(tap), tap});
    reference = Neighbour(0) != nullptr ? Neighbour(0) : Neighbour(2);
    sources.push_back({&self, 4});
  }
  const auto num_slots = static_cast<size_t>(shape_.NumSlots()),
             columns = static_cast<size_t>(network_.linear.columns);
  const auto dc = [&](size_t slot) {
    return reference != nullptr && slot % 64 == 0 ? reference->dequantized[slot] : 0;
  };
  means_.assign(num_slots, 0);
  for (size_t slot = 0; slot < num_slots; ++slot) {
    auto sum = static_cast<uint32_t>(dc(slot)) << network_.linear.shift;
    for (const Source& source : sources) {
      if (source.block == nullptr) continue;
      const int16_t* w = &network_.linear.weights[slot * columns + source.part * num_slots];
      for (size_t from = 0; from < num_slots; ++from) {
        const int32_t value = source.block->dequantized[from] - dc(from);
        sum += static_cast<uint32_t>(int32_t{w[from]}) * static_cast<uint32_t>(value);
      }
    }
    means_[slot] = static_cast<int32_t>(sum);
  }
}

void IntegerBlockNet::Begin(int row, int column, std::span<const Levels> levels) {
  row_ = row;
  column_ = column;
  pass_ =
      shape_.lattice ? prior::PassOf(static_cast<uint32_t>(row), static_cast<uint32_t>(column)) : 0;
  const auto num_slots = static_cast<size_t>(shape_.NumSlots());
  Block& self = blocks_[static_cast<size_t>(row * columns_ + column)];
  self.dequantized.assign(num_slots, 0);
  features_.assign(2 * num_slots, 0);
  for (size_t slot = 0; slot < 64 * levels.size(); ++slot) {
    const int level = levels[slot / 64][slot % 64];
    const int16_t value = prior::Dequantized(level, quants_[slot / 64][slot % 64]);
    self.dequantized[slot] = value;
    features_[slot] = prior::ScaledFeature(value, (uint32_t{1} << 31) / network_.sigma[slot]);
    features_[num_slots + slot] = prior::LogFeature(level);
  }
  FindLast(levels);
  EvaluateContext();
  logits_ = Sums(network_.last, network_.last.bias, context_.data(), 0, network_.last.rows);
  for (size_t i = 0; i < logits_.size(); ++i) {
    logits_[i] = ToQ12(logits_[i], network_.last.shift[i]);
  }
  EvaluateHidden();
  EvaluateMeans();
}

int32_t IntegerBlockNet::LastLogit(int lane, int threshold) const {
  const auto node = static_cast<size_t>(threshold - 1);
  const int32_t logit = logits_[static_cast<size_t>(lane * prior::kLastNodes) + node];
  if (lane == 0) return logit;
  const int32_t pair = network_.last_pair[static_cast<size_t>(Last(0) * prior::kLastNodes) + node];
  return std::clamp(logit + pair, -prior::kMaxBlockOutput, prior::kMaxBlockOutput);
}

IntegerMixture IntegerBlockNet::At(int lane, int k) const {
  const auto slot = static_cast<size_t>(64 * lane + k),
             components = static_cast<size_t>(shape_.components);
  const int32_t* o = &outputs_[slot * static_cast<size_t>(shape_.NumOutputs())];
  const uint32_t quant = quants_[static_cast<size_t>(lane)][static_cast<size_t>(k)],
                 sigma = network_.sigma[slot];
  IntegerMixture m;
  m.components = shape_.components;
  uint32_t left = 32768;
  for (size_t j = 0; j < components; ++j) {
    const int64_t sum =
        (int64_t{means_[slot]} << (16 - network_.linear.shift)) + ((int64_t{sigma} * o[j]) >> 4);
    const int64_t u = std::clamp(sum, -infer::kMeanClamp, infer::kMeanClamp);
    m.mean[j] = static_cast<int32_t>(std::clamp<int64_t>((u * ((uint32_t{1} << 24) / quant)) >> 28,
                                                         -infer::kMaxMean, infer::kMaxMean));
    const int32_t log_scale = o[components + j] + ((entropy::LnQ16(sigma) + 8) >> 4) - 22713 -
                              ((entropy::LnQ16(quant) + 8) >> 4);
    m.inverse_scale[j] =
        infer::kExpQ20[static_cast<size_t>((std::clamp(log_scale, -20480, 32768) + 20480) >> 6)];
    if (j + 1 == components) {
      m.weight[j] = left;
      continue;
    }
    const auto share = static_cast<uint32_t>(
        std::clamp<int64_t>(entropy::Squash(o[2 * components + j] >> 4) >> 1, 1, 32767));
    m.weight[j] = left * share >> 15;
    left -= m.weight[j];
  }
  return m;
}

void IntegerBlockNet::End() {
  Block& self = blocks_[static_cast<size_t>(row_ * columns_ + column_)];
  const std::vector<int32_t> in(features_.begin(), features_.end());
  const std::vector<int32_t> sums = WideSums(network_.embed, embed_bias_, 0, in);
  self.embedding.clear();
  for (const int32_t sum : sums) self.embedding.push_back(ToByte(sum, network_.embed.shift + 3));
}

}  // namespace jackdaw::train
