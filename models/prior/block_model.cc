#include "models/prior/block_model.h"

#include <xxhash.h>

#include "models/prior/prior_data.h"

namespace jackdaw::prior {

Result<std::shared_ptr<const BlockModel>> MakeBlockModel(const BlockModelData& data) {
  if (data.networks.size() != 2) {
    return Error{ErrorCode::kUnsupported, 0, "the model has not the networks of luma and chroma"};
  }
  for (const BlockNetworkData& network : data.networks) {
    const Status status = CheckBlockNetwork(network);
    if (!status.ok()) return status.error();
    if (network.shape.components != 2) {
      return Error{ErrorCode::kUnsupported, 0, "the model's mixtures are not of two components"};
    }
  }
  const Bytes content = BlockModelContent(data);
  auto model = std::make_shared<BlockModel>();
  model->luma = BlockNetwork(data.networks[0]);
  model->chroma = BlockNetwork(data.networks[1]);
  model->content_hash = XXH64(content.data(), content.size(), 0);
  return std::shared_ptr<const BlockModel>(std::move(model));
}

Result<std::shared_ptr<const BlockModel>> ParseBlockModel(ByteSpan file) {
  const Result<Bytes> content = UnpackPriorFile(file);
  if (!content.ok()) return content.error();
  const Result<BlockModelData> data = ParseBlockContent(content.value());
  if (!data.ok()) return data.error();
  return MakeBlockModel(data.value());
}

}  // namespace jackdaw::prior
