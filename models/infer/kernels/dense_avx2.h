// Dense layers with AVX2. Product, a type of the including file's unnamed namespace, has
//   static __m256i Add(__m256i sum, __m256i w, __m256i x)    sum + products of runs.
#ifndef JACKDAW_MODELS_INFER_KERNELS_DENSE_AVX2_H_
#define JACKDAW_MODELS_INFER_KERNELS_DENSE_AVX2_H_

#include <immintrin.h>

#include "models/infer/kernels/dense_job.h"

namespace jackdaw::infer {

template <class Product>
struct DenseAvx2 {
  // 10 sums and 4 or 5 operands fit into 16 registers.
  static constexpr size_t kMaxRows = 5;

  // kRows rows of one panel, or of its lower half (kVectors = 1).
  template <int kRows, int kVectors>
  static void Tile(const DenseJob& job) {
    __m256i sum[kRows][kVectors];
    for (int v = 0; v < kVectors; ++v) {
      const __m256i bias = Load(job.bias + 8 * v);
      for (int r = 0; r < kRows; ++r) sum[r][v] = bias;
    }
    const uint8_t* weights = job.weights;
    const uint8_t* a = job.a;
    for (int k = 0; k < job.runs; ++k) {
      __m256i w[kVectors];
      for (int v = 0; v < kVectors; ++v) w[v] = Load(weights + 32 * v);
      for (int r = 0; r < kRows; ++r) {
        const __m256i x = Broadcast(a + static_cast<size_t>(r) * job.a_pitch);
        for (int v = 0; v < kVectors; ++v) sum[r][v] = Product::Add(sum[r][v], w[v], x);
      }
      weights += kPanelRunBytes;
      a += kRunBytes;
    }
    for (int r = 0; r < kRows; ++r) {
      for (int v = 0; v < kVectors; ++v) {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(job.Output(r) + 8 * v), sum[r][v]);
      }
    }
  }

  template <int kVectors>
  static constexpr DenseTile kTable[kMaxRows] = {Tile<1, kVectors>, Tile<2, kVectors>,
                                                 Tile<3, kVectors>, Tile<4, kVectors>,
                                                 Tile<5, kVectors>};

 private:
  static __m256i Load(const void* p) { return _mm256_loadu_si256(static_cast<const __m256i*>(p)); }
  static __m256i Broadcast(const uint8_t* x) {
    int run;
    __builtin_memcpy(&run, x, sizeof(run));
    return _mm256_set1_epi32(run);
  }
};

}  // namespace jackdaw::infer

#endif  // JACKDAW_MODELS_INFER_KERNELS_DENSE_AVX2_H_
