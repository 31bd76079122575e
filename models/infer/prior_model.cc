#include "models/infer/prior_model.h"

#include <xxhash.h>

#include "models/infer/default_prior.h"

namespace jackdaw {

Result<std::shared_ptr<const PriorModel>> MakePriorModel(const PriorModelData& data) {
  for (const PriorNetworkData* network : {&data.luma, &data.chroma}) {
    const Status status = CheckPriorNetwork(*network);
    if (!status.ok()) return status.error();
  }
  const Bytes content = PriorModelContent(data);
  auto model = std::make_shared<PriorModel>();
  model->luma = PriorNetwork(data.luma);
  model->chroma = PriorNetwork(data.chroma);
  model->content_hash = XXH64(content.data(), content.size(), 0);
  return std::shared_ptr<const PriorModel>(std::move(model));
}

Result<std::shared_ptr<const PriorModel>> ParsePriorModel(ByteSpan jkw) {
  const Result<Bytes> content = UnpackPriorFile(jkw);
  if (!content.ok()) return content.error();
  const Result<PriorModelData> data = ParsePriorContent(content.value());
  if (!data.ok()) return data.error();
  return MakePriorModel(data.value());
}

const PriorModel& ShippedPrior() {
  static const std::shared_ptr<const PriorModel> model = [] {
    Result<std::shared_ptr<const PriorModel>> shipped =
        ParsePriorModel(ByteSpan(kDefaultPriorFile, kDefaultPriorFileSize));
    if (shipped.ok()) return std::move(shipped).value();
    PriorModelData zeros;
    zeros.luma = MakePriorNetworkData(kLumaPriorShape);
    zeros.chroma = MakePriorNetworkData(kChromaPriorShape);
    return std::move(MakePriorModel(zeros)).value();
  }();
  return *model;
}

}  // namespace jackdaw
