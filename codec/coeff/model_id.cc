#include <xxhash.h>

#include "codec/coeff/coeff_codec.h"
#include "codec/coeff/default_start_data.h"
#include "models/infer/prior_model.h"

namespace jackdaw {

uint64_t ModelId(CoeffPreset preset) {
  if (preset == CoeffPreset::kFast) return 0;
  const PriorModel& model =
      preset == CoeffPreset::kDefault ? ShippedPrior() : ShippedParallelPrior();
  return model.content_hash ^ XXH3_64bits(kDefaultStartFile, kDefaultStartFileSize);
}

}  // namespace jackdaw
