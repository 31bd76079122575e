// Logistic mixing of four or eight predictions of one binary decision, in integers.
//
// p = squash(sum_i w_i x_i), x_i = stretched predictions (Q8). Weights descend the coding cost
// online: w_i += rate * x_i * (bit - p). The caller keeps as many weight sets as it likes and
// selects one by context; unused inputs are 0 and so never learn.
//
// Weights are Q28 in 32 bits (1.0 = 1 << 28); the product uses their upper 16 bits (Q12), so that
// small steps still add up. Sums of weights wrap modulo 2^32, the same everywhere. Format:
// docs/format_coeff.md §3.
#ifndef JACKDAW_ENTROPY_MIXER_H_
#define JACKDAW_ENTROPY_MIXER_H_

#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "entropy/logistic.h"

namespace jackdaw::entropy {

inline constexpr int32_t kMixerOne = int32_t{1} << 28;
inline constexpr int kMixerDotShift = 12;  // from the Q20 dot product to a Q8 stretched value

template <int kInputs>
struct alignas(16) MixerWeights {
  static_assert(kInputs == 4 || kInputs == 8);
  int32_t w[kInputs];
};

// Inputs are within +-kMaxMixerInput (a difference of two stretched probabilities is not more), the
// upper halves of weights and errors in Q15 are 16 bits wide, and a mixer has at most eight inputs.
inline constexpr int64_t kMaxMixerInput = 2 * kStretchMax;
// The dot product, whole or in pairs, and the step of a weight before its shift.
static_assert(8 * kMaxMixerInput * (int64_t{1} << 15) <= INT32_MAX);
static_assert(kMaxMixerInput * (int64_t{1} << 15) <= INT32_MAX);
// Inputs and errors as vectors keep them.
static_assert(kMaxMixerInput <= INT16_MAX);

// Error of a prediction for Update: (bit - p) in Q15, -32768..32767. REQUIRES: 1 <= p1_q16 <=
// 65535.
inline int32_t MixerError(int bit, uint32_t p1_q16) {
  return ((bit << 16) - static_cast<int32_t>(p1_q16)) >> 1;
}

// Normative form of the operations below, in plain C++.
namespace mixer_scalar {
template <int kInputs>
int32_t Dot(const MixerWeights<kInputs>& weights, const int16_t* x) {
  int32_t sum = 0;
  for (int i = 0; i < kInputs; ++i) sum += (weights.w[i] >> 16) * x[i];
  return sum;
}
template <int kInputs>
void Update(const int16_t* x, int32_t error_q15, int shift, MixerWeights<kInputs>* weights) {
  for (int i = 0; i < kInputs; ++i) {
    const int32_t delta = (x[i] * error_q15) >> shift;
    weights->w[i] =
        static_cast<int32_t>(static_cast<uint32_t>(weights->w[i]) + static_cast<uint32_t>(delta));
  }
}
}  // namespace mixer_scalar

// Inputs of one decision: Dot gives the product with the weights in Q20, Update does
// weights += (inputs * error) >> shift.
template <int kInputs>
class MixerInputs;

#if defined(__SSE2__)
// SSE2 belongs to every x86-64, so this is chosen at compile time.
template <>
class MixerInputs<4> {
 public:
  explicit MixerInputs(const int (&x)[4])
      : x_(_mm_setr_epi16(static_cast<int16_t>(x[0]), static_cast<int16_t>(x[1]),
                          static_cast<int16_t>(x[2]), static_cast<int16_t>(x[3]), 0, 0, 0, 0)) {}

  int32_t Dot(const MixerWeights<4>& weights) const {
    const __m128i w =
        _mm_srai_epi32(_mm_load_si128(reinterpret_cast<const __m128i*>(weights.w)), 16);
    __m128i sum = _mm_madd_epi16(_mm_packs_epi32(w, w), x_);
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xB1));
    return _mm_cvtsi128_si32(sum);
  }

  void Update(int32_t error_q15, int shift, MixerWeights<4>* weights) const {
    const __m128i e = _mm_set1_epi16(static_cast<int16_t>(error_q15));
    const __m128i product = _mm_unpacklo_epi16(_mm_mullo_epi16(x_, e), _mm_mulhi_epi16(x_, e));
    __m128i* w = reinterpret_cast<__m128i*>(weights->w);
    _mm_store_si128(
        w, _mm_add_epi32(_mm_load_si128(w), _mm_sra_epi32(product, _mm_cvtsi32_si128(shift))));
  }

 private:
  __m128i x_;
};

template <>
class MixerInputs<8> {
 public:
  explicit MixerInputs(const int (&x)[8])
      : x_(_mm_setr_epi16(static_cast<int16_t>(x[0]), static_cast<int16_t>(x[1]),
                          static_cast<int16_t>(x[2]), static_cast<int16_t>(x[3]),
                          static_cast<int16_t>(x[4]), static_cast<int16_t>(x[5]),
                          static_cast<int16_t>(x[6]), static_cast<int16_t>(x[7]))) {}

  int32_t Dot(const MixerWeights<8>& weights) const {
    const __m128i lo = _mm_load_si128(reinterpret_cast<const __m128i*>(weights.w));
    const __m128i hi = _mm_load_si128(reinterpret_cast<const __m128i*>(weights.w + 4));
    const __m128i w = _mm_packs_epi32(_mm_srai_epi32(lo, 16), _mm_srai_epi32(hi, 16));
    __m128i sum = _mm_madd_epi16(w, x_);
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4E));
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xB1));
    return _mm_cvtsi128_si32(sum);
  }

  void Update(int32_t error_q15, int shift, MixerWeights<8>* weights) const {
    const __m128i e = _mm_set1_epi16(static_cast<int16_t>(error_q15));
    const __m128i lo = _mm_mullo_epi16(x_, e);
    const __m128i hi = _mm_mulhi_epi16(x_, e);
    const __m128i count = _mm_cvtsi32_si128(shift);
    __m128i* w = reinterpret_cast<__m128i*>(weights->w);
    _mm_store_si128(
        w, _mm_add_epi32(_mm_load_si128(w), _mm_sra_epi32(_mm_unpacklo_epi16(lo, hi), count)));
    _mm_store_si128(w + 1, _mm_add_epi32(_mm_load_si128(w + 1),
                                         _mm_sra_epi32(_mm_unpackhi_epi16(lo, hi), count)));
  }

 private:
  __m128i x_;
};
#else
template <int kInputs>
class MixerInputs {
 public:
  explicit MixerInputs(const int (&x)[kInputs]) {
    for (int i = 0; i < kInputs; ++i) x_[i] = static_cast<int16_t>(x[i]);
  }
  int32_t Dot(const MixerWeights<kInputs>& weights) const { return mixer_scalar::Dot(weights, x_); }
  void Update(int32_t error_q15, int shift, MixerWeights<kInputs>* weights) const {
    mixer_scalar::Update(x_, error_q15, shift, weights);
  }

 private:
  int16_t x_[kInputs];
};
#endif

}  // namespace jackdaw::entropy

#endif  // JACKDAW_ENTROPY_MIXER_H_
