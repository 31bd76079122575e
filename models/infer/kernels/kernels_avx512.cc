// The kernels with AVX-512 (F, BW, DQ, VL) and VNNI. Compiled with flags of its own: nothing inline
// from elsewhere may be called here, or the linker might use this copy on older processors.
#include <immintrin.h>

#include "entropy/logistic.h"
#include "entropy/logistic_mixture.h"
#include "models/infer/bounds.h"
#include "models/infer/fixed_tables.h"
#include "models/infer/kernels/dense_avx512.h"
#include "models/infer/kernels/kernel_tables.h"

namespace jackdaw::infer {
namespace {

using namespace entropy::logistic_mixture_internal;  // NOLINT: tables of the masses

int Pair(const int16_t* x) {
  int pair;
  __builtin_memcpy(&pair, x, sizeof(pair));
  return pair;
}

__mmask16 FirstLanes(int count) {
  return static_cast<__mmask16>(count >= 16 ? 0xFFFF : (1 << count) - 1);
}

// Products of pairs. Not the intrinsics, around which GCC 12 copies and spills the sums of the
// large tiles.
struct Words {
  static constexpr bool kWidens = true;
  template <class Vector>
  static Vector Add(Vector sum, Vector w, Vector x) {
    __asm__("vpdpwssd %2, %1, %0" : "+v"(sum) : "v"(w), "v"(x));
    return sum;
  }
};

void Dense(const PackedLayer& layer, int columns, const int16_t* a, size_t a_pitch, size_t num_rows,
           int32_t* out, size_t out_pitch) {
  using Tiles = DenseAvx512<Words>;
  const DenseJob job = MakeDenseJob<Tiles>(layer, columns, a, a_pitch, out, out_pitch);
  Tiles::Run(job, layer.rows, num_rows);
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
      sum[v] = Words::Add(sum[v], _mm512_loadu_si512(w + 32 * v), x);
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
      sum[v] = Words::Add(sum[v], _mm512_cvtepu16_epi32(w16), x);
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
      _mm512_mullo_epi64(Clamp64(sum, kMeanClamp), _mm512_cvtepu32_epi64(reciprocal)), 28);
  return _mm512_cvtepi64_epi32(Clamp64(mean, int64_t{kMaxMean}));
}

__m512i Join(__m256i low, __m256i high) {
  return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

__m256i High(__m512i x) { return _mm512_extracti64x4_epi64(x, 1); }
__m256i Low(__m512i x) { return _mm512_castsi512_si256(x); }

__m512i Clamp32(__m512i x, int low, int high) {
  return _mm512_max_epi32(_mm512_min_epi32(x, _mm512_set1_epi32(high)), _mm512_set1_epi32(low));
}

__m512i Gather(const uint32_t* table, __m512i index) {
  return _mm512_i32gather_epi32(index, table, 4);
}

// Entries index and index + 1: one 64-bit read for both.
struct EntryPair {
  __m512i at, next;
};
EntryPair GatherPair(const uint32_t* table, __m512i index) {
  const __m512i low = _mm512_i32gather_epi64(Low(index), table, 4);
  const __m512i high = _mm512_i32gather_epi64(High(index), table, 4);
  const __m512i even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  const __m512i odd = _mm512_add_epi32(even, _mm512_set1_epi32(1));
  return {_mm512_permutex2var_epi32(low, even, high), _mm512_permutex2var_epi32(low, odd, high)};
}

// 32-bit lanes from 64-bit ones that hold the even and the odd lanes in their low halves.
__m512i Interleave(__m512i even, __m512i odd) {
  return _mm512_mask_blend_epi32(0xAAAA, even, _mm512_slli_epi64(odd, 32));
}
__m512i OddLanes(__m512i x) { return _mm512_srli_epi64(x, 32); }

// Boundary - mean as positions: entropy::logistic_mixture_internal::Position.
__m512i Positions(__m512i distance, __m512i inverse_scale) {
  const auto positions = [](__m512i d, __m512i s) {
    return Clamp64(_mm512_srai_epi64(_mm512_mul_epi32(d, s), 17), kMaxPositionQ15);
  };
  return Interleave(positions(distance, inverse_scale),
                    positions(OddLanes(distance), OddLanes(inverse_scale)));
}

// As in entropy/logistic_mixture.h.
__m512i MassAbove(__m512i t) {
  const __m512i size =
      _mm512_min_epi32(_mm512_abs_epi32(t), _mm512_set1_epi32(kMaxPositionQ15 - 1));
  const auto [at, next] = GatherPair(kTailQ31.data(), _mm512_srli_epi32(size, 9));
  const __m512i drop = _mm512_sub_epi32(at, next);
  const __m512i part = _mm512_mullo_epi32(drop, _mm512_and_si512(size, _mm512_set1_epi32(511)));
  const __m512i tail = _mm512_sub_epi32(at, _mm512_srli_epi32(part, 9));
  return _mm512_mask_sub_epi32(tail, _mm512_movepi32_mask(t), _mm512_set1_epi32(INT32_MIN), tail);
}

__m512i Weighted(__m512i weight, __m512i mass0, __m512i mass1) {
  const __m512i rest = _mm512_sub_epi32(_mm512_set1_epi32(32768), weight);
  const __m512i even =
      _mm512_add_epi64(_mm512_mul_epu32(weight, mass0), _mm512_mul_epu32(rest, mass1));
  const __m512i odd = _mm512_add_epi64(_mm512_mul_epu32(OddLanes(weight), OddLanes(mass0)),
                                       _mm512_mul_epu32(OddLanes(rest), OddLanes(mass1)));
  return _mm512_add_epi32(Interleave(_mm512_srli_epi64(even, 15), _mm512_srli_epi64(odd, 15)),
                          _mm512_set1_epi32(1));
}

__m512i LnQ24(__m512i x) {
  const __m512i zeros = _mm512_lzcnt_epi32(x);
  const __m512i normal = _mm512_sllv_epi32(x, zeros);
  const __m512i i = _mm512_and_si512(_mm512_srli_epi32(normal, 23), _mm512_set1_epi32(255));
  const auto [at, next] = GatherPair(kLnQ24.data(), i);
  const __m512i step = _mm512_sub_epi32(next, at);
  const __m512i fraction =
      _mm512_and_si512(_mm512_srli_epi32(normal, 8), _mm512_set1_epi32(0x7FFF));
  const __m512i exponent = _mm512_sub_epi32(_mm512_set1_epi32(31), zeros);
  return _mm512_add_epi32(
      _mm512_add_epi32(_mm512_mullo_epi32(exponent, _mm512_set1_epi32(kLn2Q24)), at),
      _mm512_srli_epi32(_mm512_mullo_epi32(step, fraction), 15));
}

struct Mixture16 {
  __m512i mean[2], inverse_scale[2], weight;
};

void StoreBelief(const Mixture16& m, size_t at, const MixtureArrays& out) {
  const __m512i half = _mm512_set1_epi32(entropy::kHalfLevelQ12), zero = _mm512_setzero_si512();
  const auto above = [&](int j) {
    return MassAbove(Positions(_mm512_sub_epi32(half, m.mean[j]), m.inverse_scale[j]));
  };
  const auto below = [&](int j) {
    const __m512i distance = _mm512_sub_epi32(_mm512_sub_epi32(zero, half), m.mean[j]);
    return MassAbove(_mm512_sub_epi32(zero, Positions(distance, m.inverse_scale[j])));
  };
  const __m512i lower = Weighted(m.weight, below(0), below(1));
  const __m512i upper = Weighted(m.weight, above(0), above(1));
  const __m512i nonzero =
      _mm512_min_epu32(_mm512_add_epi32(lower, upper), _mm512_set1_epi32(INT32_MAX));
  const __m512i ln_zero = LnQ24(_mm512_sub_epi32(_mm512_set1_epi32(INT32_MIN), nonzero));
  const __m512i cost = _mm512_sub_epi32(_mm512_set1_epi32(31 * kLn2Q24), ln_zero);
  _mm512_storeu_si512(out.lower + at, lower);
  _mm512_storeu_si512(out.upper + at, upper);
  _mm512_storeu_si512(out.log_odds + at, _mm512_sub_epi32(LnQ24(nonzero), ln_zero));
  _mm512_storeu_si512(out.cost + at, _mm512_srli_epi32(cost, 1));
}

void Mixtures(const MixtureInputs& in, const MixtureScales& scales, size_t size,
              const MixtureArrays& out) {
  const __m512i round = _mm512_set1_epi32((1 << scales.output_shift) >> 1);
  const __m128i output_shift = _mm_cvtsi32_si128(scales.output_shift);
  const __m128i mean_shift = _mm_cvtsi32_si128(scales.mean_shift);
  size_t slot = 0;
  for (size_t at = 0; at < size; at += 16) {
    __m512i o[5];
    for (int i = 0; i < 5; ++i) {
      const __m512i acc = _mm512_loadu_si512(in.outputs[i] + at);
      o[i] = Clamp32(_mm512_sra_epi32(_mm512_add_epi32(acc, round), output_shift), -kMaxOutput,
                     kMaxOutput);
    }
    const __m512i mean = _mm512_loadu_si512(in.means + at);
    const __m512i sigma = _mm512_loadu_si512(scales.sigma + slot);
    const __m512i reciprocal = _mm512_loadu_si512(scales.reciprocal + slot);
    const __m512i offset = _mm512_loadu_si512(scales.scale_offset + slot);
    slot = slot + 16 == scales.period ? 0 : slot + 16;
    Mixture16 m;
    for (int j = 0; j < 2; ++j) {
      m.mean[j] = Join(Means(Low(mean), Low(o[j]), Low(sigma), Low(reciprocal), mean_shift),
                       Means(High(mean), High(o[j]), High(sigma), High(reciprocal), mean_shift));
      _mm512_storeu_si512(out.mean[j] + at, m.mean[j]);
      const __m512i log_scale = Clamp32(_mm512_add_epi32(o[2 + j], offset), -5 * 4096, 8 * 4096);
      m.inverse_scale[j] =
          Gather(kExpQ20.data(),
                 _mm512_srai_epi32(_mm512_add_epi32(log_scale, _mm512_set1_epi32(5 * 4096)), 6));
      _mm512_storeu_si512(out.inverse_scale[j] + at, m.inverse_scale[j]);
    }
    // Squash: 16-bit entries, the first of the tables; a 32-bit read at the last one ends in the
    // table behind it.
    const __m512i logit =
        Clamp32(_mm512_srai_epi32(o[4], 4), -entropy::kStretchMax, entropy::kStretchMax);
    const __m512i entry =
        _mm512_i32gather_epi32(_mm512_add_epi32(logit, _mm512_set1_epi32(entropy::kStretchMax)),
                               &entropy::logistic_internal::kTables, 2);
    m.weight =
        _mm512_max_epi32(_mm512_srli_epi32(_mm512_and_si512(entry, _mm512_set1_epi32(0xFFFF)), 1),
                         _mm512_set1_epi32(1));
    _mm512_storeu_si512(out.weight + at, m.weight);
    StoreBelief(m, at, out);
  }
}

}  // namespace

const Kernels kAvx512Kernels = {"avx512", Dense, Activate, AddFeatures, AddValues, Mixtures};

}  // namespace jackdaw::infer
