// Reading of .jkw2 files, and their content: docs/format_prior2.md §1.
#include "models/prior/block_data.h"
#include "models/prior/model_content.h"

namespace jackdaw::prior {
namespace {

constexpr ModelMagic kMagic = {'J', 'K', 'W', '2'};

void Put(const infer::LayerData& layer, ContentWriter* out) {
  out->Size(layer.shift, 1);
  out->Numbers(layer.weights);
  out->Numbers(layer.bias);
}

void Put(const ByteLayerData& layer, ContentWriter* out) {
  out->Numbers(layer.shift);
  out->Numbers(layer.weights);
  out->Numbers(layer.bias);
}

void Put(const BlockNetworkData& network, ContentWriter* out) {
  const BlockShape& shape = network.shape;
  out->Size(shape.lanes, 1);
  out->Size(shape.embed, 2);
  out->Size(shape.context, 2);
  out->Size(shape.hidden, 1);
  out->Size(shape.window, 1);
  out->Size(shape.guide_embed, 2);
  out->Size(shape.components, 1);
  out->Numbers(network.sigma);
  out->Numbers(network.sigma_guide);
  Put(network.embed, out);
  if (shape.guide_embed > 0) Put(network.guide_embed, out);
  Put(network.context1_image, out);
  Put(network.context1, out);
  Put(network.context2, out);
  Put(network.context3, out);
  Put(network.last, out);
  out->Numbers(network.last_pair);
  Put(network.hidden1, out);
  out->Numbers(network.hidden1_features);
  Put(network.hidden2, out);
  Put(network.output, out);
  Put(network.linear, out);
}

void Take(ContentReader& in, infer::LayerData* layer) {
  layer->shift = in.Number(1);
  in.Numbers(&layer->weights);
  in.Numbers(&layer->bias);
}

void Take(ContentReader& in, ByteLayerData* layer) {
  in.Numbers(&layer->shift);
  in.Numbers(&layer->weights);
  in.Numbers(&layer->bias);
}

Error Truncated(const ContentReader& in) {
  return {ErrorCode::kTruncated, in.position(), "the model ends too early"};
}

Status ReadNetwork(ContentReader& in, BlockNetworkData* network) {
  BlockShape shape;
  shape.lanes = in.Number(1);
  shape.embed = in.Number(2);
  shape.context = in.Number(2);
  shape.hidden = in.Number(1);
  shape.window = in.Number(1);
  shape.guide_embed = in.Number(2);
  shape.components = in.Number(1);
  if (!in.ok()) return Truncated(in);
  const Status status = CheckBlockShape(shape);
  if (!status.ok()) return status;
  // At most 14 MiB, by the limits of the shape.
  *network = MakeBlockNetworkData(shape);
  in.Numbers(&network->sigma);
  in.Numbers(&network->sigma_guide);
  Take(in, &network->embed);
  if (shape.guide_embed > 0) Take(in, &network->guide_embed);
  Take(in, &network->context1_image);
  Take(in, &network->context1);
  Take(in, &network->context2);
  Take(in, &network->context3);
  Take(in, &network->last);
  in.Numbers(&network->last_pair);
  Take(in, &network->hidden1);
  in.Numbers(&network->hidden1_features);
  Take(in, &network->hidden2);
  Take(in, &network->output);
  Take(in, &network->linear);
  if (!in.ok()) return Truncated(in);
  return CheckBlockNetwork(*network);
}

}  // namespace

Bytes BlockModelContent(const BlockModelData& model) {
  ContentWriter out(kMagic);
  out.Put(model.networks.size(), 1);
  for (const BlockNetworkData& network : model.networks) Put(network, &out);
  return out.Take();
}

Result<BlockModelData> ParseBlockContent(ByteSpan content) {
  ContentReader in(content);
  if (!in.Magic(kMagic)) {
    return Error{ErrorCode::kUnsupported, 0, "not a model file of this version"};
  }
  const int count = in.Number(1);
  if (!in.ok()) return Truncated(in);
  if (count < 1 || count > 2) return Error{ErrorCode::kCorrupt, 4, "not one or two networks"};
  BlockModelData model;
  model.networks.resize(static_cast<size_t>(count));
  for (BlockNetworkData& network : model.networks) {
    const Status status = ReadNetwork(in, &network);
    if (!status.ok()) return status.error();
  }
  if (!in.AtEnd()) {
    return Error{ErrorCode::kCorrupt, in.position(), "bytes after the end of the model"};
  }
  const BlockShape& first = model.networks[0].shape;
  if (count == 2 &&
      (first.lanes != 1 || first.guide_embed != 0 || model.networks[1].shape.lanes != 2)) {
    return Error{ErrorCode::kCorrupt, 0, "the model's networks are not of luma and chroma"};
  }
  return model;
}

}  // namespace jackdaw::prior
