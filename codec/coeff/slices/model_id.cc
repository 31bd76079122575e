#include <xxhash.h>

#include "codec/coeff/slices/coeff_codec.h"
#include "models/weights/weights.h"
#include "models/prior/prior_model.h"

namespace jackdaw {

uint64_t ModelId(CoeffPreset preset) {
  switch (preset) {
    case CoeffPreset::kFast:
      break;
    case CoeffPreset::kDefault:
      return ShippedPrior().content_hash ^ XXH3_64bits(kDefaultStartFile, kDefaultStartFileSize);
    case CoeffPreset::kParallel:
      return ShippedParallelPrior().content_hash;
  }
  return 0;
}

}  // namespace jackdaw
