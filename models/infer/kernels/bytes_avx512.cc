// The byte kernels with AVX-512 (F, BW, DQ, VL) and VNNI. Compiled with flags of its own: nothing
// inline from elsewhere may be called here, or the linker might use this copy on older processors.
#include <immintrin.h>

#include "models/infer/kernels/byte_tables.h"
#include "models/infer/kernels/dense_avx512.h"

namespace jackdaw::infer {
namespace {

__mmask16 FirstLanes(int count) {
  return static_cast<__mmask16>(count >= 16 ? 0xFFFF : (1 << count) - 1);
}

// Unsigned bytes x times signed bytes w, in fours. Not the intrinsics, around which GCC 12 copies
// and spills the sums of the large tiles.
struct Bytes {
  static constexpr bool kWidens = false;
  template <class Vector>
  static Vector Add(Vector sum, Vector w, Vector x) {
    __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(x), "v"(w));
    return sum;
  }
};

void Dense(const PackedBytes& layer, int columns, const uint8_t* a, size_t a_pitch, size_t num_rows,
           int32_t* out, size_t out_pitch) {
  using Tiles = DenseAvx512<Bytes>;
  const DenseJob job = MakeDenseJob<Tiles>(layer, columns, a, a_pitch, out, out_pitch);
  Tiles::Run(job, layer.rows, num_rows);
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
