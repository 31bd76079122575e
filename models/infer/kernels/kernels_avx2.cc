// The kernels with AVX2. Compiled with flags of its own: nothing inline from elsewhere may be
// called here, or the linker might use this copy on older processors.
#include <immintrin.h>

#include "entropy/logistic.h"
#include "entropy/logistic_mixture.h"
#include "models/infer/bounds.h"
#include "models/infer/fixed_tables.h"
#include "models/infer/kernels/dense_avx2.h"
#include "models/infer/kernels/kernel_tables.h"

namespace jackdaw::infer {
namespace {

using namespace entropy::logistic_mixture_internal;  // NOLINT: tables of the masses

__m256i Load(const void* p) { return _mm256_loadu_si256(static_cast<const __m256i*>(p)); }
void Store(void* p, __m256i x) { _mm256_storeu_si256(static_cast<__m256i*>(p), x); }
__m128i LoadHalf(const void* p) { return _mm_loadu_si128(static_cast<const __m128i*>(p)); }

__m256i BroadcastPair(const int16_t* x) {
  int pair;
  __builtin_memcpy(&pair, x, sizeof(pair));
  return _mm256_set1_epi32(pair);
}

struct Words {
  static __m256i Add(__m256i sum, __m256i w, __m256i x) {
    return _mm256_add_epi32(sum, _mm256_madd_epi16(w, x));
  }
};

void Dense(const PackedLayer& layer, int columns, const int16_t* a, size_t a_pitch, size_t num_rows,
           int32_t* out, size_t out_pitch) {
  using Tiles = DenseAvx2<Words>;
  const DenseJob job = MakeDenseJob<Tiles>(layer, columns, a, a_pitch, out, out_pitch);
  DensePanels<Tiles>(job, layer.rows, num_rows);
}

__m256i Clamp32(__m256i x, int low, int high) {
  return _mm256_max_epi32(_mm256_min_epi32(x, _mm256_set1_epi32(high)), _mm256_set1_epi32(low));
}

struct Activation {
  __m256i round;
  __m128i shift;

  // Of eight sums, as 32-bit numbers.
  __m256i operator()(__m256i acc) const {
    const __m256i y = _mm256_sra_epi32(_mm256_add_epi32(acc, round), shift);
    return Clamp32(_mm256_max_epi32(y, _mm256_srai_epi32(y, 3)), -kMaxActivation, kMaxActivation);
  }
};

// Residual may be null. kLanes: 8 or 4.
template <int kLanes>
void ActivateVector(const Activation& activation, const int32_t* acc, const int16_t* residual,
                    int16_t* out) {
  const __m256i sums = kLanes == 8 ? Load(acc) : _mm256_castsi128_si256(LoadHalf(acc));
  const __m256i y = activation(sums);
  __m128i y16 = _mm_packs_epi32(_mm256_castsi256_si128(y), _mm256_extracti128_si256(y, 1));
  if (residual != nullptr) {
    const __m128i base = kLanes == 8 ? LoadHalf(residual)
                                     : _mm_loadl_epi64(reinterpret_cast<const __m128i*>(residual));
    y16 = _mm_adds_epi16(y16, base);
    y16 = _mm_max_epi16(_mm_min_epi16(y16, _mm_set1_epi16(kMaxActivation)),
                        _mm_set1_epi16(-kMaxActivation));
  }
  if constexpr (kLanes == 8) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), y16);
  } else {
    _mm_storel_epi64(reinterpret_cast<__m128i*>(out), y16);
  }
}

void Activate(const int32_t* acc, size_t acc_pitch, int shift, const int16_t* residual,
              size_t residual_pitch, size_t num_rows, int width, int16_t* out, size_t out_pitch) {
  const Activation activation = {_mm256_set1_epi32(1 << (shift - 1)), _mm_cvtsi32_si128(shift)};
  for (size_t n = 0; n < num_rows; ++n) {
    const int32_t* from = acc + n * acc_pitch;
    const int16_t* base = residual == nullptr ? nullptr : residual + n * residual_pitch;
    int16_t* to = out + n * out_pitch;
    int i = 0;
    for (; i + 8 <= width; i += 8) {
      ActivateVector<8>(activation, from + i, base == nullptr ? nullptr : base + i, to + i);
    }
    if (i < width) {
      ActivateVector<4>(activation, from + i, base == nullptr ? nullptr : base + i, to + i);
    }
  }
}

