// The inner loops of the learned prior, one table of functions per instruction set.
//
// kernels/kernels_scalar.cc is normative: every other table gives the same bits for all inputs
// that meet the conditions here. Sums are 32 bits wide; the loader of models proves that those with
// activations do not overflow, and those of the means are modulo 2^32.
#ifndef JACKDAW_MODELS_INFER_KERNELS_H_
#define JACKDAW_MODELS_INFER_KERNELS_H_

#include <cstddef>
#include <cstdint>

namespace jackdaw::infer {

// Outputs of dense layers come in panels of this many.
inline constexpr int kPanel = 16;
// Buffers that kernels read or write may be touched up to this many elements past their ends.
inline constexpr int kKernelSlack = 16;

// Weights of a dense layer as the kernels want them: [panels][columns / 2][16][2] and the bias
// [panels][16], both 64-byte aligned, zeros after the last row. Views; the network owns the data.
struct PackedLayer {
  const int16_t* weights = nullptr;
  const int32_t* bias = nullptr;
  int rows = 0;     // real ones
  int columns = 0;  // even; of the packed data
  int shift = 0;
};

// What one coded coefficient adds elsewhere: one or two inputs of a layer.
struct SparseInput {
  uint16_t slot;
  int16_t value;   // D, dequantized
  int16_t f1, f2;  // features
};

// What turns the outputs of a step into mixtures: for each of its coefficients, repeated.
struct MixtureScales {
  const uint32_t* sigma;        // [period], Q8
  const uint32_t* reciprocal;   // [period], floor(2^24 / q)
  const int32_t* scale_offset;  // [period], Q12: ln(sigma / 256) - ln(q)
  size_t period;                // a multiple of 16
  int mean_shift;               // 16 - shift of the linear layer, 2..8
  int output_shift;             // shift of the output layer - 4, 0..11
};

// The five outputs of each coefficient of all blocks of a step, and the sums of the linear layer.
struct MixtureInputs {
  const int32_t* outputs[5];
  const int32_t* means;
};

// Mixtures as arrays: LogisticMixture::mean[0], mean[1], ..., and what they say about 0
// (ZeroBelief).
struct MixtureArrays {
  int32_t* mean[2];
  uint32_t* inverse_scale[2];
  uint32_t* weight;
  uint32_t* lower;
  uint32_t* upper;
  int32_t* log_odds;
  uint32_t* cost;
};

struct Kernels {
  const char* name;

  // out[n][i] = bias[i] + sum over k < columns of weights[i][k] a[n][k], for n < num_rows (not 0)
  // and i < layer.rows rounded up to a multiple of 8 (more may be written, up to a multiple of 16).
  // Pitches in elements. columns: even, at most layer.columns. a: 4-byte aligned.
  void (*dense)(const PackedLayer& layer, int columns, const int16_t* a, size_t a_pitch,
                size_t num_rows, int32_t* out, size_t out_pitch);

  // out[n][i] = Act(Rounded(acc[n][i], shift)), plus residual[n][i] and clamped if residual is not
  // null; i < width, a multiple of 4. out may be residual.
  void (*activate)(const int32_t* acc, size_t acc_pitch, int shift, const int16_t* residual,
                   size_t residual_pitch, size_t num_rows, int width, int16_t* out,
                   size_t out_pitch);

  // acc[i] += sum over inputs of f1 weights[slot][i][0] + f2 weights[slot][i][1], for i < width, a
  // multiple of 4; weights: [slots][stride][2].
  void (*add_features)(const SparseInput* inputs, size_t num_inputs, const int16_t* weights,
                       size_t stride, int width, int32_t* acc);

  // acc[i] += sum over inputs of value weights[slot][i], modulo 2^32, for i < width, a multiple of
  // 16; weights: [slots][stride].
  void (*add_values)(const SparseInput* inputs, size_t num_inputs, const int16_t* weights,
                     size_t stride, int width, int32_t* acc);

  // Turns `size` (not 0) outputs and means into mixtures. Up to the next multiple of 16 may be read
  // and written.
  void (*mixtures)(const MixtureInputs& in, const MixtureScales& scales, size_t size,
                   const MixtureArrays& out);
};

// The table of a name (scalar, avx2, avx512, neon); null if this processor cannot run it.
const Kernels* FindKernels(const char* name);

// The fastest table of this processor. The choice cannot change a result.
const Kernels& DefaultKernels();

}  // namespace jackdaw::infer

#endif  // JACKDAW_MODELS_INFER_KERNELS_H_
