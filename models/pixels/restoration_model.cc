#include "models/pixels/restoration_model.h"

#include <utility>
#include <vector>

#include "models/weights/weights.h"

namespace jackdaw::restoration {
namespace {

// What the decoder makes features and styles for; channels, pairs and kernels may be any.
bool IsAlone(const RestorationShape& shape) {
  return shape.components == 1 && !shape.guided && shape.sampling_values == 0 &&
         shape.detail_blocks == 0;
}
bool IsPair(const RestorationShape& shape) {
  return shape.components == 2 && shape.guided && shape.sampling_values == 2;
}

}  // namespace

Result<RestorationModel> NetworksIn(ByteSpan file, uint64_t max_content_bytes) {
  Result<std::vector<RestorationWeights>> read = ReadRestorationFile(file, max_content_bytes);
  if (!read.ok()) return read.error();
  RestorationModel model;
  for (RestorationWeights& network : read.value()) {
    const bool is_alone = IsAlone(network.shape);
    std::optional<RestorationWeights>& place = is_alone ? model.alone : model.pair;
    if ((!is_alone && !IsPair(network.shape)) || place.has_value()) {
      return Error{ErrorCode::kUnsupported, 0, "a network that nothing here is restored with"};
    }
    place = std::move(network);
  }
  return model;
}

Result<RestorationModel> ShippedRestoration() {
  return NetworksIn({weights::kRestorationFile, weights::kRestorationFileSize},
                    weights::kMaxModelContentBytes);
}

Result<RestorationModel> ShippedTexture() {
  return NetworksIn({weights::kTextureFile, weights::kTextureFileSize},
                    weights::kMaxModelContentBytes);
}

Result<RestorationModel> RestorationWith(ByteSpan file, uint64_t max_content_bytes) {
  Result<RestorationModel> given = NetworksIn(file, max_content_bytes),
                           shipped = ShippedRestoration();
  if (!given.ok()) return given.error();
  if (!shipped.ok()) return shipped.error();
  RestorationModel model = std::move(shipped).value();
  if (given.value().alone.has_value()) model.alone = std::move(given.value().alone);
  if (given.value().pair.has_value()) model.pair = std::move(given.value().pair);
  return model;
}

}  // namespace jackdaw::restoration
