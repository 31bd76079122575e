#include "apps/train/mixture_loss.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "apps/train/mixture_bits.h"

namespace jackdaw::train {

namespace {

using torch::Tensor;

// Without infinities, which fast arithmetic does not respect.
inline float Sigmoid(float x) { return 1 / (1 + std::exp(std::min(std::max(-x, -60.0F), 60.0F))); }

// One block, the slots [begin, end) of one chunk. o: [5][size] at the chunk's place, also for
// grad_o. scale: sigma / q. Returns bits; gradients of the bits are stored.
float ChunkBits(const float* o, const float* mean, const float* level, const float* scale,
                const float* log_scale, int size, float* grad_o, float* grad_mean) {
  float bits = 0;
#pragma omp simd reduction(+ : bits)
  for (int i = 0; i < size; ++i) {
    const float w0 = Sigmoid(o[4 * size + i]), w1 = 1 - w0;
    const float x = level[i];
    float p[2], dm[2], ds[2];
    for (int j = 0; j < 2; ++j) {
      const float raw = o[(2 + j) * size + i] + log_scale[i];
      const float ls = std::min(std::max(raw, kMinLogScale), kMaxLogScale);
      const float inv = std::exp(-ls);
      const float mu = (mean[i] + o[j * size + i]) * scale[i];
      const float ta = (x + 0.5F - mu) * inv, tb = (x - 0.5F - mu) * inv;
      // By the tail on x's side of the mean, so that far values keep their precision.
      const float sign = x > mu ? -1.0F : 1.0F;
      const float sa = Sigmoid(sign * ta), sb = Sigmoid(sign * tb);
      p[j] = sign * (sa - sb);
      const float ga = sa * (1 - sa), gb = sb * (1 - sb);
      dm[j] = -(ga - gb) * inv;
      ds[j] = raw == ls ? gb * tb - ga * ta : 0.0F;
    }
    const float total = w0 * p[0] + w1 * p[1];
    const float kept = total * kKeep + kFloor;
    bits -= std::log(kept) * kLog2E;
    const float d = -kKeep * kLog2E / kept;
    const float d0 = d * w0, d1 = d * w1;
    grad_o[i] = d0 * dm[0] * scale[i];
    grad_o[size + i] = d1 * dm[1] * scale[i];
    grad_o[2 * size + i] = d0 * ds[0];
    grad_o[3 * size + i] = d1 * ds[1];
    grad_o[4 * size + i] = d * w0 * w1 * (p[0] - p[1]);
    grad_mean[i] = grad_o[i] + grad_o[size + i];
  }
  return bits;
}

class FusedBits : public torch::autograd::Function<FusedBits> {
 public:
  // mixture [M, 5 N], mean, levels [M, N], scale [B, N], all float and contiguous.
  static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& mixture,
                        const Tensor& mean, const Tensor& levels, const Tensor& scale,
                        const std::vector<int64_t>& chunks) {
    const int64_t blocks = levels.size(0), n = levels.size(1);
    const int64_t per_image = blocks / scale.size(0);
    const Tensor log_scale = torch::log(scale);
    Tensor bits = torch::empty({blocks}), grad_o = torch::empty_like(mixture),
           grad_mean = torch::empty_like(mean);
    const float *o = mixture.data_ptr<float>(), *m = mean.data_ptr<float>(),
                *x = levels.data_ptr<float>(), *s = scale.data_ptr<float>(),
                *ls = log_scale.data_ptr<float>();
    float *b = bits.data_ptr<float>(), *go = grad_o.data_ptr<float>(),
          *gm = grad_mean.data_ptr<float>();
    at::parallel_for(0, blocks, 64, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        float sum = 0;
        const int64_t image = i / per_image;
        for (size_t c = 0; c + 1 < chunks.size(); ++c) {
          const int64_t first = chunks[c];
          sum += ChunkBits(o + 5 * (i * n + first), m + i * n + first, x + i * n + first,
                           s + image * n + first, ls + image * n + first,
                           static_cast<int>(chunks[c + 1] - first), go + 5 * (i * n + first),
                           gm + i * n + first);
        }
        b[i] = sum;
      }
    });
    context->save_for_backward({grad_o, grad_mean});
    return bits;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grad) {
    const auto saved = context->get_saved_variables();
    const Tensor g = grad[0].unsqueeze(1);
    return {saved[0] * g, saved[1] * g, Tensor(), Tensor(), Tensor()};
  }
};

Tensor TensorBits(const Tensor& mixture, const Tensor& mean, const Tensor& levels,
                  const Tensor& scale, const std::vector<int64_t>& chunks) {
  const int64_t per_image = levels.size(0) / scale.size(0);
  const Tensor sc = scale.repeat_interleave(per_image, 0);
  Tensor bits = torch::zeros({levels.size(0)}, levels.options());
  for (size_t c = 0; c + 1 < chunks.size(); ++c) {
    const int64_t begin = chunks[c], end = chunks[c + 1];
    const Tensor o = mixture.slice(1, 5 * begin, 5 * end).view({-1, kOutputs, end - begin});
    const Tensor s = sc.slice(1, begin, end), x = levels.slice(1, begin, end);
    const Tensor w0 = torch::sigmoid(o.select(1, 4));
    Tensor p[2];
    for (int j = 0; j < 2; ++j) {
      const Tensor inv =
          torch::exp(-(o.select(1, 2 + j) + torch::log(s)).clamp(kMinLogScale, kMaxLogScale));
      const Tensor d = x - (mean.slice(1, begin, end) + o.select(1, j)) * s;
      const Tensor sign = torch::where(d > 0, -torch::ones_like(d), torch::ones_like(d));
      p[j] =
          sign * (torch::sigmoid(sign * (d + 0.5) * inv) - torch::sigmoid(sign * (d - 0.5) * inv));
    }
    bits = bits - torch::log2((w0 * p[0] + (1 - w0) * p[1]) * kKeep + kFloor).sum(1);
  }
  return bits;
}

}  // namespace

Tensor MixtureBits(const PriorNetImpl& net, const NetOutput& output, const Batch& batch) {
  const int64_t n = batch.levels.size(3);
  const Tensor levels = batch.levels.reshape({-1, n}).contiguous();
  const Tensor scale = (net.sigma / batch.quant).contiguous();
  const std::vector<int64_t> chunks(net.chunk_begin().begin(), net.chunk_begin().end());
  if (!levels.device().is_cpu()) {
    return TensorBits(output.mixture, output.mean, levels, scale, chunks);
  }
  return FusedBits::apply(output.mixture.contiguous(), output.mean.contiguous(), levels, scale,
                          chunks);
}

}  // namespace jackdaw::train
