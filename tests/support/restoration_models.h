// Restoration networks for tests.
#ifndef JACKDAW_TESTS_SUPPORT_RESTORATION_MODELS_H_
#define JACKDAW_TESTS_SUPPORT_RESTORATION_MODELS_H_

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "models/pixels/restoration_file.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {

inline constexpr restoration::RestorationShape kTinyAlone = {.channels = 3, .pairs = 1};
inline constexpr restoration::RestorationShape kTinyPair = {.components = 2,
                                                            .channels = 4,
                                                            .pairs = 1,
                                                            .first_kernel = 1,
                                                            .last_kernel = 1,
                                                            .guided = true,
                                                            .sampling_values = 2,
                                                            .detail_blocks = 4};

// What it sees around an area is not a whole number of blocks.
inline constexpr restoration::RestorationShape kTinyFine = {
    .channels = 4, .pairs = 2, .cell = restoration::kFineCell};

// Parameters of -1/8..1/8 that binary16 holds exactly; all 0 for seed 0: such a network corrects
// nothing.
inline restoration::RestorationWeights SomeRestoration(uint64_t seed,
                                                       const restoration::RestorationShape& shape) {
  restoration::RestorationWeights weights{
      shape, std::vector<float>(restoration::NumParameters(shape), 0.0f)};
  if (seed == 0) return weights;
  TestRng rng(seed);
  for (float& value : weights.parameters) {
    value = (static_cast<float>(rng.Below(1024)) - 512) / 4096;
  }
  return weights;
}

// A file of such networks.
inline Bytes RestorationFileOf(uint64_t seed,
                               const std::vector<restoration::RestorationShape>& shapes) {
  std::vector<restoration::RestorationWeights> networks;
  networks.reserve(shapes.size());
  for (const restoration::RestorationShape& shape : shapes) {
    networks.push_back(SomeRestoration(seed, shape));
  }
  return restoration::WriteRestorationFile(networks).value();
}

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SUPPORT_RESTORATION_MODELS_H_
