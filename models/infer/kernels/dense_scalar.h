// Dense layers in plain C++, of words (kRun = 2) and of bytes (kRun = 4): normative.
#ifndef JACKDAW_MODELS_INFER_KERNELS_DENSE_SCALAR_H_
#define JACKDAW_MODELS_INFER_KERNELS_DENSE_SCALAR_H_

#include <cstddef>
#include <cstdint>

#include "models/infer/kernels.h"

namespace jackdaw::infer {

// No sum overflows, in whatever order it is added: the loader proved it for the layer.
template <int kRun, class Layer, class Number>
void ScalarDense(const Layer& layer, int columns, const Number* a, size_t a_pitch, size_t num_rows,
                 int32_t* out, size_t out_pitch) {
  for (int panel = 0; panel * kPanel < layer.rows; ++panel) {
    const auto* weights = layer.weights + ptrdiff_t{panel} * layer.columns * kPanel;
    for (size_t n = 0; n < num_rows; ++n) {
      int32_t sum[kPanel];
      for (int i = 0; i < kPanel; ++i) sum[i] = layer.bias[panel * kPanel + i];
      const Number* x = a + n * a_pitch;
      for (int k = 0; k < columns; k += kRun) {
        const auto* run = weights + ptrdiff_t{k} * kPanel;
        for (int i = 0; i < kPanel; ++i) {
          for (int j = 0; j < kRun; ++j) sum[i] += run[kRun * i + j] * x[k + j];
        }
      }
      int32_t* to = out + n * out_pitch + panel * kPanel;
      const int left = layer.rows - panel * kPanel;
      for (int i = 0; i < (left <= kPanel / 2 ? kPanel / 2 : kPanel); ++i) to[i] = sum[i];
    }
  }
}

}  // namespace jackdaw::infer

#endif  // JACKDAW_MODELS_INFER_KERNELS_DENSE_SCALAR_H_
