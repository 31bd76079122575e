// The second learned prior straight from its definition: dense products, whole planes, raster
// order.
#ifndef JACKDAW_TESTS_PRIOR_REFERENCE_BLOCKS_H_
#define JACKDAW_TESTS_PRIOR_REFERENCE_BLOCKS_H_

#include <array>
#include <cstdint>
#include <vector>

#include "entropy/logistic_mixture.h"
#include "models/prior/block_data.h"
#include "tests/prior/reference_grid.h"

namespace jackdaw::test {

// What the network says about a block.
struct BlockBelief {
  // By lane and threshold - 1; lane 1 given lane 0's last group.
  std::vector<std::array<int32_t, 14>> last;
  // By slot; those above a lane's last group mean nothing.
  std::vector<entropy::LogisticMixture> mixtures;
};

// The group of the highest AC level that is not zero, or 0.
int ReferenceLast(const Levels& levels);

// By block: [rows * columns].
std::vector<BlockBelief> ReferenceBlocks(const prior::BlockNetworkData& network,
                                         const PriorCase& input);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_PRIOR_REFERENCE_BLOCKS_H_
