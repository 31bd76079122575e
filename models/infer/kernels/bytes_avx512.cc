// The byte kernels with AVX-512 (F, BW, DQ, VL) and VNNI. Compiled with flags of its own: nothing
// inline from elsewhere may be called here, or the linker might use this copy on older processors.
#include <immintrin.h>

#include "models/infer/kernels/byte_tables.h"

namespace jackdaw::infer {
namespace {

int Run(const uint8_t* x) {
  int run;
  __builtin_memcpy(&run, x, sizeof(run));
  return run;
}

__mmask16 FirstLanes(int count) {
  return static_cast<__mmask16>(count >= 16 ? 0xFFFF : (1 << count) - 1);
}

// sum += products of unsigned bytes x and signed bytes w, in fours. Not the intrinsics, around
// which GCC 12 copies and spills the sums of the large tiles.
__m512i MultiplyAdd(__m512i sum, __m512i x, __m512i w) {
  __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(x), "v"(w));
  return sum;
}
__m256i MultiplyAdd(__m256i sum, __m256i x, __m256i w) {
  __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(x), "v"(w));
  return sum;
}

struct DenseJob {
  const int8_t* weights;  // of the first panel
  size_t panel_stride;    // between panels
  const int32_t* bias;
  int runs;
  const uint8_t* a;
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
  const int8_t* weights = job.weights;
  const uint8_t* a = job.a;
  for (int k = 0; k < job.runs; ++k) {
    __m512i w[kPanels];
    for (int p = 0; p < kPanels; ++p) {
      w[p] = _mm512_load_si512(weights + static_cast<size_t>(p) * job.panel_stride);
    }
    for (int r = 0; r < kRows; ++r) {
      const __m512i x = _mm512_set1_epi32(Run(a + static_cast<size_t>(r) * job.a_pitch));
      for (int p = 0; p < kPanels; ++p) sum[r][p] = MultiplyAdd(sum[r][p], x, w[p]);
    }
    weights += kByteRun * kPanel;
    a += kByteRun;
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
  const int8_t* weights = job.weights;
  const uint8_t* a = job.a;
  for (int k = 0; k < job.runs; ++k) {
    const __m256i w = _mm256_load_si256(reinterpret_cast<const __m256i*>(weights));
    for (int r = 0; r < kRows; ++r) {
      const __m256i x = _mm256_set1_epi32(Run(a + static_cast<size_t>(r) * job.a_pitch));
      sum[r] = MultiplyAdd(sum[r], x, w);
    }
    weights += kByteRun * kPanel;
    a += kByteRun;
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

void Dense(const PackedBytes& layer, int columns, const uint8_t* a, size_t a_pitch, size_t num_rows,
           int32_t* out, size_t out_pitch) {
  DenseJob job = {layer.weights,
                  static_cast<size_t>(layer.columns) * kPanel,
                  layer.bias,
                  columns / kByteRun,
                  a,
                  a_pitch,
                  out,
                  out_pitch};
  int left = layer.rows;
  while (left > 0) {
    int panels = 1;
    if (left > kPanel + 8) {
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

// Sixteen sums, rounded and shifted.
__m512i Shifted(__m512i acc, __m512i count) {
  const __m512i round =
      _mm512_sllv_epi32(_mm512_set1_epi32(1), _mm512_sub_epi32(count, _mm512_set1_epi32(1)));
  return _mm512_srav_epi32(_mm512_add_epi32(acc, round), count);
}

// And limited to 0 .. kMaxByte.
__m512i Byte(__m512i acc, __m512i count) {
  const __m512i y = Shifted(acc, count);
  return _mm512_min_epi32(_mm512_max_epi32(y, _mm512_setzero_si512()), _mm512_set1_epi32(kMaxByte));
}

void StoreBytes(__mmask16 lanes, __m512i y, uint8_t* to) {
  _mm_mask_storeu_epi8(to, lanes, _mm512_cvtepi32_epi8(y));
}

void ActivateHidden(const int32_t* acc, size_t acc_pitch, const int32_t* shift, size_t num_rows,
                    int width, uint8_t* out, size_t out_pitch) {
  for (size_t n = 0; n < num_rows; ++n) {
    for (int i = 0; i < width; i += 16) {
      const __mmask16 lanes = FirstLanes(width - i);
      const __m512i sum = _mm512_maskz_loadu_epi32(lanes, acc + n * acc_pitch + i);
      StoreBytes(lanes, Byte(sum, _mm512_loadu_si512(shift + i)), out + n * out_pitch + i);
    }
  }
}

void AddHidden(const int32_t* acc, size_t acc_pitch, const int32_t* shift, const uint8_t* base,
               size_t base_pitch, size_t num_rows, int width, uint8_t* out, size_t out_pitch) {
  for (size_t n = 0; n < num_rows; ++n) {
    for (int i = 0; i < width; i += 16) {
      const __mmask16 lanes = FirstLanes(width - i);
      const __m512i sum = _mm512_maskz_loadu_epi32(lanes, acc + n * acc_pitch + i);
      const __m128i bytes = _mm_maskz_loadu_epi8(lanes, base + n * base_pitch + i);
      const __m512i y =
          _mm512_add_epi32(Byte(sum, _mm512_loadu_si512(shift + i)), _mm512_cvtepu8_epi32(bytes));
      StoreBytes(lanes, _mm512_min_epi32(y, _mm512_set1_epi32(kMaxByte)), out + n * out_pitch + i);
    }
  }
}

void ActivateFeatures(const int32_t* acc, size_t acc_pitch, const int32_t* features,
                      size_t features_pitch, const int32_t* shift, size_t num_rows, int width,
                      uint8_t* out, size_t out_pitch) {
  for (size_t n = 0; n < num_rows; ++n) {
    for (int i = 0; i < width; i += 16) {
      const __mmask16 lanes = FirstLanes(width - i);
      const __m512i bytes = _mm512_maskz_loadu_epi32(lanes, acc + n * acc_pitch + i);
      const __m512i fine = _mm512_maskz_loadu_epi32(lanes, features + n * features_pitch + i);
      const __m512i sum = _mm512_add_epi32(_mm512_slli_epi32(bytes, kFeatureShift), fine);
      const __m512i count =
          _mm512_add_epi32(_mm512_loadu_si512(shift + i), _mm512_set1_epi32(kFeatureShift));
      StoreBytes(lanes, Byte(sum, count), out + n * out_pitch + i);
    }
  }
}

void Outputs(const int32_t* acc, size_t acc_pitch, const int32_t* shift, size_t num_rows, int width,
             int32_t* out, size_t out_pitch) {
  const __m512i max = _mm512_set1_epi32(kMaxOutput), min = _mm512_set1_epi32(-kMaxOutput);
  for (size_t n = 0; n < num_rows; ++n) {
    for (int i = 0; i < width; i += 16) {
      const __m512i sum =
          _mm512_slli_epi32(_mm512_loadu_si512(acc + n * acc_pitch + i), kOutputBits);
      const __m512i y = Shifted(sum, _mm512_loadu_si512(shift + i));
      _mm512_storeu_si512(out + n * out_pitch + i, _mm512_max_epi32(_mm512_min_epi32(y, max), min));
    }
  }
}

}  // namespace

const ByteKernels kAvx512Bytes = {"avx512",         Dense,  ActivateHidden, AddHidden,
                                  ActivateFeatures, Outputs};

}  // namespace jackdaw::infer
