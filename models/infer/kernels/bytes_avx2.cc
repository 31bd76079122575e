// The byte kernels with AVX2. Compiled with flags of its own: nothing inline from elsewhere may be
// called here, or the linker might use this copy on older processors.
#include <immintrin.h>

#include "models/infer/kernels/byte_tables.h"

namespace jackdaw::infer {
namespace {

__m256i Load(const void* p) { return _mm256_loadu_si256(static_cast<const __m256i*>(p)); }
void Store(void* p, __m256i x) { _mm256_storeu_si256(static_cast<__m256i*>(p), x); }

__m256i BroadcastRun(const uint8_t* x) {
  int run;
  __builtin_memcpy(&run, x, sizeof(run));
  return _mm256_set1_epi32(run);
}

struct DenseJob {
  const int8_t* weights;  // of the panel
  const int32_t* bias;
  int runs;
  const uint8_t* a;
  size_t a_pitch;
  int32_t* out;
  size_t out_pitch;
};

// kRows rows of one panel, or of its lower half (kVectors = 1): all sums stay in registers.
template <int kRows, int kVectors>
void DenseTile(const DenseJob& job) {
  const __m256i ones = _mm256_set1_epi16(1);
  __m256i sum[kRows][kVectors];
  for (int v = 0; v < kVectors; ++v) {
    const __m256i bias = Load(job.bias + 8 * v);
    for (int r = 0; r < kRows; ++r) sum[r][v] = bias;
  }
  const int8_t* weights = job.weights;
  const uint8_t* a = job.a;
  for (int k = 0; k < job.runs; ++k) {
    __m256i w[kVectors];
    for (int v = 0; v < kVectors; ++v) w[v] = Load(weights + 32 * v);
    for (int r = 0; r < kRows; ++r) {
      const __m256i x = BroadcastRun(a + static_cast<size_t>(r) * job.a_pitch);
      for (int v = 0; v < kVectors; ++v) {
        // It saturates, but what it adds fits.
        static_assert(2 * kMaxByte * kMaxByteWeight <= kMaxInt16);
        const __m256i pairs = _mm256_maddubs_epi16(x, w[v]);
        sum[r][v] = _mm256_add_epi32(sum[r][v], _mm256_madd_epi16(pairs, ones));
      }
    }
    weights += kByteRun * kPanel;
    a += kByteRun;
  }
  for (int r = 0; r < kRows; ++r) {
    for (int v = 0; v < kVectors; ++v) {
      Store(job.out + static_cast<size_t>(r) * job.out_pitch + 8 * v, sum[r][v]);
    }
  }
}

// 10 sums and 5 operands fit into 16 registers.
constexpr size_t kMaxRows = 5;

template <int kVectors>
void DenseRows(DenseJob job, size_t num_rows) {
  using Tile = void (*)(const DenseJob&);
  static constexpr Tile kTiles[kMaxRows] = {DenseTile<1, kVectors>, DenseTile<2, kVectors>,
                                            DenseTile<3, kVectors>, DenseTile<4, kVectors>,
                                            DenseTile<5, kVectors>};
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
  for (int row = 0; row < layer.rows; row += kPanel) {
    const DenseJob job = {
        layer.weights + static_cast<size_t>(row) * static_cast<size_t>(layer.columns),
        layer.bias + row,
        columns / kByteRun,
        a,
        a_pitch,
        out + row,
        out_pitch};
    if (layer.rows - row > 8) {
      DenseRows<2>(job, num_rows);
    } else {
      DenseRows<1>(job, num_rows);
    }
  }
}

// Eight sums, rounded and shifted.
__m256i Shifted(__m256i acc, __m256i count) {
  const __m256i round =
      _mm256_sllv_epi32(_mm256_set1_epi32(1), _mm256_sub_epi32(count, _mm256_set1_epi32(1)));
  return _mm256_srav_epi32(_mm256_add_epi32(acc, round), count);
}

// Eight numbers limited to 0 .. kMaxByte, as bytes in the lower half. Packing saturates.
__m128i ToBytes(__m256i y) {
  const __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(y), _mm256_extracti128_si256(y, 1));
  const __m128i bytes = _mm_packus_epi16(words, words);
  return _mm_min_epu8(bytes, _mm_set1_epi8(kMaxByte));
}

void StoreBytes(__m128i bytes, int count, uint8_t* to) {
  if (count >= 8) {
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to), bytes);
  } else {
    const int four = _mm_cvtsi128_si32(bytes);
    __builtin_memcpy(to, &four, sizeof(four));
  }
}

void ActivateHidden(const int32_t* acc, size_t acc_pitch, const int32_t* shift, size_t num_rows,
                    int width, uint8_t* out, size_t out_pitch) {
  for (size_t n = 0; n < num_rows; ++n) {
    const int32_t* from = acc + n * acc_pitch;
    for (int i = 0; i < width; i += 8) {
      const __m256i y = Shifted(Load(from + i), Load(shift + i));
      StoreBytes(ToBytes(y), width - i, out + n * out_pitch + i);
    }
  }
}

void AddHidden(const int32_t* acc, size_t acc_pitch, const int32_t* shift, const uint8_t* base,
               size_t base_pitch, size_t num_rows, int width, uint8_t* out, size_t out_pitch) {
  for (size_t n = 0; n < num_rows; ++n) {
    const int32_t* from = acc + n * acc_pitch;
    for (int i = 0; i < width; i += 8) {
      __m128i bytes = _mm_setzero_si128();
      __builtin_memcpy(&bytes, base + n * base_pitch + i, width - i >= 8 ? 8 : 4);
      // Two bytes of seven bits add up to less than 256.
      bytes = _mm_add_epi8(bytes, ToBytes(Shifted(Load(from + i), Load(shift + i))));
      StoreBytes(_mm_min_epu8(bytes, _mm_set1_epi8(kMaxByte)), width - i, out + n * out_pitch + i);
    }
  }
}

void ActivateFeatures(const int32_t* acc, size_t acc_pitch, const int32_t* features,
                      size_t features_pitch, const int32_t* shift, size_t num_rows, int width,
                      uint8_t* out, size_t out_pitch) {
  for (size_t n = 0; n < num_rows; ++n) {
    const int32_t* from = acc + n * acc_pitch;
    for (int i = 0; i < width; i += 8) {
      const __m256i sum = _mm256_add_epi32(_mm256_slli_epi32(Load(from + i), kFeatureShift),
                                           Load(features + n * features_pitch + i));
      const __m256i count = _mm256_add_epi32(Load(shift + i), _mm256_set1_epi32(kFeatureShift));
      StoreBytes(ToBytes(Shifted(sum, count)), width - i, out + n * out_pitch + i);
    }
  }
}

void Outputs(const int32_t* acc, size_t acc_pitch, const int32_t* shift, size_t num_rows, int width,
             int32_t* out, size_t out_pitch) {
  const __m256i max = _mm256_set1_epi32(kMaxOutput), min = _mm256_set1_epi32(-kMaxOutput);
  for (size_t n = 0; n < num_rows; ++n) {
    for (int i = 0; i < width; i += 8) {
      const __m256i sum = _mm256_slli_epi32(Load(acc + n * acc_pitch + i), kOutputBits);
      const __m256i y = Shifted(sum, Load(shift + i));
      Store(out + n * out_pitch + i, _mm256_max_epi32(_mm256_min_epi32(y, max), min));
    }
  }
}

}  // namespace

const ByteKernels kAvx2Bytes = {"avx2",           Dense,  ActivateHidden, AddHidden,
                                ActivateFeatures, Outputs};

}  // namespace jackdaw::infer
