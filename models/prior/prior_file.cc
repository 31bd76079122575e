// Reading of model files, and their content; the format is described in prior_data.h.
#include <array>

#include "models/prior/model_content.h"
#include "models/prior/prior_data.h"

namespace jackdaw::prior {
namespace {

constexpr ModelMagic kMagic = {'J', 'K', 'W', '1'};

// What follows the sizes of each network, a byte each: that it sees neighbouring blocks, and three
// sizes of a part that it does not have. Other kinds of networks existed before.
constexpr std::array<int, 4> kKind = {1, 0, 0, 0};

void PutNetwork(const PriorNetworkData& network, ContentWriter* out) {
  const PriorShape& shape = network.shape;
  out->Size(shape.lanes, 1);
  out->Size(shape.embed, 2);
  out->Size(shape.context, 2);
  out->Size(shape.hidden, 1);
  out->Size(shape.window, 1);
  out->Size(shape.guide_embed, 2);
  for (const int byte : kKind) out->Size(byte, 1);
  out->Numbers(network.sigma);
  out->Numbers(network.sigma_guide);
  for (const PriorLayerData* layer : PriorLayers(network)) {
    out->Size(layer->shift, 1);
    out->Numbers(layer->weights);
    out->Numbers(layer->bias);
  }
}

Status ReadNetwork(ContentReader& reader, PriorNetworkData* network) {
  PriorShape shape;
  shape.lanes = reader.Number(1);
  shape.embed = reader.Number(2);
  shape.context = reader.Number(2);
  shape.hidden = reader.Number(1);
  shape.window = reader.Number(1);
  shape.guide_embed = reader.Number(2);
  std::array<int, kKind.size()> kind;
  for (int& byte : kind) byte = reader.Number(1);
  const Error truncated = {ErrorCode::kTruncated, reader.position(), "the model ends too early"};
  if (!reader.ok()) return truncated;
  Status status = CheckPriorShape(shape);
  if (!status.ok()) return status;
  if (kind != kKind) {
    return Error{ErrorCode::kLimitExceeded, reader.position(),
                 "the model has a network of an unknown kind"};
  }
  // At most 12 MiB, by the limits of the shape.
  *network = MakePriorNetworkData(shape);
  reader.Numbers(&network->sigma);
  reader.Numbers(&network->sigma_guide);
  for (PriorLayerData* layer : PriorLayers(network)) {
    layer->shift = reader.Number(1);
    reader.Numbers(&layer->weights);
    reader.Numbers(&layer->bias);
    if (!reader.ok()) return truncated;
  }
  return CheckPriorNetwork(*network);
}

}  // namespace

Bytes PriorModelContent(const PriorModelData& model) {
  ContentWriter writer(kMagic);
  PutNetwork(model.luma, &writer);
  PutNetwork(model.chroma, &writer);
  return writer.Take();
}

Result<PriorModelData> ParsePriorContent(ByteSpan content) {
  ContentReader reader(content);
  if (!reader.Magic(kMagic)) {
    return Error{ErrorCode::kUnsupported, 0, "not a model file of this version"};
  }
  PriorModelData model;
  for (PriorNetworkData* network : {&model.luma, &model.chroma}) {
    const Status status = ReadNetwork(reader, network);
    if (!status.ok()) return status.error();
  }
  if (!reader.AtEnd()) {
    return Error{ErrorCode::kCorrupt, reader.position(), "bytes after the end of the model"};
  }
  if (model.luma.shape.lanes != 1 || model.luma.shape.guide_embed != 0 ||
      model.chroma.shape.lanes != 2) {
    return Error{ErrorCode::kCorrupt, 0, "the model's networks are not of luma and chroma"};
  }
  return model;
}

}  // namespace jackdaw::prior
