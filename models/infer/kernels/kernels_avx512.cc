// The kernels with AVX-512 (F, BW, DQ, VL) and VNNI. Compiled with flags of its own: nothing inline
// from elsewhere may be called here, or the linker might use this copy on older processors.
#include <immintrin.h>

#include "entropy/logistic.h"
#include "models/infer/kernels/kernel_tables.h"
#include "models/infer/prior_tables.h"

namespace jackdaw {
namespace {

constexpr int kMaxActivation = 8191;

int Pair(const int16_t* x) {
  int pair;
  __builtin_memcpy(&pair, x, sizeof(pair));
  return pair;
}

__mmask16 FirstLanes(int count) {
  return static_cast<__mmask16>(count >= 16 ? 0xFFFF : (1 << count) - 1);
}

// sum += products of pairs. Not the intrinsics, around which GCC 12 copies and spills the sums of
// the large tiles.
__m512i MultiplyAdd(__m512i sum, __m512i w, __m512i x) {
  __asm__("vpdpwssd %2, %1, %0" : "+v"(sum) : "v"(w), "v"(x));
  return sum;
}
__m256i MultiplyAdd(__m256i sum, __m256i w, __m256i x) {
  __asm__("vpdpwssd %2, %1, %0" : "+v"(sum) : "v"(w), "v"(x));
  return sum;
}

struct DenseJob {
  const int16_t* weights;  // of the first panel
  size_t panel_stride;     // between panels
  const int32_t* bias;
  int pairs;
  const int16_t* a;
  size_t a_pitch;
  int32_t* out;
  size_t out_pitch;
};

// kRows rows of kPanels panels: all sums stay in registers.
template <int kRows, int kPanels>
void DenseTile(const DenseJob& job) {
  __m512i sum[kRows][kPanels];
  for (int p = 0; p < kPanels; ++p) {
    const __m512i bias = _mm512_loadu_si512(job.bias + p * kPanel);
    for (int r = 0; r < kRows; ++r) sum[r][p] = bias;
  }
  const int16_t* weights = job.weights;
  const int16_t* a = job.a;
  for (int k = 0; k < job.pairs; ++k) {
    __m512i w[kPanels];
    for (int p = 0; p < kPanels; ++p) {
      w[p] = _mm512_load_si512(weights + static_cast<size_t>(p) * job.panel_stride);
    }
    for (int r = 0; r < kRows; ++r) {
      const __m512i x = _mm512_set1_epi32(Pair(a + static_cast<size_t>(r) * job.a_pitch));
      for (int p = 0; p < kPanels; ++p) sum[r][p] = MultiplyAdd(sum[r][p], w[p], x);
    }
    weights += 2 * kPanel;
    a += 2;
  }
  for (int r = 0; r < kRows; ++r) {
    for (int p = 0; p < kPanels; ++p) {
      _mm512_storeu_si512(job.out + static_cast<size_t>(r) * job.out_pitch + p * kPanel, sum[r][p]);
    }
  }
}

// The lower half of a panel.
template <int kRows>
void DenseHalfTile(const DenseJob& job) {
  __m256i sum[kRows];
  for (int r = 0; r < kRows; ++r) {
    sum[r] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(job.bias));
  }
  const int16_t* weights = job.weights;
  const int16_t* a = job.a;
  for (int k = 0; k < job.pairs; ++k) {
    const __m256i w = _mm256_load_si256(reinterpret_cast<const __m256i*>(weights));
    for (int r = 0; r < kRows; ++r) {
      const __m256i x = _mm256_set1_epi32(Pair(a + static_cast<size_t>(r) * job.a_pitch));
      sum[r] = MultiplyAdd(sum[r], w, x);
    }
    weights += 2 * kPanel;
    a += 2;
  }
  for (int r = 0; r < kRows; ++r) {
    int32_t* to = job.out + static_cast<size_t>(r) * job.out_pitch;
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), sum[r]);
  }
}

constexpr int kHalf = 0;  // as a number of panels

