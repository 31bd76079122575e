// The byte kernels with AVX2. Compiled with flags of its own: nothing inline from elsewhere may be
// called here, or the linker might use this copy on older processors.
#include <immintrin.h>

#include "models/infer/kernels/byte_tables.h"
#include "models/infer/kernels/dense_avx2.h"

namespace jackdaw::infer {
namespace {

__m256i Load(const void* p) { return _mm256_loadu_si256(static_cast<const __m256i*>(p)); }
void Store(void* p, __m256i x) { _mm256_storeu_si256(static_cast<__m256i*>(p), x); }

struct Bytes {
  static __m256i Add(__m256i sum, __m256i w, __m256i x) {
    // The first instruction saturates, but what it adds fits.
    static_assert(2 * kMaxByte * (kMaxByteWeight + 1) <= kMaxInt16);
    const __m256i pairs = _mm256_maddubs_epi16(x, w);
    return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
  }
};

void Dense(const PackedBytes& layer, int columns, const uint8_t* a, size_t a_pitch, size_t num_rows,
           int32_t* out, size_t out_pitch) {
  using Tiles = DenseAvx2<Bytes>;
  const DenseJob job = MakeDenseJob<Tiles>(layer, columns, a, a_pitch, out, out_pitch);
  DensePanels<Tiles>(job, layer.rows, num_rows);
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
