#include "apps/train/mixture_bins.h"

#include <algorithm>
#include <cmath>

#include "apps/train/mixture_spans.h"

namespace jackdaw::train {

namespace {

constexpr int kEdges = kBins - 1;
constexpr float kEdgeAt[kEdges] = {-1.5F, -0.5F, 0.5F, 1.5F};
constexpr float kMinMass = 1e-6F;

// A mixture with its shares.
template <int K>
struct Mixture {
  float mean[K], inverse[K], weight[K];  // levels
  float share[K > 1 ? K - 1 : 1];
  bool scale_is_free[K];  // not at a limit
};

template <int K>
inline Mixture<K> MixtureOf(const SlotSpans& s, int i) {
  Mixture<K> m;
  float left = 1;
  for (int j = 0; j < K; ++j) {
    const float raw = s.outputs[(K + j) * s.pitch + i] + s.log_scale[i];
    const float ls = std::min(std::max(raw, kMinLogScale), kMaxLogScale);
    m.scale_is_free[j] = raw == ls;
    m.inverse[j] = std::exp(-ls);
    m.mean[j] = (s.mean[i] + s.outputs[j * s.pitch + i]) * s.scale[i];
    m.weight[j] = left;
    if (j < K - 1) {
      m.share[j] = BoundedSigmoid(s.outputs[(2 * K + j) * s.pitch + i]);
      m.weight[j] = left * m.share[j];
      left *= 1 - m.share[j];
    }
  }
  return m;
}

// below[j][b]: mass of component j below edge b.
template <int K>
inline void MassesBelow(const Mixture<K>& m, float center, float (*below)[kEdges]) {
  for (int j = 0; j < K; ++j) {
    for (int b = 0; b < kEdges; ++b) {
      below[j][b] = BoundedSigmoid((center + kEdgeAt[b] - m.mean[j]) * m.inverse[j]);
    }
  }
}

template <int K>
inline void BinsOf(const Mixture<K>& m, float (*below)[kEdges], float* bins) {
  float before = 0;
  for (int b = 0; b < kEdges; ++b) {
    float sum = 0;
    for (int j = 0; j < K; ++j) sum += m.weight[j] * below[j][b];
    bins[b] = std::max(sum - before, kMinMass);
    before = sum;
  }
  bins[kEdges] = std::max(1 - before, kMinMass);
}

template <int K>
void FindBins(const SlotSpans& s, float* centers, float* masses) {
#pragma omp simd
  for (int i = 0; i < s.size; ++i) {
    const Mixture<K> m = MixtureOf<K>(s, i);
    float mean = 0, below[K][kEdges];
    for (int j = 0; j < K; ++j) mean += m.weight[j] * m.mean[j];
    centers[i] = std::floor(mean + 0.5F);
    MassesBelow<K>(m, centers[i], below);
    BinsOf<K>(m, below, masses + kBins * i);
  }
}

template <int K>
float BinBits(const SlotSpans& s, const float* masses) {
  float bits = 0;
#pragma omp simd reduction(+ : bits)
  for (int i = 0; i < s.size; ++i) {
    const Mixture<K> m = MixtureOf<K>(s, i);
    float below[K][kEdges], bins[kBins], slope[kBins];
    MassesBelow<K>(m, s.level[i], below);
    BinsOf<K>(m, below, bins);
    for (int b = 0; b < kBins; ++b) {
      bits -= masses[kBins * i + b] * std::log(bins[b]) * kLog2E;
      slope[b] = bins[b] > kMinMass ? -masses[kBins * i + b] * kLog2E / bins[b] : 0.0F;
    }
    // value[j]: what a unit of component j's weight costs; gradients of its mean and log scale.
    float value[K], sum_of_means = 0;
    for (int j = 0; j < K; ++j) {
      float by_mean = 0, by_scale = 0;
      value[j] = slope[kEdges];
      for (int b = 0; b < kEdges; ++b) {
        const float by_mass = slope[b] - slope[b + 1];  // of what lies below edge b
        const float density = below[j][b] * (1 - below[j][b]);
        const float t = (s.level[i] + kEdgeAt[b] - m.mean[j]) * m.inverse[j];
        value[j] += by_mass * below[j][b];
        by_mean -= by_mass * density * m.inverse[j];
        by_scale -= by_mass * density * t;
      }
      s.grad_outputs[j * s.pitch + i] = m.weight[j] * by_mean * s.scale[i];
      s.grad_outputs[(K + j) * s.pitch + i] = m.scale_is_free[j] ? m.weight[j] * by_scale : 0.0F;
      sum_of_means += s.grad_outputs[j * s.pitch + i];
    }
    s.grad_mean[i] = sum_of_means;
    float rest = value[K - 1], left = 1;
    float rests[K];
    rests[K - 1] = rest;
    for (int j = K - 2; j >= 0; --j) {
      rest = m.share[j] * value[j] + (1 - m.share[j]) * rest;
      rests[j] = rest;
    }
    for (int j = 0; j < K - 1; ++j) {
      s.grad_outputs[(2 * K + j) * s.pitch + i] =
          left * m.share[j] * (1 - m.share[j]) * (value[j] - rests[j + 1]);
      left *= 1 - m.share[j];
    }
  }
  return bits;
}

}  // namespace

void MixtureBinsOfBlock::Find(const BlockSpans& block, float* centers, float* masses) const {
  const int outputs = 3 * components_ - 1;
  ForEachCodedSpan(
      order_, chunk_begin_, block.last, [&](int chunk, int chunk_end, int begin, int end) {
        const SlotSpans s = SpansAt(block, outputs, chunk, chunk_end, begin, end);
        (components_ == 3 ? FindBins<3> : FindBins<2>)(s, centers + begin, masses + kBins * begin);
      });
}

float MixtureBinsOfBlock::CrossEntropy(const BlockSpans& block, const float* masses) const {
  const int outputs = 3 * components_ - 1;
  float bits = 0;
  ForEachCodedSpan(
      order_, chunk_begin_, block.last, [&](int chunk, int chunk_end, int begin, int end) {
        const SlotSpans s = SpansAt(block, outputs, chunk, chunk_end, begin, end);
        bits += (components_ == 3 ? BinBits<3> : BinBits<2>)(s, masses + kBins * begin);
      });
  return bits;
}

}  // namespace jackdaw::train
