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

Result<RestorationModel> ReadModel(ByteSpan file, uint64_t max_content_bytes) {
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

}  // namespace

Result<RestorationModel> ShippedRestoration() {
  return ReadModel({weights::kRestorationFile, weights::kRestorationFileSize},
                   weights::kMaxModelContentBytes);
}

Result<RestorationModel> ShippedTexture() {
  return RestorationWith({weights::kTextureFile, weights::kTextureFileSize});
}

Result<RestorationModel> RestorationWith(ByteSpan file, uint64_t max_content_bytes) {
  Result<RestorationModel> given = ReadModel(file, max_content_bytes),
                           shipped = ShippedRestoration();
  if (!given.ok()) return given.error();
  if (!shipped.ok()) return shipped.error();
  RestorationModel model = std::move(shipped).value();
  model.is_alone_shipped = !given.value().alone.has_value();
  if (!model.is_alone_shipped) model.alone = std::move(given.value().alone);
  model.is_pair_shipped = !given.value().pair.has_value();
  if (!model.is_pair_shipped) model.pair = std::move(given.value().pair);
  return model;
}

}  // namespace jackdaw::restoration
