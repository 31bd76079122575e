#include <gtest/gtest.h>

#include <cmath>

#include "models/pixels/enc_attention_network.h"
#include "tests/support/attention_models.h"
#include "tests/support/test_rng.h"

namespace jackdaw::attention {
namespace {

using Block = std::array<float, kFrequencies>;

Block SomeBlock(test::TestRng* rng) {
  Block block{};
  for (float& c : block) c = rng->OneIn(3) ? static_cast<float>(rng->Below(400)) - 200 : 0;
  return block;
}

// The formula of attention_shape.h, word for word.
std::vector<double> PlainEmbedding(const AttentionWeights& w, const Block& block) {
  const size_t e = w.shape.embedding;
  std::vector<double> out(e);
  for (size_t i = 0; i < e; ++i) {
    double sum = w.parameters[e * kFrequencies + i];
    for (size_t k = 0; k < kFrequencies; ++k) {
      const double c = block[k];
      const double feature = k == 0 ? c / 1024 : std::log2(1 + std::fabs(c) / 8);
      sum += w.parameters[i * kFrequencies + k] * feature;
    }
    out[i] = std::max(sum, 0.0);
  }
  return out;
}

std::vector<double> PlainWeights(const AttentionWeights& w, const std::vector<Block>& around) {
  const size_t e = w.shape.embedding, h = w.shape.hidden;
  const float* mix = w.parameters.data() + w.shape.embed_parameters();
  const float* out = mix + w.shape.mix_parameters();
  std::vector<double> hidden(h), weights(kFrequencies);
  for (size_t o = 0; o < h; ++o) {
    double sum = mix[h * e * kNeighbours + o];
    for (size_t n = 0; n < kNeighbours; ++n) {
      const std::vector<double> embedding = PlainEmbedding(w, around[n]);
      for (size_t i = 0; i < e; ++i) sum += mix[(o * e + i) * kNeighbours + n] * embedding[i];
    }
    hidden[o] = std::max(sum, 0.0);
  }
  for (size_t k = 0; k < kFrequencies; ++k) {
    double z = out[kFrequencies * h + k];
    for (size_t o = 0; o < h; ++o) z += out[k * h + o] * hidden[o];
    weights[k] = (1 + z / std::sqrt(1 + z * z)) / 2;
  }
  return weights;
}

TEST(AttentionNetwork, ComputesTheFormula) {
  const AttentionWeights weights = test::SomeAttention(3, {.embedding = 7, .hidden = 5});
  const AttentionNetwork network(weights);
  test::TestRng rng(4);
  std::vector<Block> blocks;
  for (size_t i = 0; i < kNeighbours; ++i) blocks.push_back(SomeBlock(&rng));
  std::vector<std::vector<float>> embeddings(kNeighbours, std::vector<float>(7));
  std::array<const float*, kNeighbours> around{};
  for (size_t i = 0; i < kNeighbours; ++i) {
    network.Embed(blocks[i], embeddings[i].data());
    around[i] = embeddings[i].data();
    const std::vector<double> plain = PlainEmbedding(weights, blocks[i]);
    for (size_t j = 0; j < plain.size(); ++j) {
      EXPECT_NEAR(embeddings[i][j], plain[j], 1e-4 * (1 + plain[j]));
    }
  }
  Block made{};
  network.Weigh(around, made);
  const std::vector<double> plain = PlainWeights(weights, blocks);
  for (size_t k = 0; k < kFrequencies; ++k) {
    EXPECT_NEAR(made[k], plain[k], 1e-4) << k;
    EXPECT_GE(made[k], 0);
    EXPECT_LE(made[k], 1);
  }
}

}  // namespace
}  // namespace jackdaw::attention
