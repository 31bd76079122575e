#include "models/pixels/restoration_model.h"

#include <utility>
#include <vector>

#include "models/weights/weights.h"

namespace jackdaw::restoration {

Result<RestorationModel> ShippedRestoration() {
  Result<std::vector<RestorationWeights>> read =
      ReadRestorationFile({weights::kRestorationFile, weights::kRestorationFileSize});
  if (!read.ok()) return read.error();
  RestorationModel model;
  for (RestorationWeights& network : read.value()) {
    (network.shape.components == 1 ? model.alone : model.pair) = std::move(network);
  }
  return model;
}

}  // namespace jackdaw::restoration
