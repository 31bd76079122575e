#include "models/prior/prior_model.h"

#include <xxhash.h>

#include "models/weights/model_file.h"
#include "models/weights/weights.h"

namespace jackdaw::prior {
namespace {

// content: of these networks, which are checked.
std::shared_ptr<const PriorModel> ModelOf(const PriorModelData& data, ByteSpan content) {
  auto model = std::make_shared<PriorModel>();
  model->luma = PriorNetwork(data.luma);
  model->chroma = PriorNetwork(data.chroma);
  model->content_hash = XXH64(content.data(), content.size(), 0);
  return model;
}

}  // namespace

Result<std::shared_ptr<const PriorModel>> MakePriorModel(const PriorModelData& data) {
  for (const PriorNetworkData* network : {&data.luma, &data.chroma}) {
    const Status status = CheckPriorNetwork(*network);
    if (!status.ok()) return status.error();
  }
  return ModelOf(data, PriorModelContent(data));
}

Result<std::shared_ptr<const PriorModel>> ParsePriorModel(ByteSpan jkw) {
  const Result<Bytes> content = weights::UnpackModelFile(jkw);
  if (!content.ok()) return content.error();
  const Result<PriorModelData> data = ParsePriorContent(content.value());
  if (!data.ok()) return data.error();
  // Reading has checked them, and one content alone stands for a model.
  return ModelOf(data.value(), content.value());
}

namespace {

std::shared_ptr<const PriorModel> ReadShipped(ByteSpan jkw, const PriorShape& luma,
                                              const PriorShape& chroma) {
  Result<std::shared_ptr<const PriorModel>> shipped = ParsePriorModel(jkw);
  if (shipped.ok()) return std::move(shipped).value();
  PriorModelData zeros;
  zeros.luma = MakePriorNetworkData(luma);
  zeros.chroma = MakePriorNetworkData(chroma);
  return std::move(MakePriorModel(zeros)).value();
}

}  // namespace

const PriorModel& ShippedPrior() {
  static const std::shared_ptr<const PriorModel> model =
      ReadShipped({weights::kDefaultPriorFile, weights::kDefaultPriorFileSize}, kLumaPriorShape,
                  kChromaPriorShape);
  return *model;
}

}  // namespace jackdaw::prior
