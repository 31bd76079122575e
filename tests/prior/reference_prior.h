// The learned prior straight from its definition: dense products, whole planes, raster order.
#ifndef JACKDAW_TESTS_PRIOR_REFERENCE_PRIOR_H_
#define JACKDAW_TESTS_PRIOR_REFERENCE_PRIOR_H_

#include <vector>

#include "entropy/logistic_mixture.h"
#include "models/prior/prior_data.h"
#include "tests/prior/reference_grid.h"

namespace jackdaw::test {

// Mixtures by block and slot: [rows * columns][64 * lanes].
std::vector<std::vector<entropy::LogisticMixture>> ReferenceMixtures(
    const prior::PriorNetworkData& network, const PriorCase& input);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_PRIOR_REFERENCE_PRIOR_H_
