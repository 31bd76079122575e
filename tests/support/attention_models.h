// Attention networks for tests.
#ifndef JACKDAW_TESTS_SUPPORT_ATTENTION_MODELS_H_
#define JACKDAW_TESTS_SUPPORT_ATTENTION_MODELS_H_

#include <cstdint>

#include "models/pixels/attention_shape.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {

// Parameters of -1..1 that binary16 holds exactly; all 0 for seed 0: such a network says 1/2.
inline attention::AttentionWeights SomeAttention(uint64_t seed,
                                                 const attention::AttentionShape& shape) {
  attention::AttentionWeights weights{shape, std::vector<float>(shape.num_parameters(), 0.0f)};
  if (seed == 0) return weights;
  TestRng rng(seed);
  for (float& value : weights.parameters) {
    value = (static_cast<float>(rng.Below(1024)) - 512) / 512;
  }
  return weights;
}

inline attention::AttentionModel SomeAttentionModel(uint64_t seed) {
  const uint64_t other = seed == 0 ? 0 : seed + 1;
  return {SomeAttention(seed, {.embedding = 4, .hidden = 5}),
          SomeAttention(other, {.embedding = 3, .hidden = 8})};
}

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SUPPORT_ATTENTION_MODELS_H_