template <int kRows, int kPanels>
void AnyTile(const DenseJob& job) {
  if constexpr (kPanels == kHalf) {
    DenseHalfTile<kRows>(job);
  } else {
    DenseTile<kRows, kPanels>(job);
  }
}

// 24 sums and 3 operands fit into 32 registers.
constexpr size_t kMaxRows = 12;

template <int kPanels>
void DenseRows(DenseJob job, size_t num_rows) {
  using Tile = void (*)(const DenseJob&);
  static constexpr Tile kTiles[kMaxRows] = {
      AnyTile<1, kPanels>, AnyTile<2, kPanels>,  AnyTile<3, kPanels>,  AnyTile<4, kPanels>,
      AnyTile<5, kPanels>, AnyTile<6, kPanels>,  AnyTile<7, kPanels>,  AnyTile<8, kPanels>,
      AnyTile<9, kPanels>, AnyTile<10, kPanels>, AnyTile<11, kPanels>, AnyTile<12, kPanels>};
  // Tiles of about equal height, so that none is short.
  for (size_t tiles = (num_rows + kMaxRows - 1) / kMaxRows; tiles > 0; --tiles) {
    const size_t rows = num_rows / tiles;
    kTiles[rows - 1](job);
    job.a += rows * job.a_pitch;
    job.out += rows * job.out_pitch;
    num_rows -= rows;
  }
}

// Few rows: more panels at a time, for enough independent sums.
void DenseFewRows(const DenseJob& job, size_t num_rows) {
  if (num_rows == 1) {
    DenseTile<1, 4>(job);
  } else if (num_rows == 2) {
    DenseTile<2, 4>(job);
  } else {
    DenseTile<3, 4>(job);
  }
}

void Dense(const PackedLayer& layer, int columns, const int16_t* a, size_t a_pitch, size_t num_rows,
           int32_t* out, size_t out_pitch) {
  DenseJob job = {layer.weights,
                  static_cast<size_t>(layer.columns) * kPanel,
                  layer.bias,
                  columns / 2,
                  a,
                  a_pitch,
                  out,
                  out_pitch};
  int left = layer.rows;
  while (left > 0) {
    int panels = 1;
    if (num_rows <= 3 && left > 3 * kPanel + 8) {
      panels = 4;
      DenseFewRows(job, num_rows);
    } else if (left > kPanel + 8) {
      panels = 2;
      DenseRows<2>(job, num_rows);
    } else if (left > 8) {
      DenseRows<1>(job, num_rows);
    } else {
      DenseRows<kHalf>(job, num_rows);
    }
    job.weights += static_cast<size_t>(panels) * job.panel_stride;
    job.bias += panels * kPanel;
    job.out += panels * kPanel;
    left -= panels * kPanel;
  }
}

void Activate(const int32_t* acc, size_t acc_pitch, int shift, const int16_t* residual,
              size_t residual_pitch, size_t num_rows, int width, int16_t* out, size_t out_pitch) {
  const __m512i round = _mm512_set1_epi32(1 << (shift - 1));
  const __m128i count = _mm_cvtsi32_si128(shift);
  const __m512i max = _mm512_set1_epi32(kMaxActivation), min = _mm512_set1_epi32(-kMaxActivation);
  const __m256i max16 = _mm256_set1_epi16(kMaxActivation);
  const __m256i min16 = _mm256_set1_epi16(-kMaxActivation);
  for (size_t n = 0; n < num_rows; ++n) {
    for (int i = 0; i < width; i += 16) {
      const __mmask16 lanes = FirstLanes(width - i);
      __m512i y = _mm512_maskz_loadu_epi32(lanes, acc + n * acc_pitch + i);
      y = _mm512_sra_epi32(_mm512_add_epi32(y, round), count);
      y = _mm512_max_epi32(y, _mm512_srai_epi32(y, 3));
      y = _mm512_max_epi32(_mm512_min_epi32(y, max), min);
      __m256i y16 = _mm512_cvtepi32_epi16(y);
      if (residual != nullptr) {
        const __m256i base = _mm256_maskz_loadu_epi16(lanes, residual + n * residual_pitch + i);
        y16 = _mm256_adds_epi16(y16, base);
        y16 = _mm256_max_epi16(_mm256_min_epi16(y16, max16), min16);
      }
      _mm256_mask_storeu_epi16(out + n * out_pitch + i, lanes, y16);
    }
  }
}

