#include <xxhash.h>

#include "codec/coeff/coeff_codec.h"
#include "codec/coeff/default_start_data.h"
#include "models/infer/prior_model.h"

namespace jackdaw {

uint64_t DefaultModelId() {
  return ShippedPrior().content_hash ^ XXH3_64bits(kDefaultStartFile, kDefaultStartFileSize);
}

}  // namespace jackdaw
