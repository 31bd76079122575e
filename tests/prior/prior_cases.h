// Random planes for the tests of both priors.
#ifndef JACKDAW_TESTS_PRIOR_PRIOR_CASES_H_
#define JACKDAW_TESTS_PRIOR_PRIOR_CASES_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "models/infer/kernels.h"
#include "tests/prior/reference_grid.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {

// The tables of kernels that this processor can run.
inline std::vector<const infer::Kernels*> AllKernels() {
  std::vector<const infer::Kernels*> all;
  for (const char* name : {"scalar", "avx2", "avx512", "neon"}) {
    if (const infer::Kernels* kernels = infer::FindKernels(name); kernels != nullptr)
      all.push_back(kernels);
  }
  return all;
}

inline Quant RandomQuant(TestRng& rng) {
  Quant quant;
  uint32_t bound = 3;
  for (uint16_t& q : quant) {
    q = static_cast<uint16_t>(1 + rng.Below(bound));
    bound += 4;
  }
  if (rng.Below(4) == 0) quant[rng.Below(64)] = 65535;
  return quant;
}

inline std::vector<Levels> RandomBlocks(TestRng& rng, size_t count) {
  std::vector<Levels> blocks(count);
  for (Levels& block : blocks) {
    block.fill(0);
    if (rng.Below(8) == 0) continue;
    const uint32_t num_levels = rng.Below(rng.Below(6) == 0 ? 64 : 14);
    for (uint32_t i = 0; i < num_levels; ++i) {
      const uint32_t k = rng.Below(1 + rng.Below(64));
      const uint32_t bound = rng.Below(20) == 0 ? 32767 : k == 0 ? 500 : 20;
      const auto offset = static_cast<int32_t>(rng.Below(2 * bound + 1));
      block[k] = static_cast<int16_t>(offset - static_cast<int32_t>(bound));
    }
  }
  return blocks;
}

// A luma plane that need not have all blocks that the chroma grid covers.
inline void MakeGuide(TestRng& rng, uint32_t rows, uint32_t columns, int ratio_x, int ratio_y,
                      std::vector<int16_t>* coeffs, prior::GuidePlane* plane) {
  const uint32_t luma_rows = std::max(1u, rows * static_cast<uint32_t>(ratio_y) - rng.Below(2));
  const uint32_t luma_columns =
      std::max(1u, columns * static_cast<uint32_t>(ratio_x) - rng.Below(2));
  for (const Levels& block : RandomBlocks(rng, size_t{luma_rows} * luma_columns)) {
    coeffs->insert(coeffs->end(), block.begin(), block.end());
  }
  *plane = {*coeffs, size_t{luma_columns} * 64, luma_rows, luma_columns, RandomQuant(rng), ratio_x,
            ratio_y};
}

inline PriorCase RandomCase(TestRng& rng, uint32_t rows, uint32_t columns, size_t lanes) {
  PriorCase input;
  input.rows = rows;
  input.columns = columns;
  for (size_t lane = 0; lane < lanes; ++lane) {
    input.quants.push_back(RandomQuant(rng));
    input.levels.push_back(RandomBlocks(rng, size_t{rows} * columns));
  }
  input.luma_quant = RandomQuant(rng);
  return input;
}

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_PRIOR_PRIOR_CASES_H_
