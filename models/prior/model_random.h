// Numbers for models of random weights.
#ifndef JACKDAW_MODELS_PRIOR_MODEL_RANDOM_H_
#define JACKDAW_MODELS_PRIOR_MODEL_RANDOM_H_

#include <cstdint>

namespace jackdaw::prior {

class ModelRandom {
 public:
  explicit ModelRandom(uint64_t seed) : state_(seed) {}
  // Within +-bound, evenly. splitmix64 (Steele, Lea, Flood 2014).
  int32_t Within(int32_t bound) {
    state_ += 0x9E3779B97F4A7C15u;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    z ^= z >> 31;
    return static_cast<int32_t>((z >> 32) * (2 * static_cast<uint64_t>(bound) + 1) >> 32) - bound;
  }

 private:
  uint64_t state_;
};

inline int32_t SquareRoot(int32_t x) {
  int32_t root = 0;
  while ((root + 1) * (root + 1) <= x) ++root;
  return root;
}

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_MODEL_RANDOM_H_