template <int kVectors>
void AddFeaturesTile(const SparseInput* inputs, size_t num_inputs, const int16_t* weights,
                     size_t stride, int32_t* acc) {
  __m256i sum[kVectors];
  for (int v = 0; v < kVectors; ++v) sum[v] = Load(acc + 8 * v);
  for (const SparseInput* input = inputs; input != inputs + num_inputs; ++input) {
    const __m256i x = BroadcastPair(&input->f1);
    const int16_t* w = weights + input->slot * stride * 2;
    for (int v = 0; v < kVectors; ++v) {
      sum[v] = _mm256_add_epi32(sum[v], _mm256_madd_epi16(Load(w + 16 * v), x));
    }
  }
  for (int v = 0; v < kVectors; ++v) Store(acc + 8 * v, sum[v]);
}

// Less than a tile of eight vectors, in one pass over the inputs.
void AddFeaturesRest(int vectors, const SparseInput* inputs, size_t num_inputs,
                     const int16_t* weights, size_t stride, int32_t* acc) {
  switch (vectors) {
    case 1:
      return AddFeaturesTile<1>(inputs, num_inputs, weights, stride, acc);
    case 2:
      return AddFeaturesTile<2>(inputs, num_inputs, weights, stride, acc);
    case 3:
      return AddFeaturesTile<3>(inputs, num_inputs, weights, stride, acc);
    case 4:
      return AddFeaturesTile<4>(inputs, num_inputs, weights, stride, acc);
    case 5:
      return AddFeaturesTile<5>(inputs, num_inputs, weights, stride, acc);
    case 6:
      return AddFeaturesTile<6>(inputs, num_inputs, weights, stride, acc);
    case 7:
      return AddFeaturesTile<7>(inputs, num_inputs, weights, stride, acc);
    default:
      return;
  }
}

void AddFeatures(const SparseInput* inputs, size_t num_inputs, const int16_t* weights,
                 size_t stride, int width, int32_t* acc) {
  for (; width >= 64; width -= 64) {
    AddFeaturesTile<8>(inputs, num_inputs, weights, stride, acc);
    weights += 128;
    acc += 64;
  }
  const int vectors = width / 8;
  AddFeaturesRest(vectors, inputs, num_inputs, weights, stride, acc);
  weights += 16 * vectors;
  acc += 8 * vectors;
  if (width % 8 == 0) return;
  __m128i sum = LoadHalf(acc);
  for (const SparseInput* input = inputs; input != inputs + num_inputs; ++input) {
    const __m128i x = _mm256_castsi256_si128(BroadcastPair(&input->f1));
    sum = _mm_add_epi32(sum, _mm_madd_epi16(LoadHalf(weights + input->slot * stride * 2), x));
  }
  _mm_storeu_si128(reinterpret_cast<__m128i*>(acc), sum);
}

// 16 kSixteens outputs, two inputs at a time: their weights, interleaved, times the pair of values.
// Interleaving leaves sums of outputs 0-3 and 8-11 in one vector, 4-7 and 12-15 in the other.
template <int kSixteens>
void AddValuesTile(const SparseInput* inputs, size_t num_inputs, const int16_t* weights,
                   size_t stride, int32_t* acc) {
  __m256i low[kSixteens], high[kSixteens];
  for (int v = 0; v < kSixteens; ++v) {
    const __m256i first = Load(acc + 16 * v), second = Load(acc + 16 * v + 8);
    low[v] = _mm256_permute2x128_si256(first, second, 0x20);
    high[v] = _mm256_permute2x128_si256(first, second, 0x31);
  }
  for (size_t i = 0; i < num_inputs; i += 2) {
    // A last one without a partner has itself, times zero.
    const SparseInput& one = inputs[i];
    const SparseInput& other = i + 1 < num_inputs ? inputs[i + 1] : one;
    const uint32_t value = i + 1 < num_inputs ? static_cast<uint16_t>(other.value) : 0;
    const __m256i x =
        _mm256_set1_epi32(static_cast<int>(value << 16 | static_cast<uint16_t>(one.value)));
    const int16_t* w = weights + one.slot * stride;
    const int16_t* u = weights + other.slot * stride;
    for (int v = 0; v < kSixteens; ++v) {
      const __m256i w16 = Load(w + 16 * v), u16 = Load(u + 16 * v);
      low[v] = _mm256_add_epi32(low[v], _mm256_madd_epi16(_mm256_unpacklo_epi16(w16, u16), x));
      high[v] = _mm256_add_epi32(high[v], _mm256_madd_epi16(_mm256_unpackhi_epi16(w16, u16), x));
    }
  }
  for (int v = 0; v < kSixteens; ++v) {
    Store(acc + 16 * v, _mm256_permute2x128_si256(low[v], high[v], 0x20));
    Store(acc + 16 * v + 8, _mm256_permute2x128_si256(low[v], high[v], 0x31));
  }
}

