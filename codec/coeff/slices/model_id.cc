#include "codec/coeff/slices/coeff_codec.h"
#include "models/weights/weights.h"

namespace jackdaw::coeff {

uint64_t ModelId(CoeffPreset preset) {
  switch (preset) {
    case CoeffPreset::kFast:
      break;
    case CoeffPreset::kDefault:
      return weights::kDefaultModelId;
    case CoeffPreset::kParallel:
      return weights::kParallelModelId;
    case CoeffPreset::kBlocks:
      return weights::kBlockModelId;
  }
  return 0;
}

}  // namespace jackdaw::coeff
