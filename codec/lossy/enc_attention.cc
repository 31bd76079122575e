#include "codec/lossy/enc_attention.h"

#include <algorithm>
#include <cmath>

#include "models/pixels/enc_attention_file.h"

namespace jackdaw::lossy {
namespace {

using Factors = std::array<float, 256>;

// By a weight in 1/255.
const Factors& FactorsByWeight() {
  static const Factors factors = [] {
    Factors made{};
    for (size_t i = 0; i < made.size(); ++i) {
      const float a = static_cast<float>(i) / 255;
      made[i] = std::exp2(kAttentionOctaves * (2 * a - 1));
    }
    return made;
  }();
  return factors;
}

}  // namespace

LearnedAttention::LearnedAttention(const attention::AttentionModel& model,
                                   const LossPicture& picture)
    : picture_(picture), luma_(model.luma), colour_(model.colour) {}

void LearnedAttention::EmbedRow(size_t component, uint32_t row) {
  const jpeg::FrameComponent& c = picture_.frame->components[component];
  const attention::AttentionNetwork& network = NetworkOf(component);
  std::vector<float>& out = rows_[row % rows_.size()];
  out.resize(c.width_blocks * network.embedding_size());
  std::array<float, jpeg::kBlockSize> steps{}, coeffs{};
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    steps[k] = static_cast<float>(c.quant[k]) / picture_.unit;
  }
  for (uint32_t column = 0; column < c.width_blocks; ++column) {
    const int16_t* block = picture_.planes[component].Block(row, column);
    for (size_t k = 0; k < jpeg::kBlockSize; ++k) coeffs[k] = block[k] * steps[k];
    network.Embed(coeffs, out.data() + column * network.embedding_size());
  }
}

const float* LearnedAttention::Embedding(size_t component, uint32_t row, uint32_t column) const {
  return rows_[row % rows_.size()].data() + column * NetworkOf(component).embedding_size();
}

void LearnedAttention::Weigh(size_t component, uint32_t row, std::span<BlockWeights> weights) {
  const jpeg::FrameComponent& c = picture_.frame->components[component];
  if (row == 0) EmbedRow(component, 0);
  if (row + 1 < c.height_blocks) EmbedRow(component, row + 1);
  const std::array<uint32_t, 3> rows = {row == 0 ? 0 : row - 1, row,
                                        std::min(row + 1, c.height_blocks - 1)};
  const Factors& factors = FactorsByWeight();
  std::array<float, jpeg::kBlockSize> importance{};
  for (uint32_t column = 0; column < c.width_blocks; ++column) {
    const std::array<uint32_t, 3> columns = {column == 0 ? 0 : column - 1, column,
                                             std::min(column + 1, c.width_blocks - 1)};
    std::array<const float*, attention::kNeighbours> around{};
    for (size_t i = 0; i < around.size(); ++i) {
      around[i] = Embedding(component, rows[i / 3], columns[i % 3]);
    }
    NetworkOf(component).Weigh(around, importance);
    for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
      weights[column][k] *= factors[static_cast<size_t>(std::lround(importance[k] * 255))];
    }
  }
}

Status CheckAttentionFile(std::span<const uint8_t> file) {
  const Result<attention::AttentionModel> model = attention::ReadAttentionFile(file);
  return model.ok() ? OkStatus() : Status(model.error());
}

Result<std::unique_ptr<Attention>> MakeAttention(const AttentionOptions& options, Tune tune,
                                                 const LossPicture& picture) {
  if (!options.on || tune != Tune::kVisual) return std::unique_ptr<Attention>();
  if (options.weights.empty()) {
    return Error{ErrorCode::kInvalidArgument, 0, "no attention network is built in"};
  }
  const Result<attention::AttentionModel> model = attention::ReadAttentionFile(options.weights);
  if (!model.ok()) return model.error();
  return std::unique_ptr<Attention>(std::make_unique<LearnedAttention>(model.value(), picture));
}

}  // namespace jackdaw::lossy