void AddValues(const SparseInput* inputs, size_t num_inputs, const int16_t* weights, size_t stride,
               int width, int32_t* acc) {
  for (; width >= 64; width -= 64) {
    AddValuesTile<4>(inputs, num_inputs, weights, stride, acc);
    weights += 64;
    acc += 64;
  }
  switch (width / 16) {
    case 1:
      return AddValuesTile<1>(inputs, num_inputs, weights, stride, acc);
    case 2:
      return AddValuesTile<2>(inputs, num_inputs, weights, stride, acc);
    case 3:
      return AddValuesTile<3>(inputs, num_inputs, weights, stride, acc);
    default:
      return;
  }
}

__m256i Clamp64(__m256i x, int64_t bound) {
  const __m256i high = _mm256_set1_epi64x(bound), low = _mm256_set1_epi64x(-bound);
  x = _mm256_blendv_epi8(x, high, _mm256_cmpgt_epi64(x, high));
  return _mm256_blendv_epi8(x, low, _mm256_cmpgt_epi64(low, x));
}

// x >> count for |x| < 2^62: there is no such instruction, so it is made unsigned first.
template <int kCount>
__m256i ShiftRight64(__m256i x) {
  const __m256i offset = _mm256_set1_epi64x(int64_t{1} << 62);
  const __m256i shifted_offset = _mm256_set1_epi64x(int64_t{1} << (62 - kCount));
  return _mm256_sub_epi64(_mm256_srli_epi64(_mm256_add_epi64(x, offset), kCount), shifted_offset);
}

// Four means in the low halves of 64-bit lanes: see the scalar kernel.
__m256i FourMeans(__m128i means, __m128i offsets, __m128i sigma, __m128i reciprocal,
                  __m128i shift) {
  const __m256i product = _mm256_mul_epi32(_mm256_cvtepi32_epi64(offsets),
                                           _mm256_cvtepi32_epi64(sigma));  // sigma <= 2^24
  const __m256i sum = _mm256_add_epi64(_mm256_sll_epi64(_mm256_cvtepi32_epi64(means), shift),
                                       ShiftRight64<4>(product));
  const __m256i clamped = Clamp64(sum, kMeanClamp);
  // 38-bit by 25-bit signed product: clamped = high 2^16 + low, 0 <= low < 2^16.
  const __m256i r = _mm256_cvtepi32_epi64(reciprocal);
  const __m256i high = ShiftRight64<16>(clamped);
  const __m256i low = _mm256_and_si256(clamped, _mm256_set1_epi64x(0xFFFF));
  const __m256i full =
      _mm256_add_epi64(_mm256_slli_epi64(_mm256_mul_epi32(high, r), 16), _mm256_mul_epi32(low, r));
  return Clamp64(ShiftRight64<28>(full), int64_t{kMaxMean});
}

__m256i EightMeans(__m256i means, __m256i offsets, __m256i sigma, __m256i reciprocal,
                   __m128i shift) {
  const __m256i low =
      FourMeans(_mm256_castsi256_si128(means), _mm256_castsi256_si128(offsets),
                _mm256_castsi256_si128(sigma), _mm256_castsi256_si128(reciprocal), shift);
  const __m256i high =
      FourMeans(_mm256_extracti128_si256(means, 1), _mm256_extracti128_si256(offsets, 1),
                _mm256_extracti128_si256(sigma, 1), _mm256_extracti128_si256(reciprocal, 1), shift);
  // The even 32-bit numbers of both, in order.
  const __m256 mixed = _mm256_shuffle_ps(_mm256_castsi256_ps(low), _mm256_castsi256_ps(high), 0x88);
  return _mm256_permute4x64_epi64(_mm256_castps_si256(mixed), 0xD8);
}

__m256i Gather(const uint32_t* table, __m256i index) {
  return _mm256_i32gather_epi32(reinterpret_cast<const int*>(table), index, 4);
}

