// Writing of model files, which only trainers and tests do.
#include "models/prior/prior_data.h"
#include "models/weights/model_file.h"

namespace jackdaw::prior {

Bytes SerializePriorModel(const PriorModelData& model) {
  return weights::PackModelFile(PriorModelContent(model));
}

}  // namespace jackdaw::prior
