// The kernels in plain C++: normative.
#include "entropy/logistic.h"
#include "entropy/logistic_mixture.h"
#include "models/infer/bounds.h"
#include "models/infer/fixed_tables.h"
#include "models/infer/kernels/dense_scalar.h"
#include "models/infer/kernels/kernel_tables.h"

namespace jackdaw::infer {
namespace {

template <class T>
T Clamp(T x, T bound) {
  return x > bound ? bound : x < -bound ? -bound : x;
}

// Sums of a layer with its rounding: CheckLayer.
static_assert(kSumLimit - 1 <= kMaxInt32);
int32_t Rounded(int32_t acc, int shift) { return (acc + (1 << (shift - 1))) >> shift; }

// kMaxActivation bounds it, and so y + residual below.
static_assert(2 * kMaxActivation <= kMaxInt32);
int32_t Act(int32_t y) { return Clamp(y > y >> 3 ? y : y >> 3, kMaxActivation); }

// The pair and, by CheckLayer, the sum.
static_assert(2 * kMaxWeight * kMaxActivation <= kMaxInt32 && kSumLimit - 1 <= kMaxInt32);
void Dense(const PackedLayer& layer, int columns, const int16_t* a, size_t a_pitch, size_t num_rows,
           int32_t* out, size_t out_pitch) {
  ScalarDense<2>(layer, columns, a, a_pitch, num_rows, out, out_pitch);
}

void Activate(const int32_t* acc, size_t acc_pitch, int shift, const int16_t* residual,
              size_t residual_pitch, size_t num_rows, int width, int16_t* out, size_t out_pitch) {
  for (size_t n = 0; n < num_rows; ++n) {
    for (int i = 0; i < width; ++i) {
      int32_t y = Act(Rounded(acc[n * acc_pitch + static_cast<size_t>(i)], shift));
      if (residual != nullptr) {
        y = Clamp(y + residual[n * residual_pitch + static_cast<size_t>(i)], kMaxActivation);
      }
      out[n * out_pitch + static_cast<size_t>(i)] = static_cast<int16_t>(y);
    }
  }
}

void AddFeatures(const SparseInput* inputs, size_t num_inputs, const int16_t* weights,
                 size_t stride, int width, int32_t* acc) {
  for (const SparseInput* input = inputs; input != inputs + num_inputs; ++input) {
    const int16_t* pair = weights + input->slot * stride * 2;
    for (int i = 0; i < width; ++i) {
      // As in Dense: a slot comes once, and |f| <= kMaxActivation.
      static_assert(2 * kMaxWeight * kMaxActivation <= kMaxInt32);
      acc[i] += pair[2 * i] * input->f1 + pair[2 * i + 1] * input->f2;
    }
  }
}

void AddValues(const SparseInput* inputs, size_t num_inputs, const int16_t* weights, size_t stride,
               int width, int32_t* acc) {
  for (const SparseInput* input = inputs; input != inputs + num_inputs; ++input) {
    const int16_t* row = weights + input->slot * stride;
    for (int i = 0; i < width; ++i) {
      // The sum wraps; a product may not.
      static_assert(kMaxWeight * kMaxWeight <= kMaxInt32);
      acc[i] = static_cast<int32_t>(static_cast<uint32_t>(acc[i]) +
                                    static_cast<uint32_t>(row[i] * input->value));
    }
  }
}

int32_t Output(int32_t acc, int shift) {
  return Clamp((acc + ((1 << shift) >> 1)) >> shift, kMaxOutput);
}

entropy::LogisticMixture MixtureOf(const MixtureInputs& in, const MixtureScales& scales, size_t i) {
  const size_t slot = i % scales.period;
  entropy::LogisticMixture mixture;
  for (int j = 0; j < 2; ++j) {
    const int32_t offset = Output(in.outputs[j][i], scales.output_shift);
    static_assert((int64_t{1} << (31 + kMaxMeanShift)) + ((int64_t{kMaxSigma} * kMaxOutput) >> 4) <=
                  kMaxInt64);
    const int64_t sum = (int64_t{in.means[i]} * (int64_t{1} << scales.mean_shift)) +
                        ((int64_t{scales.sigma[slot]} * offset) >> 4);
    static_assert(kMeanClamp * kMaxReciprocal <= kMaxInt64);
    const int64_t mean = (Clamp(sum, kMeanClamp) * scales.reciprocal[slot]) >> 28;
    mixture.mean[j] = static_cast<int32_t>(Clamp(mean, int64_t{kMaxMean}));

    static_assert(kMaxOutput + kMaxScaleOffset <= kMaxInt32);
    const int32_t log_scale =
        Output(in.outputs[2 + j][i], scales.output_shift) + scales.scale_offset[slot];
    const int32_t clamped = log_scale < -5 * 4096  ? -5 * 4096
                            : log_scale > 8 * 4096 ? 8 * 4096
                                                   : log_scale;
    mixture.inverse_scale[j] = kExpQ20[static_cast<size_t>((clamped + 5 * 4096) >> 6)];
  }
  const uint32_t weight = entropy::Squash(Output(in.outputs[4][i], scales.output_shift) >> 4) >> 1;
  mixture.weight = weight < 1 ? 1 : weight;
  return mixture;
}

void Mixtures(const MixtureInputs& in, const MixtureScales& scales, size_t size,
              const MixtureArrays& out) {
  for (size_t i = 0; i < size; ++i) {
    const entropy::LogisticMixture mixture = MixtureOf(in, scales, i);
    for (int j = 0; j < 2; ++j) {
      out.mean[j][i] = mixture.mean[j];
      out.inverse_scale[j][i] = mixture.inverse_scale[j];
    }
    out.weight[i] = mixture.weight;
    const entropy::ZeroBelief zero = entropy::BeliefInZero(mixture);
    out.lower[i] = zero.lower;
    out.upper[i] = zero.upper;
    out.log_odds[i] = zero.log_odds;
    out.cost[i] = zero.cost;
  }
}

}  // namespace

const Kernels kScalarKernels = {"scalar", Dense, Activate, AddFeatures, AddValues, Mixtures};

}  // namespace jackdaw::infer
