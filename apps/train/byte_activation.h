// Arithmetic of the byte layers in training: what docs/format_prior2.md rounds is rounded in the
// forward pass, and the backward pass takes the rounding for the identity (straight-through
// estimator; Bengio, Léonard, Courville 2013).
#ifndef JACKDAW_APPS_TRAIN_BYTE_ACTIVATION_H_
#define JACKDAW_APPS_TRAIN_BYTE_ACTIVATION_H_

#include <torch/torch.h>

namespace jackdaw::train {

// kUnbounded: plain ReLU, to see how large activations are. kReal: activations as large as bytes
// hold, nothing rounded. kBytes: as the integers are.
enum class Arithmetic { kUnbounded, kReal, kBytes };

// Activations are multiples of this, 0 .. 127 times.
inline constexpr double kByteUnit = 1.0 / 32;
inline constexpr double kByteMax = 127 * kByteUnit;

// ReLU, bounded and rounded as the arithmetic wants. x: float.
torch::Tensor ByteActivation(const torch::Tensor& x, Arithmetic arithmetic);

// Of each row of w: the largest shift at which its weights are bytes and its bias (may be
// undefined) is within infer::kMaxByteBias, float [rows]. Weights are multiples of 2^-shift.
torch::Tensor ByteShifts(const torch::Tensor& w, const torch::Tensor& bias);
// At most what also leaves room for the features of hidden1, [rows][2 N]: f1, then f2.
torch::Tensor FeatureShifts(const torch::Tensor& features);

// x in units of 2^-shift, one shift a row (or one a column of x: [columns]), rounded; the gradient
// passes as it is.
torch::Tensor RoundRows(const torch::Tensor& x, const torch::Tensor& shifts);
torch::Tensor RoundColumns(const torch::Tensor& x, const torch::Tensor& shifts);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_BYTE_ACTIVATION_H_
