// Dense layers with AVX-512 and VNNI. Product, a type of the including file's unnamed namespace,
// has
//   static V Add(V sum, V w, V x)    sum + products of runs, for V = __m512i and __m256i;
//   kWidens                          whether few rows take four panels at a time.
#ifndef JACKDAW_MODELS_INFER_KERNELS_DENSE_AVX512_H_
#define JACKDAW_MODELS_INFER_KERNELS_DENSE_AVX512_H_

#include <immintrin.h>

#include "models/infer/kernels/dense_job.h"

namespace jackdaw::infer {

template <class Product>
struct DenseAvx512 {
  // 24 sums and 3 operands fit into 32 registers.
  static constexpr size_t kMaxRows = 12;
  static constexpr int kHalf = 0;  // as a number of panels

  // kRows rows of kPanels panels.
  template <int kRows, int kPanels>
  static void WholeTile(const DenseJob& job) {
    __m512i sum[kRows][kPanels];
    for (int p = 0; p < kPanels; ++p) {
      const __m512i bias = _mm512_loadu_si512(job.bias + p * kPanel);
      for (int r = 0; r < kRows; ++r) sum[r][p] = bias;
    }
    const uint8_t* weights = job.weights;
    const uint8_t* a = job.a;
    for (int k = 0; k < job.runs; ++k) {
      __m512i w[kPanels];
      for (int p = 0; p < kPanels; ++p) {
        w[p] = _mm512_load_si512(weights + static_cast<size_t>(p) * job.panel_bytes);
      }
      for (int r = 0; r < kRows; ++r) {
        const __m512i x = _mm512_set1_epi32(Load(a + static_cast<size_t>(r) * job.a_pitch));
        for (int p = 0; p < kPanels; ++p) sum[r][p] = Product::Add(sum[r][p], w[p], x);
      }
      weights += kPanelRunBytes;
      a += kRunBytes;
    }
    for (int r = 0; r < kRows; ++r) {
      for (int p = 0; p < kPanels; ++p) _mm512_storeu_si512(job.Output(r) + p * kPanel, sum[r][p]);
    }
  }

  // The lower half of a panel.
  template <int kRows>
  static void HalfTile(const DenseJob& job) {
    __m256i sum[kRows];
    for (int r = 0; r < kRows; ++r) {
      sum[r] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(job.bias));
    }
    const uint8_t* weights = job.weights;
    const uint8_t* a = job.a;
    for (int k = 0; k < job.runs; ++k) {
      const __m256i w = _mm256_load_si256(reinterpret_cast<const __m256i*>(weights));
      for (int r = 0; r < kRows; ++r) {
        const __m256i x = _mm256_set1_epi32(Load(a + static_cast<size_t>(r) * job.a_pitch));
        sum[r] = Product::Add(sum[r], w, x);
      }
      weights += kPanelRunBytes;
      a += kRunBytes;
    }
    for (int r = 0; r < kRows; ++r) {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(job.Output(r)), sum[r]);
    }
  }

  template <int kRows, int kPanels>
  static void Tile(const DenseJob& job) {
    if constexpr (kPanels == kHalf) {
      HalfTile<kRows>(job);
    } else {
      WholeTile<kRows, kPanels>(job);
    }
  }

  template <int kPanels>
  static constexpr DenseTile kTable[kMaxRows] = {
      Tile<1, kPanels>, Tile<2, kPanels>,  Tile<3, kPanels>,  Tile<4, kPanels>,
      Tile<5, kPanels>, Tile<6, kPanels>,  Tile<7, kPanels>,  Tile<8, kPanels>,
      Tile<9, kPanels>, Tile<10, kPanels>, Tile<11, kPanels>, Tile<12, kPanels>};

  // Few rows: more panels at a time, for enough independent sums.
  static bool FewRows(const DenseJob& job, int num_outputs, size_t num_rows) {
    if constexpr (Product::kWidens) {
      if (num_rows > 3 || num_outputs <= 3 * kPanel + 8) return false;
      static constexpr DenseTile kTiles[3] = {WholeTile<1, 4>, WholeTile<2, 4>, WholeTile<3, 4>};
      kTiles[num_rows - 1](job);
      return true;
    }
    return false;
  }

  static void Run(DenseJob job, int num_outputs, size_t num_rows) {
    int left = num_outputs;
    while (left > 0) {
      int panels = 1;
      if (FewRows(job, left, num_rows)) {
        panels = 4;
      } else if (left > kPanel + 8) {
        panels = 2;
        DenseRows<DenseAvx512, 2>(job, num_rows);
      } else if (left > 8) {
        DenseRows<DenseAvx512, 1>(job, num_rows);
      } else {
        DenseRows<DenseAvx512, kHalf>(job, num_rows);
      }
      SkipPanels<DenseAvx512>(panels, &job);
      left -= panels * kPanel;
    }
  }

 private:
  static int Load(const uint8_t* x) {
    int run;
    __builtin_memcpy(&run, x, sizeof(run));
    return run;
  }
};

}  // namespace jackdaw::infer

#endif  // JACKDAW_MODELS_INFER_KERNELS_DENSE_AVX512_H_