// Entries index and index + 1: one 64-bit read for both.
struct EntryPair {
  __m256i at, next;
};
EntryPair GatherPair(const uint32_t* table, __m256i index) {
  const auto* pairs = reinterpret_cast<const long long*>(table);  // NOLINT: the intrinsic's type
  const __m256 low =
      _mm256_castsi256_ps(_mm256_i32gather_epi64(pairs, _mm256_castsi256_si128(index), 4));
  const __m256 high =
      _mm256_castsi256_ps(_mm256_i32gather_epi64(pairs, _mm256_extracti128_si256(index, 1), 4));
  const auto in_order = [](__m256 x) {
    return _mm256_permute4x64_epi64(_mm256_castps_si256(x), 0xD8);
  };
  return {in_order(_mm256_shuffle_ps(low, high, 0x88)),
          in_order(_mm256_shuffle_ps(low, high, 0xDD))};
}

// 32-bit lanes from 64-bit ones that hold the even and the odd lanes in their low halves.
__m256i Interleave(__m256i even, __m256i odd) {
  return _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
}
__m256i OddLanes(__m256i x) { return _mm256_srli_epi64(x, 32); }

// Boundary - mean as positions: entropy::logistic_mixture_internal::Position.
__m256i Positions(__m256i distance, __m256i inverse_scale) {
  const auto positions = [](__m256i d, __m256i s) {
    return Clamp64(ShiftRight64<17>(_mm256_mul_epi32(d, s)), kMaxPositionQ15);
  };
  return Interleave(positions(distance, inverse_scale),
                    positions(OddLanes(distance), OddLanes(inverse_scale)));
}

// As in entropy/logistic_mixture.h.
__m256i MassAbove(__m256i t) {
  const __m256i size =
      _mm256_min_epi32(_mm256_abs_epi32(t), _mm256_set1_epi32(kMaxPositionQ15 - 1));
  const auto [at, next] = GatherPair(kTailQ31.data(), _mm256_srli_epi32(size, 9));
  const __m256i drop = _mm256_sub_epi32(at, next);
  const __m256i part = _mm256_mullo_epi32(drop, _mm256_and_si256(size, _mm256_set1_epi32(511)));
  const __m256i tail = _mm256_sub_epi32(at, _mm256_srli_epi32(part, 9));
  return _mm256_blendv_epi8(tail, _mm256_sub_epi32(_mm256_set1_epi32(INT32_MIN), tail),
                            _mm256_srai_epi32(t, 31));
}

__m256i Weighted(__m256i weight, __m256i mass0, __m256i mass1) {
  const __m256i rest = _mm256_sub_epi32(_mm256_set1_epi32(32768), weight);
  const __m256i even =
      _mm256_add_epi64(_mm256_mul_epu32(weight, mass0), _mm256_mul_epu32(rest, mass1));
  const __m256i odd = _mm256_add_epi64(_mm256_mul_epu32(OddLanes(weight), OddLanes(mass0)),
                                       _mm256_mul_epu32(OddLanes(rest), OddLanes(mass1)));
  return _mm256_add_epi32(Interleave(_mm256_srli_epi64(even, 15), _mm256_srli_epi64(odd, 15)),
                          _mm256_set1_epi32(1));
}

// Place of the highest one of x, 1 .. 2^32 - 1: the exponent of a float that has only ones of x
// with a zero above them, so that it cannot be rounded up to the next power.
__m256i FloorLog2(__m256i x) {
  const __m256i spread = _mm256_andnot_si256(_mm256_srli_epi32(x, 1), x);
  const __m256i bits = _mm256_castps_si256(_mm256_cvtepi32_ps(spread));
  const __m256i log2 = _mm256_sub_epi32(_mm256_srli_epi32(bits, 23), _mm256_set1_epi32(127));
  return _mm256_blendv_epi8(log2, _mm256_set1_epi32(31), _mm256_srai_epi32(x, 31));
}

__m256i LnQ24(__m256i x) {
  const __m256i exponent = FloorLog2(x);
  const __m256i normal = _mm256_sllv_epi32(x, _mm256_sub_epi32(_mm256_set1_epi32(31), exponent));
  const __m256i i = _mm256_and_si256(_mm256_srli_epi32(normal, 23), _mm256_set1_epi32(255));
  const auto [at, next] = GatherPair(kLnQ24.data(), i);
  const __m256i step = _mm256_sub_epi32(next, at);
  const __m256i fraction =
      _mm256_and_si256(_mm256_srli_epi32(normal, 8), _mm256_set1_epi32(0x7FFF));
  return _mm256_add_epi32(
      _mm256_add_epi32(_mm256_mullo_epi32(exponent, _mm256_set1_epi32(kLn2Q24)), at),
      _mm256_srli_epi32(_mm256_mullo_epi32(step, fraction), 15));
}

