// The ranges of all numbers in a network, and the proofs that its sums stay inside their types.
//
// Three things bound a sum: inputs are within +-kMaxActivation; the loader refuses a row of weights
// with |bias| + rounding + kMaxActivation * sum |w| >= kSumLimit (CheckLayer); and outputs of an
// activation are clamped. The assertions beside each accumulator (kernels/kernels_scalar.cc) use
// the very constants that the loader and the clamps use. All kernel tables rely on them: in any
// order of addition a partial sum is within the bound of the whole.
#ifndef JACKDAW_MODELS_INFER_BOUNDS_H_
#define JACKDAW_MODELS_INFER_BOUNDS_H_

#include <cstdint>

#include "entropy/logistic_mixture.h"

namespace jackdaw::infer {

inline constexpr int64_t kMaxInt16 = INT16_MAX;
inline constexpr int64_t kMaxInt32 = INT32_MAX;
inline constexpr int64_t kMaxInt64 = INT64_MAX;

// Activations and inputs of layers, Q8.
inline constexpr int kMaxActivation = 8191;
// Magnitude of a weight, which is 16 bits wide.
inline constexpr int64_t kMaxWeight = int64_t{1} << 15;
// Columns of a layer; a model file has at most 48 MiB.
inline constexpr int kMaxColumns = 1 << 16;
// A layer's activation is its sum >> shift.
inline constexpr int kMinShift = 1, kMaxShift = 15;

// Of |bias| + what is added to round + what the weights can add, which the loader compares.
inline constexpr int64_t kSumLimit = int64_t{1} << 31;

// Vectors add an activation and a residual in 16 bits.
static_assert(2 * kMaxActivation <= kMaxInt16);

// Sparse inputs: f1, f2 and the logarithm of a level or a step (prior_features.h).
inline constexpr int kMaxFeature = 1024;
static_assert(kMaxFeature <= kMaxActivation);

// Mixtures. Outputs are Q12 and clamped; scales of slots are Q8, of levels at least 1.
inline constexpr int32_t kMaxOutput = 1 << 18;
inline constexpr uint32_t kMinSigma = 256;
inline constexpr uint32_t kMaxSigma = uint32_t{1} << 24;
inline constexpr int kMinMeanShift = 2, kMaxMeanShift = 8;
inline constexpr int64_t kMaxReciprocal = int64_t{1} << 24;  // of a step of 1
// |ln(sigma / 256) - ln q|, Q12: at most 11.1 nats each way.
inline constexpr int32_t kMaxScaleOffset = 12 * 4096;
// A mean is clamped before it is divided by the step with a product, and after.
inline constexpr int64_t kMeanClamp = int64_t{1} << 36;
inline constexpr int32_t kMaxMean = entropy::kMaxMixtureMean;

}  // namespace jackdaw::infer

#endif  // JACKDAW_MODELS_INFER_BOUNDS_H_
