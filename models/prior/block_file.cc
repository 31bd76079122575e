// Reading of .jkw2 files, and their content: docs/format_prior2.md §1.
#include "models/prior/block_data.h"
#include "models/prior/model_content.h"

namespace jackdaw::prior {
namespace {

constexpr ModelMagic kMagic = {'J', 'K', 'W', '2'}, kLatticeMagic = {'J', 'K', 'L', '2'};

// The sizes of a network, in the order of a file: calls visit(size, bytes).
template <class Shape, class Visit>
void VisitSizes(Shape& shape, Visit visit) {
  visit(shape.lanes, 1);
  visit(shape.embed, 2);
  visit(shape.context, 2);
  visit(shape.hidden, 1);
  visit(shape.window, 1);
  visit(shape.guide_embed, 2);
  visit(shape.components, 1);
}

void Put(const infer::LayerData& layer, ContentWriter* out) {
  if (layer.rows == 0) return;
  out->Size(layer.shift, 1);
  out->Numbers(layer.weights);
  out->Numbers(layer.bias);
}
void Put(const infer::ByteLayerData& layer, ContentWriter* out) {
  out->Numbers(layer.shift);
  out->Numbers(layer.weights);
  out->Numbers(layer.bias);
}
template <class Number>
void Put(const std::vector<Number>& table, ContentWriter* out) {
  out->Numbers(table);
}
void Put(const BlockNetworkData& network, ContentWriter* out) {
  VisitSizes(network.shape, [&](int size, size_t num_bytes) { out->Size(size, num_bytes); });
  VisitParts(PartsOf(network.shape), network,
             [&](const auto& /*shape*/, const auto& part) { Put(part, out); });
}

// Take reads as many numbers as a part of the network holds.
void Take(ContentReader& in, infer::LayerData* layer) {
  if (layer->rows == 0) return;
  layer->shift = in.Number(1);
  in.Numbers(&layer->weights);
  in.Numbers(&layer->bias);
}
void Take(ContentReader& in, infer::ByteLayerData* layer) {
  in.Numbers(&layer->shift);
  in.Numbers(&layer->weights);
  in.Numbers(&layer->bias);
}
template <class Number>
void Take(ContentReader& in, std::vector<Number>* table) {
  in.Numbers(table);
}

Error Truncated(const ContentReader& in) {
  return {ErrorCode::kTruncated, in.position(), "the model ends too early"};
}

Status ReadNetwork(ContentReader& in, bool lattice, BlockNetworkData* network) {
  BlockShape shape;
  shape.lattice = lattice;
  VisitSizes(shape, [&](int& size, size_t num_bytes) { size = in.Number(num_bytes); });
  if (!in.ok()) return Truncated(in);
  if (!IsBlockShape(shape)) {
    return Error{ErrorCode::kLimitExceeded, in.position(),
                 "a network has sizes outside the limits"};
  }
  // At most 14 MiB, by the limits of the shape.
  *network = MakeBlockNetworkData(shape);
  VisitParts(PartsOf(shape), *network, [&](const auto& /*shape*/, auto& part) { Take(in, &part); });
  if (!in.ok()) return Truncated(in);
  return CheckBlockNetwork(*network);
}

}  // namespace

Bytes BlockModelContent(const BlockModelData& model) {
  ContentWriter out(model.networks[0].shape.lattice ? kLatticeMagic : kMagic);
  out.Put(model.networks.size(), 1);
  for (const BlockNetworkData& network : model.networks) Put(network, &out);
  return out.Take();
}

Result<BlockModelData> ParseBlockContent(ByteSpan content) {
  const bool lattice = ContentReader(content).Magic(kLatticeMagic);
  ContentReader in(content);
  if (!in.Magic(lattice ? kLatticeMagic : kMagic)) {
    return Error{ErrorCode::kUnsupported, 0, "not a model file of this version"};
  }
  const int count = in.Number(1);
  if (!in.ok()) return Truncated(in);
  if (count < 1 || count > 2) return Error{ErrorCode::kCorrupt, 4, "not one or two networks"};
  BlockModelData model;
  model.networks.resize(static_cast<size_t>(count));
  for (BlockNetworkData& network : model.networks) {
    const Status status = ReadNetwork(in, lattice, &network);
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
