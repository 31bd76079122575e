// The learned prior straight from its definition: dense products, whole planes, raster order.
#ifndef JACKDAW_TESTS_PRIOR_REFERENCE_PRIOR_H_
#define JACKDAW_TESTS_PRIOR_REFERENCE_PRIOR_H_

#include <array>
#include <cstdint>
#include <vector>

#include "entropy/logistic_mixture.h"
#include "models/prior/guide.h"
#include "models/prior/prior_data.h"
#include "tests/prior/reference_latents.h"

namespace jackdaw::test {

using Quant = std::array<uint16_t, 64>;
using Levels = std::array<int16_t, 64>;  // zigzag

// The set's blocks in a slice: levels[lane][row * columns + column].
struct PriorCase {
  uint32_t rows = 0, columns = 0;
  std::vector<Quant> quants;  // per active lane
  Quant luma_quant{};
  std::vector<std::vector<Levels>> levels;
  bool has_guide = false;
  GuidePlane guide;
};

// The guide of one chroma block, by the definition with 64-bit sums throughout.
std::array<int16_t, 64> ReferenceGuide(const GuidePlane& plane, uint32_t row, uint32_t column);

// The embeddings of all blocks.
ReferencePlane ReferenceEmbeddings(const PriorNetworkData& network, const PriorCase& input);

// Mixtures by block and slot: [rows * columns][64 * lanes]. Latents are those of the embeddings.
std::vector<std::vector<LogisticMixture>> ReferenceMixtures(const PriorNetworkData& network,
                                                            const PriorCase& input);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_PRIOR_REFERENCE_PRIOR_H_
