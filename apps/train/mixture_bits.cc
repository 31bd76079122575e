#include "apps/train/mixture_bits.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "apps/train/mixture_spans.h"

namespace jackdaw::train {

namespace {

// The mass of level x of one slot, and its gradient by each output (the mean's is the sum of those
// of the first K).
template <int K>
struct Mass {
  float mass;
  float grad[3 * K - 1];
};

template <int K>
inline Mass<K> MassOf(const SlotSpans& s, int i, float x) {
  Mass<K> result;
  float p[K], dm[K], ds[K];
  for (int j = 0; j < K; ++j) {
    const float raw = s.outputs[(K + j) * s.pitch + i] + s.log_scale[i];
    const float ls = std::min(std::max(raw, kMinLogScale), kMaxLogScale);
    const float inv = std::exp(-ls);
    const float mu = (s.mean[i] + s.outputs[j * s.pitch + i]) * s.scale[i];
    const float ta = (x + 0.5F - mu) * inv, tb = (x - 0.5F - mu) * inv;
    // By the tail on x's side of the mean, so that far values keep their precision.
    const float sign = x > mu ? -1.0F : 1.0F;
    const float sa = BoundedSigmoid(sign * ta), sb = BoundedSigmoid(sign * tb);
    p[j] = sign * (sa - sb);
    const float ga = sa * (1 - sa), gb = sb * (1 - sb);
    dm[j] = -(ga - gb) * inv * s.scale[i];
    ds[j] = raw == ls ? gb * tb - ga * ta : 0.0F;
  }
  // Component j takes the share v_j of what those before it leave.
  float v[K - 1], rest[K];
  rest[K - 1] = p[K - 1];
  for (int j = K - 2; j >= 0; --j) {
    v[j] = BoundedSigmoid(s.outputs[(2 * K + j) * s.pitch + i]);
    rest[j] = v[j] * p[j] + (1 - v[j]) * rest[j + 1];
  }
  result.mass = rest[0];
  float left = 1;
  for (int j = 0; j < K; ++j) {
    const float weight = j < K - 1 ? left * v[j] : left;
    result.grad[j] = weight * dm[j];
    result.grad[K + j] = weight * ds[j];
    if (j < K - 1) {
      result.grad[2 * K + j] = weight * (1 - v[j]) * (p[j] - rest[j + 1]);
      left *= 1 - v[j];
    }
  }
  return result;
}

// Bits of all slots; stores gradients.
template <int K>
float CodedBits(const SlotSpans& s) {
  float bits = 0;
#pragma omp simd reduction(+ : bits)
  for (int i = 0; i < s.size; ++i) {
    const Mass<K> m = MassOf<K>(s, i, s.level[i]);
    const float kept = m.mass * kKeep + kFloor;
    bits -= std::log(kept) * kLog2E;
    const float d = -kKeep * kLog2E / kept;
    float sum = 0;
    for (int k = 0; k < 3 * K - 1; ++k) s.grad_outputs[k * s.pitch + i] = d * m.grad[k];
    for (int k = 0; k < K; ++k) sum += d * m.grad[k];
    s.grad_mean[i] = sum;
  }
  return bits;
}

// What it spares that not all slots are zero; adds to the gradients.
template <int K>
float KnownBits(const SlotSpans& s) {
  std::array<Mass<K>, 16> masses;
  float ln_zero = 0;
  for (int i = 0; i < s.size; ++i) {
    masses[static_cast<size_t>(i)] = MassOf<K>(s, i, 0);
    ln_zero += std::log(std::max(masses[static_cast<size_t>(i)].mass, kFloor));
  }
  const float zero = std::exp(ln_zero), any = -std::expm1(ln_zero) + kFloor;
  for (int i = 0; i < s.size; ++i) {
    const Mass<K>& m = masses[static_cast<size_t>(i)];
    if (m.mass < kFloor) continue;
    const float d = -zero * kLog2E / any / m.mass;
    for (int k = 0; k < 3 * K - 1; ++k) s.grad_outputs[k * s.pitch + i] += d * m.grad[k];
    for (int k = 0; k < K; ++k) s.grad_mean[i] += d * m.grad[k];
  }
  return std::log(any) * kLog2E;
}

}  // namespace

template <int K>
float MixtureBitsOfBlock::RunWith(const BlockSpans& block) const {
  constexpr int kOutputs = 3 * K - 1;
  const int lanes = order_.lanes;
  float bits = 0;
  ForEachCodedSpan(order_, chunk_begin_, block.last,
                   [&](int chunk, int chunk_end, int begin, int end) {
                     bits += CodedBits<K>(SpansAt(block, kOutputs, chunk, chunk_end, begin, end));
                   });
  for (int lane = 0; lane < lanes; ++lane) {
    if (block.last[lane] == 0) continue;
    const auto step =
        static_cast<size_t>((kGroups - 1 - static_cast<int>(block.last[lane])) * lanes + lane);
    const int begin = order_.step_begin[step], end = order_.step_begin[step + 1];
    const auto after = std::upper_bound(chunk_begin_.begin(), chunk_begin_.end(), begin);
    bits += KnownBits<K>(SpansAt(block, kOutputs, *(after - 1), *after, begin, end));
  }
  return bits;
}

float MixtureBitsOfBlock::Run(const BlockSpans& block) const {
  return components_ == 3 ? RunWith<3>(block) : RunWith<2>(block);
}

}  // namespace jackdaw::train