// kVectors * 16 outputs, sums in registers; `lanes` of the last vector.
template <int kVectors>
void AddFeaturesTile(const SparseInput* inputs, size_t num_inputs, const int16_t* weights,
                     size_t stride, __mmask16 lanes, int32_t* acc) {
  __m512i sum[kVectors];
  for (int v = 0; v < kVectors; ++v) {
    sum[v] = _mm512_maskz_loadu_epi32(v == kVectors - 1 ? lanes : 0xFFFF, acc + 16 * v);
  }
  for (const SparseInput* input = inputs; input != inputs + num_inputs; ++input) {
    const __m512i x = _mm512_set1_epi32(Pair(&input->f1));
    const int16_t* w = weights + input->slot * stride * 2;
    for (int v = 0; v < kVectors; ++v) {
      sum[v] = MultiplyAdd(sum[v], _mm512_loadu_si512(w + 32 * v), x);
    }
  }
  for (int v = 0; v < kVectors; ++v) {
    _mm512_mask_storeu_epi32(acc + 16 * v, v == kVectors - 1 ? lanes : 0xFFFF, sum[v]);
  }
}

void AddFeatures(const SparseInput* inputs, size_t num_inputs, const int16_t* weights,
                 size_t stride, int width, int32_t* acc) {
  for (; width >= 64; width -= 64) {
    AddFeaturesTile<4>(inputs, num_inputs, weights, stride, 0xFFFF, acc);
    weights += 128;
    acc += 64;
  }
  for (; width > 0; width -= 16) {
    AddFeaturesTile<1>(inputs, num_inputs, weights, stride, FirstLanes(width), acc);
    weights += 32;
    acc += 16;
  }
}

template <int kVectors>
void AddValuesTile(const SparseInput* inputs, size_t num_inputs, const int16_t* weights,
                   size_t stride, int32_t* acc) {
  __m512i sum[kVectors];
  for (int v = 0; v < kVectors; ++v) sum[v] = _mm512_loadu_si512(acc + 16 * v);
  for (const SparseInput* input = inputs; input != inputs + num_inputs; ++input) {
    // As pairs with zero: (value, 0) . (weight, 0).
    const __m512i x = _mm512_set1_epi32(static_cast<uint16_t>(input->value));
    const int16_t* w = weights + input->slot * stride;
    for (int v = 0; v < kVectors; ++v) {
      const __m256i w16 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(w + 16 * v));
      sum[v] = MultiplyAdd(sum[v], _mm512_cvtepu16_epi32(w16), x);
    }
  }
  for (int v = 0; v < kVectors; ++v) _mm512_storeu_si512(acc + 16 * v, sum[v]);
}

void AddValues(const SparseInput* inputs, size_t num_inputs, const int16_t* weights, size_t stride,
               int width, int32_t* acc) {
  for (; width >= 64; width -= 64) {
    AddValuesTile<4>(inputs, num_inputs, weights, stride, acc);
    weights += 64;
    acc += 64;
  }
  for (; width > 0; width -= 16) {
    AddValuesTile<1>(inputs, num_inputs, weights, stride, acc);
    weights += 16;
    acc += 16;
  }
}

__m512i Clamp64(__m512i x, int64_t bound) {
  return _mm512_max_epi64(_mm512_min_epi64(x, _mm512_set1_epi64(bound)), _mm512_set1_epi64(-bound));
}

