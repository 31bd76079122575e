#include "models/pixels/enc_attention_network.h"

#include <algorithm>
#include <cmath>

namespace jackdaw::attention {
namespace {

// out += x row, for `size` outputs.
void AddScaled(float x, const float* row, size_t size, float* out) {
  for (size_t i = 0; i < size; ++i) out[i] += x * row[i];
}

// [outputs][inputs] -> [inputs][outputs].
std::vector<float> Transposed(const float* from, size_t outputs, size_t inputs) {
  std::vector<float> to(outputs * inputs);
  for (size_t o = 0; o < outputs; ++o) {
    for (size_t i = 0; i < inputs; ++i) to[i * outputs + o] = from[o * inputs + i];
  }
  return to;
}

}  // namespace

float FeatureOf(float coeff, size_t frequency) {
  if (frequency == 0) return coeff / kDcUnit;
  return coeff == 0 ? 0 : std::log2(1 + std::fabs(coeff) / kMagnitudeUnit);
}

AttentionNetwork::AttentionNetwork(const AttentionWeights& weights) : shape_(weights.shape) {
  const size_t e = shape_.embedding, h = shape_.hidden;
  const float* at = weights.parameters.data();
  const auto take = [&at](size_t size) {
    std::vector<float> values(at, at + size);
    at += size;
    return values;
  };
  embed_ = Transposed(at, e, kFrequencies);
  at += e * kFrequencies;
  embed_offsets_ = take(e);
  // [hidden][embedding][9] -> [9][embedding][hidden].
  mix_.resize(kNeighbours * e * h);
  for (size_t o = 0; o < h; ++o) {
    for (size_t i = 0; i < e; ++i) {
      for (size_t n = 0; n < kNeighbours; ++n) mix_[(n * e + i) * h + o] = *at++;
    }
  }
  mix_offsets_ = take(h);
  out_ = Transposed(at, kFrequencies, h);
  at += h * kFrequencies;
  out_offsets_ = take(kFrequencies);
}

void AttentionNetwork::Embed(std::span<const float, kFrequencies> coeffs, float* embedding) const {
  const size_t e = shape_.embedding;
  std::copy(embed_offsets_.begin(), embed_offsets_.end(), embedding);
  for (size_t k = 0; k < kFrequencies; ++k) {
    if (coeffs[k] != 0) AddScaled(FeatureOf(coeffs[k], k), &embed_[k * e], e, embedding);
  }
  for (size_t i = 0; i < e; ++i) embedding[i] = std::max(embedding[i], 0.0f);
}

void AttentionNetwork::Weigh(const std::array<const float*, kNeighbours>& around,
                             std::span<float, kFrequencies> weights) const {
  const size_t e = shape_.embedding, h = shape_.hidden;
  std::array<float, kMaxAttentionChannels> hidden;
  std::copy(mix_offsets_.begin(), mix_offsets_.end(), hidden.begin());
  for (size_t n = 0; n < kNeighbours; ++n) {
    for (size_t i = 0; i < e; ++i) {
      if (around[n][i] > 0) AddScaled(around[n][i], &mix_[(n * e + i) * h], h, hidden.data());
    }
  }
  std::copy(out_offsets_.begin(), out_offsets_.end(), weights.begin());
  for (size_t i = 0; i < h; ++i) {
    if (hidden[i] > 0) AddScaled(hidden[i], &out_[i * kFrequencies], kFrequencies, weights.data());
  }
  for (float& z : weights) z = (1 + z / std::sqrt(1 + z * z)) / 2;
}

}  // namespace jackdaw::attention
