#include "models/pixels/restoration_model.h"

#include <utility>
#include <vector>

#include "models/weights/weights.h"

namespace jackdaw::restoration {
namespace {

// What the decoder makes features and styles for; channels, pairs and kernels may be any.
bool IsOfOne(const RestorationShape& shape) {
  return shape.components == 1 && !shape.guided && shape.sampling_values == 0 &&
         shape.detail_blocks == 0;
}
bool IsOfPair(const RestorationShape& shape) {
  return shape.components == 2 && shape.guided && shape.sampling_values == 2 && !shape.is_fine();
}

// Where a network belongs; null: nowhere.
std::optional<RestorationWeights>* PlaceOf(const RestorationShape& shape, RestorationModel* model) {
  if (IsOfPair(shape)) return &model->pair;
  if (!IsOfOne(shape)) return nullptr;
  return shape.is_fine() ? &model->fine : &model->alone;
}

}  // namespace

Result<RestorationModel> NetworksIn(ByteSpan file, uint64_t max_content_bytes) {
  Result<std::vector<RestorationWeights>> read = ReadRestorationFile(file, max_content_bytes);
  if (!read.ok()) return read.error();
  RestorationModel model;
  for (RestorationWeights& network : read.value()) {
    std::optional<RestorationWeights>* place = PlaceOf(network.shape, &model);
    if (place == nullptr || place->has_value()) {
      return Error{ErrorCode::kUnsupported, 0, "a network that nothing here is restored with"};
    }
    *place = std::move(network);
  }
  if (model.fine.has_value() && !model.alone.has_value()) {
    return Error{ErrorCode::kUnsupported, 0, "a fine network without the one that it works behind"};
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
  if (given.value().alone.has_value()) {
    model.alone = std::move(given.value().alone);
    model.fine = std::move(given.value().fine);
  }
  if (given.value().pair.has_value()) model.pair = std::move(given.value().pair);
  return model;
}

}  // namespace jackdaw::restoration