// Eight means: see the scalar kernel.
__m256i Means(__m256i means, __m256i offsets, __m256i sigma, __m256i reciprocal, __m128i shift) {
  const __m512i product = _mm512_mul_epi32(_mm512_cvtepi32_epi64(offsets),
                                           _mm512_cvtepi32_epi64(sigma));  // sigma <= 2^24
  const __m512i sum = _mm512_add_epi64(_mm512_sll_epi64(_mm512_cvtepi32_epi64(means), shift),
                                       _mm512_srai_epi64(product, 4));
  const __m512i mean = _mm512_srai_epi64(
      _mm512_mullo_epi64(Clamp64(sum, int64_t{1} << 36), _mm512_cvtepu32_epi64(reciprocal)), 28);
  return _mm512_cvtepi64_epi32(Clamp64(mean, int64_t{1} << 27));
}

__m512i Join(__m256i low, __m256i high) {
  return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

__m256i High(__m512i x) { return _mm512_extracti64x4_epi64(x, 1); }
__m256i Low(__m512i x) { return _mm512_castsi512_si256(x); }

__m512i Clamp32(__m512i x, int low, int high) {
  return _mm512_max_epi32(_mm512_min_epi32(x, _mm512_set1_epi32(high)), _mm512_set1_epi32(low));
}

void Mixtures(const int32_t* outputs, const int32_t* means, const MixtureScales& scales, int slot,
              int count, const MixtureArrays& out) {
  const __mmask16 lanes = FirstLanes(count);
  const __m512i round = _mm512_set1_epi32(1 << (scales.output_shift - 1));
  const __m128i output_shift = _mm_cvtsi32_si128(scales.output_shift);
  const __m128i mean_shift = _mm_cvtsi32_si128(scales.mean_shift);
  __m512i o[5];
  for (int i = 0; i < 5; ++i) {
    const __m512i acc = _mm512_maskz_loadu_epi32(lanes, outputs + i * count);
    o[i] =
        Clamp32(_mm512_sra_epi32(_mm512_add_epi32(acc, round), output_shift), -(1 << 18), 1 << 18);
  }
  const __m512i mean = _mm512_maskz_loadu_epi32(lanes, means + slot);
  const __m512i sigma = _mm512_maskz_loadu_epi32(lanes, scales.sigma + slot);
  const __m512i reciprocal = _mm512_maskz_loadu_epi32(lanes, scales.reciprocal + slot);
  const __m512i offset = _mm512_maskz_loadu_epi32(lanes, scales.scale_offset + slot);
  for (int j = 0; j < 2; ++j) {
    const __m256i low = Means(Low(mean), Low(o[j]), Low(sigma), Low(reciprocal), mean_shift);
    const __m256i high =
        count > 8 ? Means(High(mean), High(o[j]), High(sigma), High(reciprocal), mean_shift) : low;
    _mm512_mask_storeu_epi32(out.mean[j] + slot, lanes, Join(low, high));

    const __m512i log_scale = Clamp32(_mm512_add_epi32(o[2 + j], offset), -5 * 4096, 8 * 4096);
    const __m512i index =
        _mm512_srai_epi32(_mm512_add_epi32(log_scale, _mm512_set1_epi32(5 * 4096)), 6);
    const __m512i scale =
        _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), lanes, index, &kExpQ20, 4);
    _mm512_mask_storeu_epi32(out.inverse_scale[j] + slot, lanes, scale);
  }
  // Squash: 16-bit entries, the first of the tables; a 32-bit read at the last one ends in the
  // table behind it.
  const __m512i logit = Clamp32(_mm512_srai_epi32(o[4], 4), -kStretchMax, kStretchMax);
  const __m512i index = _mm512_add_epi32(logit, _mm512_set1_epi32(kStretchMax));
  const __m512i entry = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), lanes, index,
                                                    &logistic_internal::kTables, 2);
  const __m512i weight = _mm512_srli_epi32(_mm512_and_si512(entry, _mm512_set1_epi32(0xFFFF)), 1);
  _mm512_mask_storeu_epi32(out.weight + slot, lanes,
                           _mm512_max_epi32(weight, _mm512_set1_epi32(1)));
}

}  // namespace

const Kernels kAvx512Kernels = {"avx512", Dense, Activate, AddFeatures, AddValues, Mixtures};

}  // namespace jackdaw
