#include "apps/train/byte_activation.h"

#include <algorithm>
#include <cmath>

#include "models/prior/block_data.h"

namespace jackdaw::train {

namespace {

using torch::Tensor;

constexpr double kUnitsPerOne = 1 / kByteUnit;

class RoundedActivation : public torch::autograd::Function<RoundedActivation> {
 public:
  static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& x) {
    context->save_for_backward({x});
    if (!x.device().is_cpu()) {
      return torch::floor(x.mul(kUnitsPerOne).clamp(0, infer::kMaxByte).add_(0.5)) * kByteUnit;
    }
    const Tensor in = x.contiguous();
    Tensor out = torch::empty_like(in);
    const auto* from = in.data_ptr<float>();
    auto* to = out.data_ptr<float>();
    constexpr auto kMax = static_cast<float>(infer::kMaxByte);
    at::parallel_for(0, in.numel(), 1 << 15, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const float units = from[i] * static_cast<float>(kUnitsPerOne);
        const float bounded = std::min(std::max(units, 0.0F), kMax);
        to[i] = static_cast<float>(static_cast<int32_t>(bounded + 0.5F)) *
                static_cast<float>(kByteUnit);
      }
    });
    return out;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grad) {
    const Tensor x = context->get_saved_variables()[0];
    if (!x.device().is_cpu()) {
      return {grad[0] * (x > 0).logical_and(x < kByteMax)};
    }
    const Tensor in = x.contiguous(), g = grad[0].contiguous();
    Tensor out = torch::empty_like(in);
    const auto *values = in.data_ptr<float>(), *from = g.data_ptr<float>();
    auto* to = out.data_ptr<float>();
    at::parallel_for(0, in.numel(), 1 << 15, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const bool passes = values[i] > 0 && values[i] < static_cast<float>(kByteMax);
        to[i] = passes ? from[i] : 0.0F;
      }
    });
    return {out};
  }
};

// floor(log2(limit / size)), for sizes that may be 0.
Tensor ShiftFor(double limit, const Tensor& size) {
  return torch::floor(torch::log2(limit / size.clamp_min(1e-9)));
}

Tensor RoundTo(const Tensor& x, const Tensor& one) {
  const torch::NoGradGuard guard;
  return torch::floor(x * one + 0.5) / one;
}

}  // namespace

Tensor ByteActivation(const Tensor& x, Arithmetic arithmetic) {
  switch (arithmetic) {
    case Arithmetic::kUnbounded:
      return torch::relu(x);
    case Arithmetic::kReal:
      return x.clamp(0, kByteMax);
    case Arithmetic::kBytes:
      return RoundedActivation::apply(x);
  }
  return x;
}

Tensor ByteShifts(const Tensor& w, const Tensor& bias) {
  const torch::NoGradGuard guard;
  // A weight that rounds to the largest byte still fits.
  Tensor shift = ShiftFor(infer::kMaxByteWeight + 0.49, w.abs().amax(1));
  if (bias.defined()) {
    shift = torch::minimum(shift, ShiftFor((infer::kMaxByteBias - 1) * kByteUnit, bias.abs()));
  }
  return shift.clamp(infer::kMinByteShift, infer::kMaxByteShift);
}

Tensor FeatureShifts(const Tensor& features) {
  const torch::NoGradGuard guard;
  const int64_t n = features.size(1) / 2;
  const Tensor size = features.abs();
  const double finer = std::ldexp(1.0, prior::kFeatureWeightShift);
  const Tensor largest = ShiftFor(32767 / finer, size.amax(1));
  // Half a unit of rounding for every weight.
  const double room = static_cast<double>(prior::kMaxFeatureSum) -
                      static_cast<double>(n * (prior::kMaxFeature1 + prior::kMaxFeature2)) / 2;
  const Tensor sum = size.slice(1, 0, n).sum(1) * static_cast<double>(prior::kMaxFeature1) +
                     size.slice(1, n).sum(1) * static_cast<double>(prior::kMaxFeature2);
  return torch::minimum(largest, ShiftFor(room / finer, sum))
      .clamp(infer::kMinByteShift, infer::kMaxByteShift);
}

Tensor RoundRows(const Tensor& x, const Tensor& shifts) { return RoundColumns(x.t(), shifts).t(); }

Tensor RoundColumns(const Tensor& x, const Tensor& shifts) {
  // The difference is zero, and passes the gradient.
  return RoundTo(x, torch::exp2(shifts)) + (x - x.detach());
}

}  // namespace jackdaw::train
