#include <xxhash.h>

#include "codec/coeff/slices/coeff_codec.h"
#include "models/prior/prior_model.h"
#include "models/weights/weights.h"

namespace jackdaw::coeff {

uint64_t ModelId(CoeffPreset preset) {
  switch (preset) {
    case CoeffPreset::kFast:
      break;
    case CoeffPreset::kDefault:
      return prior::ShippedPrior().content_hash ^
             XXH3_64bits(weights::kDefaultStartFile, weights::kDefaultStartFileSize);
    case CoeffPreset::kParallel:
      return prior::ShippedParallelPrior().content_hash;
  }
  return 0;
}

}  // namespace jackdaw::coeff
