#include "models/prior/block_model.h"

#include <xxhash.h>

#include "models/prior/prior_data.h"
#include "models/weights/model_file.h"
#include "models/weights/weights.h"

namespace jackdaw::prior {

namespace {

// content: of these networks, which are checked.
template <class Model>
Result<std::shared_ptr<const Model>> ModelOf(const BlockModelData& data, ByteSpan content) {
  if (data.networks.size() != 2 || data.networks[0].shape != Model::kLuma ||
      data.networks[1].shape != Model::kChroma) {
    return Error{ErrorCode::kUnsupported, 0, "the model has not the networks that are wanted"};
  }
  auto model = std::make_shared<Model>();
  model->luma = BlockNetwork<Model::kLuma>(data.networks[0]);
  model->chroma = BlockNetwork<Model::kChroma>(data.networks[1]);
  model->content_hash = XXH64(content.data(), content.size(), 0);
  return std::shared_ptr<const Model>(std::move(model));
}

template <class Model>
std::shared_ptr<const Model> ReadShipped(ByteSpan file) {
  Result<std::shared_ptr<const Model>> shipped = ParseBlockModel<Model>(file);
  if (shipped.ok()) return std::move(shipped).value();
  BlockModelData zeros;
  zeros.networks.push_back(MakeBlockNetworkData(Model::kLuma));
  zeros.networks.push_back(MakeBlockNetworkData(Model::kChroma));
  return std::move(MakeBlockModel<Model>(zeros)).value();
}

}  // namespace

template <class Model>
Result<std::shared_ptr<const Model>> MakeBlockModel(const BlockModelData& data) {
  for (const BlockNetworkData& network : data.networks) {
    const Status status = CheckBlockNetwork(network);
    if (!status.ok()) return status.error();
  }
  return ModelOf<Model>(data, BlockModelContent(data));
}

template <class Model>
Result<std::shared_ptr<const Model>> ParseBlockModel(ByteSpan file) {
  const Result<Bytes> content = weights::UnpackModelFile(file);
  if (!content.ok()) return content.error();
  const Result<BlockModelData> data = ParseBlockContent(content.value());
  if (!data.ok()) return data.error();
  // Reading has checked them, and one content alone stands for a model.
  return ModelOf<Model>(data.value(), content.value());
}

template Result<std::shared_ptr<const DefaultBlockModel>> MakeBlockModel(const BlockModelData&);
template Result<std::shared_ptr<const DefaultBlockModel>> ParseBlockModel(ByteSpan);
template Result<std::shared_ptr<const LatticeModel>> MakeBlockModel(const BlockModelData&);
template Result<std::shared_ptr<const LatticeModel>> ParseBlockModel(ByteSpan);
template Result<std::shared_ptr<const MaxBlockModel>> MakeBlockModel(const BlockModelData&);
template Result<std::shared_ptr<const MaxBlockModel>> ParseBlockModel(ByteSpan);

const DefaultBlockModel& ShippedBlocks() {
  static const auto model =
      ReadShipped<DefaultBlockModel>({weights::kBlockPriorFile, weights::kBlockPriorFileSize});
  return *model;
}

const LatticeModel& ShippedLattice() {
  static const auto model =
      ReadShipped<LatticeModel>({weights::kLatticePriorFile, weights::kLatticePriorFileSize});
  return *model;
}

}  // namespace jackdaw::prior
