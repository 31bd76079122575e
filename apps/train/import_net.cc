#include "apps/train/import_net.h"

#include <cmath>
#include <stdexcept>

#include "apps/train/files/read_file.h"
#include "apps/train/slot_columns.h"
#include "models/weights/model_file.h"

namespace jackdaw::train {

namespace {

using torch::Tensor;

template <class T>
Tensor ToTensor(const std::vector<T>& values) {
  std::vector<float> floats(values.begin(), values.end());
  return torch::tensor(floats);
}

Tensor Weights(const infer::LayerData& layer) {
  return ToTensor(layer.weights).view({layer.rows, layer.columns}) / std::exp2(layer.shift);
}
Tensor Bias(const infer::LayerData& layer) {
  return ToTensor(layer.bias) / std::exp2(layer.shift + 8);
}

Tensor Weights(const infer::ByteLayerData& layer) {
  return ToTensor(layer.weights).view({layer.rows, layer.columns}) /
         torch::exp2(ToTensor(layer.shift)).unsqueeze(1);
}
Tensor Bias(const infer::ByteLayerData& layer) {
  return ToTensor(layer.bias) * kByteUnit / torch::exp2(ToTensor(layer.shift));
}

// From dequantized units to units of sigma.
Tensor LinearWeights(const infer::LayerData& layer, const Tensor& sigma, const SlotOrder& order) {
  const int64_t n = order.num_slots();
  const int64_t parts = layer.columns / n;
  const Tensor w = ByCoding(CodingColumns(Weights(layer), PartBegins(parts, n), order), 0, order);
  return w / sigma.unsqueeze(1) * sigma.repeat({parts}).unsqueeze(0);
}

BlockNet MakeNet(const prior::BlockShape& shape, const std::vector<uint32_t>& sigma,
                 const std::vector<uint32_t>& sigma_guide) {
  const SlotOrder order = MakeSlotOrder(shape.lanes);
  return BlockNet(shape, ByCoding(ToTensor(sigma) / 256, 0, order),
                  sigma_guide.empty() ? torch::ones({64}) : ToTensor(sigma_guide) / 256);
}

// The outputs of two components as those of more: the others are wide and hardly count.
OutputLayer AddComponents(const OutputLayer& layer, int components) {
  if (components == 2) return layer;
  const int64_t hidden = layer.w.size(1);
  const Tensor w = layer.w.view({-1, 5, hidden}), b = layer.b.view({-1, 5});
  const auto part = [](const Tensor& x, int64_t i) { return x.slice(1, i, i + 1); };
  const auto outputs = [&](const Tensor& x, const Tensor& logit) {
    return torch::cat(
        {part(x, 0), part(x, 1), part(x, 1), part(x, 2), part(x, 3), part(x, 3), part(x, 4), logit},
        1);
  };
  // A component's log scale moves by 1, and the second takes e^2 times the share of the third.
  Tensor bias = outputs(b, torch::full_like(part(b, 4), 2));
  bias.slice(1, 5, 6).add_(1);
  return {outputs(w, torch::zeros_like(part(w, 4))).reshape({-1, hidden}), bias.reshape({-1})};
}

}  // namespace

BlockNet FromBlockData(const prior::BlockNetworkData& data) {
  const torch::NoGradGuard guard;
  const prior::BlockShape& shape = data.shape;
  BlockNet net = MakeNet(shape, data.sigma, data.sigma_guide);
  const SlotOrder& order = net->order();
  const int64_t n = order.num_slots();
  net->embed_w.copy_(CodingColumns(Weights(data.embed), {0, n, 2 * n}, order));
  net->embed_b.copy_(Bias(data.embed));
  if (shape.guide_embed > 0) {
    net->guide_w.copy_(Weights(data.guide_embed));
    net->guide_b.copy_(Bias(data.guide_embed));
  }
  net->image_w.copy_(CodingColumns(Weights(data.context1_image), {0}, order));
  net->context1_w.copy_(Weights(data.context1));
  net->context1_b.copy_(Bias(data.context1_image));
  net->context2_w.copy_(Weights(data.context2)), net->context2_b.copy_(Bias(data.context2));
  net->context3_w.copy_(Weights(data.context3)), net->context3_b.copy_(Bias(data.context3));
  net->last_w.copy_(Weights(data.last)), net->last_b.copy_(Bias(data.last));
  if (shape.lanes == 2) net->last_pair.copy_(ToTensor(data.last_pair).view({kGroups, -1}) / 4096);
  net->hidden1_w.copy_(Weights(data.hidden1)), net->hidden1_b.copy_(Bias(data.hidden1));
  const Tensor units =
      torch::exp2(ToTensor(data.hidden1.shift) + prior::kFeatureWeightShift).unsqueeze(1);
  net->features_w.copy_(CodingColumns(
      ToTensor(data.hidden1_features).view({shape.NumHidden(), 2 * n}) / units, {0, n}, order));
  net->hidden2_w.copy_(
      FromWindows(Weights(data.hidden2), shape.NumSteps(), shape.hidden, shape.window));
  net->hidden2_b.copy_(Bias(data.hidden2));
  const OutputLayer output =
      FromSlots({Weights(data.output), Bias(data.output)}, order, shape.hidden, shape.NumOutputs());
  net->output_w.copy_(output.w), net->output_b.copy_(output.b);
  net->linear_w.copy_(LinearWeights(data.linear, net->sigma, order));
  return net;
}

BlockNet FromPriorData(const prior::PriorNetworkData& data, int components) {
  const torch::NoGradGuard guard;
  const prior::PriorShape& from = data.shape;
  const prior::BlockShape shape = {from.lanes,  from.embed,       from.context, from.hidden,
                                   from.window, from.guide_embed, components};
  BlockNet net = MakeNet(shape, data.sigma, data.sigma_guide);
  const SlotOrder& order = net->order();
  const int64_t n = order.num_slots(), c = shape.context, dense = shape.BlockInputs();
  net->embed_w.copy_(CodingColumns(Weights(data.embed), {0, n, 2 * n}, order));
  net->embed_b.copy_(Bias(data.embed));
  if (shape.guide_embed > 0) {
    net->guide_w.copy_(Weights(data.guide_embed));
    net->guide_b.copy_(Bias(data.guide_embed));
  }
  const Tensor context1 = Weights(data.context1);
  net->context1_w.copy_(context1.slice(1, 0, dense));
  net->image_w.copy_(CodingColumns(context1.slice(1, dense), {0}, order));
  net->context1_b.copy_(Bias(data.context1));
  net->context2_w.copy_(Weights(data.context2)), net->context2_b.copy_(Bias(data.context2));
  net->context3_w.copy_(Weights(data.context3)), net->context3_b.copy_(Bias(data.context3));
  const Tensor hidden1 = CodingColumns(Weights(data.hidden1), {c, c + n}, order);
  net->hidden1_w.copy_(hidden1.slice(1, 0, c)), net->hidden1_b.copy_(Bias(data.hidden1));
  net->features_w.copy_(hidden1.slice(1, c));
  net->hidden2_w.copy_(
      FromWindows(Weights(data.hidden2), shape.NumSteps(), shape.hidden, shape.window));
  net->hidden2_b.copy_(Bias(data.hidden2));
  // Outputs of the first prior are Q12 of sums with activations in Q8: in real numbers the same.
  const OutputLayer output =
      FromSlots(AddComponents({Weights(data.output), Bias(data.output)}, components), order,
                shape.hidden, shape.NumOutputs());
  net->output_w.copy_(output.w), net->output_b.copy_(output.b);
  net->linear_w.copy_(LinearWeights(data.linear, net->sigma, order));
  net->last_w.mul_(0.1);
  return net;
}

BlockNet ReadNetwork(const std::string& path, Target target, int components, bool* is_first) {
  const Result<Bytes> content = weights::UnpackModelFile(ReadFile(path));
  if (!content.ok()) throw std::runtime_error(path + ": " + content.error().message);
  const bool luma = target == Target::kLuma;
  const auto old = prior::ParsePriorContent(content.value());
  *is_first = old.ok();
  if (old.ok()) return FromPriorData(luma ? old.value().luma : old.value().chroma, components);
  if (old.error().code != ErrorCode::kUnsupported) {  // it is of the first prior
    throw std::runtime_error(path + ": " + old.error().message);
  }
  const auto model = prior::ParseBlockContent(content.value());
  if (!model.ok()) throw std::runtime_error(path + ": " + model.error().message);
  for (const prior::BlockNetworkData& network : model.value().networks) {
    if ((network.shape.lanes == 1) == luma) return FromBlockData(network);
  }
  throw std::runtime_error(path + ": has no network of this class");
}

}  // namespace jackdaw::train
