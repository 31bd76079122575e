#include "apps/train/export.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "apps/train/slot_columns.h"
#include "models/weights/model_file.h"

namespace jackdaw::train {

namespace {

using torch::Tensor;

constexpr int kMaxShift = 15, kMaxLinearShift = 14;
constexpr double kAccumulatorMax = 2147483647.0, kActivation = 8191.0;

void Put(uint64_t value, int bytes, std::string* out) {
  for (int i = 0; i < bytes; ++i) out->push_back(static_cast<char>(value >> (8 * i)));
}

// Finest shift at which every row's sum stays within 32 bits and every weight within 16.
int FindShift(const Tensor& w, const Tensor& b) {
  const double largest = w.abs().max().item<double>();
  for (int shift = kMaxShift; shift > 4; --shift) {
    const double one = std::ldexp(1.0, shift);
    // The last summand: more than rounding adds, 2^(shift - 1).
    const double rows =
        ((w.abs() * one + 0.5).sum(1) * kActivation + b.abs() * one * 256 + 128 * one)
            .max()
            .item<double>();
    if (largest * one <= 32767 && rows < kAccumulatorMax) return shift;
  }
  throw std::runtime_error("export: weights too large for the integer format");
}

void PutLayer(const Tensor& w_in, const Tensor& b_in, std::string* out) {
  const Tensor w = w_in.to(torch::kDouble).contiguous(), b = b_in.to(torch::kDouble).contiguous();
  const int shift = FindShift(w, b);
  Put(static_cast<uint64_t>(shift), 1, out);
  const double* values = w.data_ptr<double>();
  for (int64_t i = 0; i < w.numel(); ++i) {
    Put(static_cast<uint64_t>(std::llround(std::ldexp(values[i], shift))), 2, out);
  }
  for (int64_t i = 0; i < b.numel(); ++i) {
    const double bias = b.data_ptr<double>()[i];
    Put(static_cast<uint64_t>(std::llround(std::ldexp(bias, shift + 8))), 4, out);
  }
}

// From units of sigma to dequantized units; no bias, and sums may wrap.
void PutLinear(const PriorNetImpl& net, std::string* out) {
  const int64_t n = net.order().num_slots();
  const Tensor sigma = net.sigma.to(torch::kDouble);
  Tensor w = (net.linear_w * net.linear_mask).to(torch::kDouble);
  w = w * sigma.unsqueeze(1) / sigma.repeat({5}).unsqueeze(0);
  w = ByZigzag(SlotColumns(w, {0, n, 2 * n, 3 * n, 4 * n}, net.order()), 0, net.order());
  w = w.contiguous();
  int shift = kMaxLinearShift;
  while (shift > 8 && w.abs().max().item<double>() * std::ldexp(1.0, shift) > 32767) --shift;
  Put(static_cast<uint64_t>(shift), 1, out);
  for (int64_t i = 0; i < w.numel(); ++i) {
    const double value = std::ldexp(w.data_ptr<double>()[i], shift);
    Put(static_cast<uint64_t>(std::llround(std::clamp(value, -32767.0, 32767.0))), 2, out);
  }
}

void PutOutput(const PriorNetImpl& net, std::string* out) {
  const OutputLayer layer =
      ToSlots({net.output_w, net.output_b}, net.order(), net.shape().hidden, kOutputs);
  PutLayer(layer.w, layer.b, out);
}

void PutHidden2(const PriorNetImpl& net, std::string* out) {
  PutLayer(ToWindows(net.hidden2_w * net.hidden2_mask, net.order().num_steps(), net.shape().hidden,
                     net.shape().window),
           net.hidden2_b, out);
}

void PutSigma(const Tensor& sigma, std::string* out) {
  for (int64_t i = 0; i < sigma.size(0); ++i) {
    Put(static_cast<uint64_t>(std::llround(sigma[i].item<double>() * 256)), 4, out);
  }
}

void PutNetwork(PriorNet& net, std::string* out) {
  const NetShape& shape = net->shape();
  const SlotOrder& order = net->order();
  const int64_t n = order.num_slots(), c = shape.context, dense = net->DenseContext();
  Put(static_cast<uint64_t>(shape.lanes), 1, out);
  Put(static_cast<uint64_t>(shape.embed), 2, out);
  Put(static_cast<uint64_t>(shape.context), 2, out);
  Put(static_cast<uint64_t>(shape.hidden), 1, out);
  Put(static_cast<uint64_t>(shape.window), 1, out);
  Put(static_cast<uint64_t>(shape.guide_embed), 2, out);
  for (const uint64_t kind : {1u, 0u, 0u, 0u}) Put(kind, 1, out);  // of network: there is but one
  PutSigma(ByZigzag(net->sigma, 0, order), out);
  if (shape.guide_embed > 0) PutSigma(net->sigma_guide, out);
  PutLayer(SlotColumns(net->embed_w, {0, n, 2 * n}, order), net->embed_b, out);
  if (shape.guide_embed > 0) PutLayer(net->guide_w, net->guide_b, out);
  PutLayer(SlotColumns(net->context1_w, {dense}, order), net->context1_b, out);
  PutLayer(net->context2_w, net->context2_b, out);
  PutLayer(net->context3_w, net->context3_b, out);
  PutLayer(SlotColumns(net->hidden1_w * net->hidden1_mask, {c, c + n}, order), net->hidden1_b, out);
  PutHidden2(*net, out);
  PutOutput(*net, out);
  PutLinear(*net, out);
}

}  // namespace

void ExportModel(PriorNet luma, PriorNet chroma, const std::string& path) {
  const torch::NoGradGuard guard;
  if (luma->shape().lanes != 1 || chroma->shape().lanes != 2) {
    throw std::runtime_error("export: needs a luma and a chroma network, in this order");
  }
  std::string content = "JKW1";
  PutNetwork(luma, &content);
  PutNetwork(chroma, &content);
  const Bytes packed =
      weights::PackModelFile({reinterpret_cast<const uint8_t*>(content.data()), content.size()});
  if (packed.empty()) throw std::runtime_error("export: cannot be packed");
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(packed.data()),
            static_cast<std::streamsize>(packed.size()));
  out.close();
  if (!out) throw std::runtime_error(path + ": cannot be written");
  std::printf("%s: %zu bytes\n", path.c_str(), packed.size());
}

}  // namespace jackdaw::train
