// The attention network at work, in plain loops: it takes about a microsecond a block, so nothing
// else is needed for it. Results may differ between machines in the last bits; what an encoder
// chooses by them may, too.
#ifndef JACKDAW_MODELS_PIXELS_ENC_ATTENTION_NETWORK_H_
#define JACKDAW_MODELS_PIXELS_ENC_ATTENTION_NETWORK_H_

#include <array>
#include <span>
#include <vector>

#include "models/pixels/attention_shape.h"

namespace jackdaw::attention {

class AttentionNetwork {
 public:
  // REQUIRES: as many parameters as the shape says.
  explicit AttentionNetwork(const AttentionWeights& weights);

  size_t embedding_size() const { return shape_.embedding; }

  // What a block says to itself and to its neighbours. coeffs: dequantized, [64], zigzag.
  // embedding: [embedding_size()].
  void Embed(std::span<const float, kFrequencies> coeffs, float* embedding) const;

  // The weights of a block, [64], in 0..1. around: the embeddings of the 3 x 3 blocks, row by row.
  void Weigh(const std::array<const float*, kNeighbours>& around,
             std::span<float, kFrequencies> weights) const;

 private:
  AttentionShape shape_;
  // Weights as [inputs][outputs], so that loops over outputs are vectors.
  std::vector<float> embed_, embed_offsets_;  // [64][embedding]
  std::vector<float> mix_, mix_offsets_;      // [9][embedding][hidden]
  std::vector<float> out_, out_offsets_;      // [hidden][64]
};

// f_k of a dequantized coefficient.
float FeatureOf(float coeff, size_t frequency);

}  // namespace jackdaw::attention

#endif  // JACKDAW_MODELS_PIXELS_ENC_ATTENTION_NETWORK_H_
