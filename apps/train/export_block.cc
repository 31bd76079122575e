#include "apps/train/export_block.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <stdexcept>

#include "apps/train/slot_columns.h"
#include "models/prior/prior_data.h"
#include "models/weights/model_file.h"

namespace jackdaw::train {

namespace {

using torch::Tensor;

// Rounded as in training, halves up.
template <class T>
std::vector<T> Integers(const Tensor& x) {
  const Tensor flat =
      torch::floor(x.to(torch::kCPU).to(torch::kDouble).flatten() + 0.5).contiguous();
  const double* values = flat.data_ptr<double>();
  std::vector<T> integers;
  for (int64_t i = 0; i < flat.numel(); ++i) {
    if (!(values[i] >= static_cast<double>(std::numeric_limits<T>::min()) &&
          values[i] <= static_cast<double>(std::numeric_limits<T>::max()))) {
      throw std::runtime_error("export: a number does not fit the integer format");
    }
    integers.push_back(static_cast<T>(values[i]));
  }
  return integers;
}

// Finest shift at which every row's sum stays within 32 bits and every weight within 16.
int WideShift(const Tensor& w, const Tensor& b) {
  const double largest = w.abs().max().item<double>();
  for (int shift = infer::kMaxShift; shift >= infer::kMinShift; --shift) {
    const double one = std::ldexp(1.0, shift);
    const double sum =
        ((w.abs() * one + 0.5).sum(1) * infer::kMaxActivation + b.abs() * one * 256 + 8 * one)
            .max()
            .item<double>();
    if (largest * one <= 32767 && sum < static_cast<double>(infer::kSumLimit)) return shift;
  }
  throw std::runtime_error("export: weights too large for the integer format");
}

void PutWide(const Tensor& w, const Tensor& b, infer::LayerData* layer) {
  layer->shift = WideShift(w, b);
  layer->weights = Integers<int16_t>(w * std::exp2(layer->shift));
  layer->bias = Integers<int32_t>(b * std::exp2(layer->shift + 8));
}

// b undefined: no bias.
void PutBytes(const Tensor& w, const Tensor& b, const Tensor& shifts, infer::ByteLayerData* layer) {
  layer->shift = Integers<uint8_t>(shifts);
  layer->weights = Integers<int8_t>(w * torch::exp2(shifts).unsqueeze(1));
  if (b.defined()) layer->bias = Integers<int32_t>(b / kByteUnit * torch::exp2(shifts));
}
void PutBytes(const Tensor& w, const Tensor& b, infer::ByteLayerData* layer) {
  PutBytes(w, b, ByteShifts(w, b), layer);
}

// From units of sigma to dequantized units; no bias, and sums may wrap.
void PutLinear(const BlockNetImpl& net, infer::LayerData* layer) {
  const int64_t n = net.order().num_slots();
  const Tensor sigma = net.sigma.to(torch::kDouble);
  Tensor w = (net.linear_w * net.linear_mask).to(torch::kDouble);
  const int64_t parts = net.shape().NumMeanParts();
  w = w * sigma.unsqueeze(1) / sigma.repeat({parts}).unsqueeze(0);
  w = ByZigzag(SlotColumns(w, PartBegins(parts, n), net.order()), 0, net.order());
  const double largest = w.abs().max().item<double>();
  layer->shift = 16 - infer::kMinMeanShift;
  while (layer->shift > 16 - infer::kMaxMeanShift && std::ldexp(largest, layer->shift) > 32767) {
    --layer->shift;
  }
  layer->weights = Integers<int16_t>((w * std::exp2(layer->shift)).clamp(-32767, 32767));
}

std::vector<uint32_t> Sigmas(const Tensor& sigma) { return Integers<uint32_t>(sigma * 256); }

}  // namespace

prior::BlockNetworkData ToBlockData(const BlockNetImpl& net) {
  const torch::NoGradGuard guard;
  const prior::BlockShape& shape = net.shape();
  const SlotOrder& order = net.order();
  const int64_t n = order.num_slots();
  prior::BlockNetworkData data = prior::MakeBlockNetworkData(shape);
  data.sigma = Sigmas(ByZigzag(net.sigma, 0, order));
  PutWide(SlotColumns(net.embed_w, {0, n, 2 * n}, order), net.embed_b, &data.embed);
  if (shape.guide_embed > 0) {
    data.sigma_guide = Sigmas(net.sigma_guide);
    PutWide(net.guide_w, net.guide_b, &data.guide_embed);
  }
  PutWide(SlotColumns(net.image_w, {0}, order), net.context1_b, &data.context1_image);
  PutBytes(net.context1_w, {}, &data.context1);
  PutBytes(net.context2_w, net.context2_b, &data.context2);
  PutBytes(net.context3_w, net.context3_b, &data.context3);
  PutBytes(net.last_w, net.last_b, &data.last);
  if (shape.lanes == 2) data.last_pair = Integers<int32_t>(net.last_pair * 4096);
  const Tensor shifts = net.Hidden1Shifts();
  PutBytes(net.hidden1_w, net.hidden1_b, shifts, &data.hidden1);
  data.hidden1_features =
      Integers<int16_t>(SlotColumns(net.features_w * net.features_mask, {0, n}, order) *
                        torch::exp2(shifts + prior::kFeatureWeightShift).unsqueeze(1));
  const Tensor hidden2 = net.hidden2_w * net.hidden2_mask;
  PutBytes(ToWindows(hidden2, shape.NumSteps(), shape.hidden, shape.window), net.hidden2_b,
           &data.hidden2);
  const OutputLayer output = ToSlots({net.output_w * net.output_mask, net.output_b}, order,
                                     shape.hidden, shape.NumOutputs());
  PutBytes(output.w, output.b, &data.output);
  PutLinear(net, &data.linear);
  const Status status = prior::CheckBlockNetwork(data);
  if (!status.ok()) throw std::runtime_error("export: " + status.error().message);
  return data;
}

void ExportBlocks(const std::vector<BlockNet>& networks, const std::string& path) {
  prior::BlockModelData model;
  for (const BlockNet& net : networks) {
    if (net->shape().lattice != networks[0]->shape().lattice) {
      throw std::runtime_error("export: one network sees all sides, the other does not");
    }
    model.networks.push_back(ToBlockData(*net));
  }
  const Bytes file = weights::PackModelFile(prior::BlockModelContent(model));
  // Written beside it and renamed: a training exports again and again.
  const std::string part = path + ".new";
  std::ofstream out(part, std::ios::binary);
  out.write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
  out.close();
  if (!out) throw std::runtime_error(path + ": cannot be written");
  std::filesystem::rename(part, path);
}

}  // namespace jackdaw::train