struct Mixture8 {
  __m256i mean[2], inverse_scale[2], weight;
};

void StoreBelief(const Mixture8& m, size_t at, const MixtureArrays& out) {
  const __m256i half = _mm256_set1_epi32(entropy::kHalfLevelQ12), zero = _mm256_setzero_si256();
  const auto above = [&](int j) {
    return MassAbove(Positions(_mm256_sub_epi32(half, m.mean[j]), m.inverse_scale[j]));
  };
  const auto below = [&](int j) {
    const __m256i distance = _mm256_sub_epi32(_mm256_sub_epi32(zero, half), m.mean[j]);
    return MassAbove(_mm256_sub_epi32(zero, Positions(distance, m.inverse_scale[j])));
  };
  const __m256i lower = Weighted(m.weight, below(0), below(1));
  const __m256i upper = Weighted(m.weight, above(0), above(1));
  const __m256i nonzero =
      _mm256_min_epu32(_mm256_add_epi32(lower, upper), _mm256_set1_epi32(INT32_MAX));
  const __m256i ln_zero = LnQ24(_mm256_sub_epi32(_mm256_set1_epi32(INT32_MIN), nonzero));
  const __m256i cost = _mm256_sub_epi32(_mm256_set1_epi32(31 * kLn2Q24), ln_zero);
  Store(out.lower + at, lower);
  Store(out.upper + at, upper);
  Store(out.log_odds + at, _mm256_sub_epi32(LnQ24(nonzero), ln_zero));
  Store(out.cost + at, _mm256_srli_epi32(cost, 1));
}

void Mixtures(const MixtureInputs& in, const MixtureScales& scales, size_t size,
              const MixtureArrays& out) {
  const __m256i round = _mm256_set1_epi32((1 << scales.output_shift) >> 1);
  const __m128i output_shift = _mm_cvtsi32_si128(scales.output_shift);
  const __m128i mean_shift = _mm_cvtsi32_si128(scales.mean_shift);
  size_t slot = 0;
  for (size_t at = 0; at < size; at += 8) {
    __m256i o[5];
    for (int i = 0; i < 5; ++i) {
      const __m256i acc = Load(in.outputs[i] + at);
      o[i] = Clamp32(_mm256_sra_epi32(_mm256_add_epi32(acc, round), output_shift), -kMaxOutput,
                     kMaxOutput);
    }
    const __m256i means = Load(in.means + at);
    const __m256i sigma = Load(scales.sigma + slot);
    const __m256i reciprocal = Load(scales.reciprocal + slot);
    const __m256i offset = Load(scales.scale_offset + slot);
    slot = slot + 8 == scales.period ? 0 : slot + 8;
    Mixture8 m;
    for (int j = 0; j < 2; ++j) {
      m.mean[j] = EightMeans(means, o[j], sigma, reciprocal, mean_shift);
      Store(out.mean[j] + at, m.mean[j]);
      const __m256i log_scale = Clamp32(_mm256_add_epi32(o[2 + j], offset), -5 * 4096, 8 * 4096);
      m.inverse_scale[j] =
          Gather(kExpQ20.data(),
                 _mm256_srai_epi32(_mm256_add_epi32(log_scale, _mm256_set1_epi32(5 * 4096)), 6));
      Store(out.inverse_scale[j] + at, m.inverse_scale[j]);
    }
    // Squash: 16-bit entries, the first of the tables; a 32-bit read at the last one ends in the
    // table behind it.
    const __m256i logit =
        Clamp32(_mm256_srai_epi32(o[4], 4), -entropy::kStretchMax, entropy::kStretchMax);
    const __m256i entry =
        _mm256_i32gather_epi32(reinterpret_cast<const int*>(&entropy::logistic_internal::kTables),
                               _mm256_add_epi32(logit, _mm256_set1_epi32(entropy::kStretchMax)), 2);
    m.weight =
        _mm256_max_epi32(_mm256_srli_epi32(_mm256_and_si256(entry, _mm256_set1_epi32(0xFFFF)), 1),
                         _mm256_set1_epi32(1));
    Store(out.weight + at, m.weight);
    StoreBelief(m, at, out);
  }
}

}  // namespace

const Kernels kAvx2Kernels = {"avx2", Dense, Activate, AddFeatures, AddValues, Mixtures};

}  // namespace jackdaw::infer
