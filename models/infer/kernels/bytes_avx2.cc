// The byte kernels with AVX2. Compiled with flags of its own: nothing inline from elsewhere may be
// called here, or the linker might use this copy on older processors.
#include <immintrin.h>

#include "models/infer/kernels/byte_tables.h"
#include "models/infer/kernels/grouped_avx2.h"

namespace jackdaw::infer {
namespace {

__m256i Load(const void* p) { return _mm256_loadu_si256(static_cast<const __m256i*>(p)); }
void Store(void* p, __m256i x) { _mm256_storeu_si256(static_cast<__m256i*>(p), x); }

void Dense(const PackedBytes& layer, int columns, const uint8_t* a, size_t a_pitch, size_t num_rows,
           int32_t* out, size_t out_pitch) {
  GroupedAvx2<Load>::Dense(layer, columns, a, a_pitch, num_rows, out, out_pitch);
}

// Eight sums, rounded and shifted.
__m256i Shifted(__m256i acc, __m256i count) {
  const __m256i round =
      _mm256_sllv_epi32(_mm256_set1_epi32(1), _mm256_sub_epi32(count, _mm256_set1_epi32(1)));
  return _mm256_srav_epi32(_mm256_add_epi32(acc, round), count);
}

// Of sums as they are.
struct PlainSums {
  const int32_t* acc;
  const int32_t* shift;

  // Eight sums from place i on, one bit finer than their bytes.
  __m256i operator()(int i) const {
    const __m256i count = _mm256_sub_epi32(Load(shift + i), _mm256_set1_epi32(1));
    return _mm256_srav_epi32(Load(acc + i), count);
  }
};

// With those of features.
struct SumsWithFeatures {
  const int32_t* acc;
  const int32_t* features;
  const int32_t* shift;

  __m256i operator()(int i) const {
    const __m256i sum =
        _mm256_add_epi32(_mm256_slli_epi32(Load(acc + i), kFeatureShift), Load(features + i));
    const __m256i count = _mm256_add_epi32(Load(shift + i), _mm256_set1_epi32(kFeatureShift - 1));
    return _mm256_srav_epi32(sum, count);
  }
};

// 16 numbers y of 16 bits as min(max((y + 1) >> 1, 0), kMaxByte): packing saturates to 0 .. 255, of
// which the average with 0 is 0 .. 128. (x + 2^(s - 1)) >> s is this of y = x >> (s - 1).
__m128i HalfBytes(__m256i words) {
  const __m128i bytes =
      _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
  return _mm_min_epu8(_mm_avg_epu8(bytes, _mm_setzero_si128()), _mm_set1_epi8(kMaxByte));
}

// 16 bytes from place i on.
template <class Sums>
__m128i Bytes16(const Sums& sums, int i) {
  const __m256i words = _mm256_packs_epi32(sums(i), sums(i + 8));
  return HalfBytes(_mm256_permute4x64_epi64(words, 0xD8));
}
// Eight, in the lower half.
template <class Sums>
__m128i Bytes8(const Sums& sums, int i) {
  const __m256i words = _mm256_packs_epi32(sums(i), _mm256_setzero_si256());
  return HalfBytes(_mm256_permute4x64_epi64(words, 0xD8));
}

// Calls put(bytes, i, count) with the bytes of places i .. i + count - 1; count: 16, 8 or 4.
template <class Sums, class Put>
void ForBytes(const Sums& sums, int width, Put put) {
  int i = 0;
  for (; i + 16 <= width; i += 16) put(Bytes16(sums, i), i, 16);
  if (i + 8 <= width) {
    put(Bytes8(sums, i), i, 8);
    i += 8;
  }
  if (i < width) put(Bytes8(sums, i), i, 4);
}

void StoreBytes(__m128i bytes, int count, uint8_t* to) {
  if (count == 16) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bytes);
  } else if (count == 8) {
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to), bytes);
  } else {
    const int four = _mm_cvtsi128_si32(bytes);
    __builtin_memcpy(to, &four, sizeof(four));
  }
}

__m128i LoadBytes(const uint8_t* from, int count) {
  if (count == 16) return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  if (count == 8) return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
  int four;
  __builtin_memcpy(&four, from, sizeof(four));
  return _mm_cvtsi32_si128(four);
}

void ActivateHidden(const int32_t* acc, size_t acc_pitch, const int32_t* shift, size_t num_rows,
                    int width, uint8_t* out, size_t out_pitch) {
  for (size_t n = 0; n < num_rows; ++n) {
    uint8_t* const to = out + n * out_pitch;
    ForBytes(PlainSums{acc + n * acc_pitch, shift}, width,
             [to](__m128i bytes, int i, int count) { StoreBytes(bytes, count, to + i); });
  }
}

void AddHidden(const int32_t* acc, size_t acc_pitch, const int32_t* shift, const uint8_t* base,
               size_t base_pitch, size_t num_rows, int width, uint8_t* out, size_t out_pitch) {
  for (size_t n = 0; n < num_rows; ++n) {
    const uint8_t* const from = base + n * base_pitch;
    uint8_t* const to = out + n * out_pitch;
    ForBytes(PlainSums{acc + n * acc_pitch, shift}, width,
             [from, to](__m128i bytes, int i, int count) {
               // Two bytes of seven bits add up to less than 256.
               const __m128i sum = _mm_add_epi8(bytes, LoadBytes(from + i, count));
               StoreBytes(_mm_min_epu8(sum, _mm_set1_epi8(kMaxByte)), count, to + i);
             });
  }
}

void ActivateFeatures(const int32_t* acc, size_t acc_pitch, const int32_t* features,
                      size_t features_pitch, const int32_t* shift, size_t num_rows, int width,
                      uint8_t* out, size_t out_pitch) {
  for (size_t n = 0; n < num_rows; ++n) {
    uint8_t* const to = out + n * out_pitch;
    ForBytes(SumsWithFeatures{acc + n * acc_pitch, features + n * features_pitch, shift}, width,
             [to](__m128i bytes, int i, int count) { StoreBytes(bytes, count, to + i); });
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
