// Codes a block in the fast preset: the same code for both directions.
//
// First the last group that has an AC level other than zero, then the groups from it down to DC.
// Per coefficient: zero?, negative?, then the magnitude's exponent in unary and its mantissa bits.
// Format: docs/format_coeff.md §5.
#ifndef JACKDAW_CODEC_COEFF_FAST_BLOCK_CODER_H_
#define JACKDAW_CODEC_COEFF_FAST_BLOCK_CODER_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "codec/coeff/block_evidence.h"
#include "codec/coeff/branchless.h"
#include "codec/coeff/component_tables.h"
#include "codec/coeff/decisions.h"
#include "codec/coeff/fast/adaptive_state.h"
#include "codec/coeff/fast/expectation.h"
#include "codec/coeff/fast/fast_guide.h"
#include "codec/coeff/fast/fast_lane.h"
#include "codec/coeff/frequency.h"
#include "codec/coeff/linear_prediction.h"
#include "codec/coeff/quantizers.h"
#include "codec/jpeg/block_bits.h"
#include "entropy/bit_ops.h"

namespace jackdaw::coeff {

// kSecond: of the second component of a set, which sees the first one.
template <class Coder, bool kChroma, bool kSecond>
class BlockCoder {
 public:
  using Block = FastBlock<Coder::kDecodes>;

  BlockCoder(Coder& coder, AdaptiveState& state, const ComponentTables& tables,
             const ExpectationWeights& weights)
      : coder_(coder), model_(state), tables_(tables), weights_(weights) {
    for (size_t k = 0; k < 64; ++k) {
      const size_t i = jpeg::kZigzagToNatural[k];
      transposed_[k] = static_cast<uint8_t>(8 * (i & 7) + (i >> 3));
    }
    for (size_t i = 0; i < 64; ++i) {
      for (size_t t = 0; t < kReach; ++t) shares_[i][(i & 7) + t] = weights.inside[i][t];
    }
  }

  // guide: of chroma.
  void Code(Block& b, const GuideSizes& guide) {
    num_nonzero_ = 0;
    b.info->size.fill(0);
    b.info->group_sum.fill(0);
    if (b.copied) {
      CopyLevels(b);
    } else {
      CodeLevels(b, guide);
    }
    CodeDc(b);
    End(b);
  }

 private:
  // What is known of a coefficient before its decisions.
  struct Place {
    size_t k;            // zigzag position
    size_t expectation;  // its place
    int32_t predicted;   // by the linear prediction, Q4 in quantization steps, clamped
  };

  // What is expected before any level of the block is known.
  void Expect(const Block& b, const GuideSizes& guide) {
    const uint8_t* const west = b.west_info->size.data() + kSizePad;
    const uint8_t* const north = b.north_info->size.data() + kSizePad;
    const uint8_t* const north_west = b.north_west_info->size.data() + kSizePad;
    const uint8_t* const north_east = b.north_east_info->size.data() + kSizePad;
    const uint8_t* const smooth_west = b.west_info->smooth.data();
    const uint8_t* const smooth_north = b.north_info->smooth.data();
    std::array<uint16_t, 64> sum;
    const auto times = [](int16_t weight, int size) {
      return static_cast<uint16_t>(static_cast<uint16_t>(weight) * static_cast<uint16_t>(size));
    };
    for (size_t i = 0; i < 64; ++i) {
      sum[i] = static_cast<uint16_t>(static_cast<uint16_t>(weights_.base[i]) +
                                     times(weights_.west[i], west[i]) +
                                     times(weights_.north[i], north[i]) +
                                     times(weights_.diagonal[i], north_west[i] + north_east[i]) +
                                     times(weights_.smooth[i], smooth_west[i] + smooth_north[i]));
    }
    if constexpr (kChroma) {
      for (size_t i = 0; i < 64; ++i) {
        sum[i] = static_cast<uint16_t>(sum[i] + times(weights_.guide[i], guide.size[i]));
      }
    }
    if constexpr (kSecond) {
      const uint8_t* const other = b.other->size.data() + kSizePad;
      for (size_t i = 0; i < 64; ++i) {
        sum[i] = static_cast<uint16_t>(sum[i] + times(weights_.other[i], other[i]));
      }
    }
    static_assert(sizeof(sum) == 64 * sizeof(expectation_[0]));
    std::memcpy(expectation_.data() + kReach, sum.data(), sizeof(sum));
  }

  // Notes all levels of a block that repeats another one.
  void CopyLevels(Block& b) {
    for (uint64_t left = b.nonzero & ~uint64_t{1}; left != 0;) {
      const int k = 63 - std::countl_zero(left);
      left &= ~(uint64_t{1} << k);
      const int level = b.level[k];
      Note(static_cast<size_t>(k), GroupOf(k), static_cast<uint32_t>(std::abs(level)), level, b);
    }
    b.info->last = static_cast<uint8_t>(LastGroup(b.nonzero));
  }

  JACKDAW_NEVER_INLINE void CodeLevels(Block& b, const GuideSizes& guide) {
    const int last = CodeLast(b, guide);
    b.info->last = static_cast<uint8_t>(last);
    if (last == 0) return;
    Expect(b, guide);
    for (int group = last; group > 0; --group) {
      const size_t begin = kGroupBegin[static_cast<size_t>(group)];
      const size_t end = kGroupBegin[static_cast<size_t>(group) + 1];
      if (end - begin > 1 && group < last && CodeAny(group, begin, end, b, guide) == 0) continue;
      bool none_yet = end - begin > 1 || group == last;
      for (size_t k = end; k-- > begin;) {
        if (CodeCoefficient(k, group, none_yet, none_yet && k == begin, b)) none_yet = false;
      }
    }
  }

  // The last group, found by halves.
  JACKDAW_NEVER_INLINE int CodeLast(const Block& b, const GuideSizes& guide) {
    const int wanted = Coder::kDecodes ? 0 : LastGroup(b.nonzero);
    const FastInfo &w = *b.west_info, &n = *b.north_info;
    const uint32_t around = uint32_t{w.last} + n.last;
    uint32_t context;
    if constexpr (kSecond) {
      context = b.other->last * 16u + std::min(around, 15u);
    } else if constexpr (kChroma) {
      uint32_t sum = 0;
      for (const uint16_t s : guide.group_sum) sum += s;
      context = Quantize(kQuant16, std::min<uint32_t>(sum >> 3, 4095)) * 16 + std::min(around, 15u);
    } else {
      context = around * 8 + kLevels[uint32_t{w.count} + n.count].q8;
    }
    int low = 0, high = kNumGroups - 1;
    while (low < high) {
      const int threshold = (low + high + 1) >> 1;
      const int reaches = CodeSingleRandom(coder_, model_.last, static_cast<size_t>(threshold),
                                           context, wanted >= threshold ? 1 : 0);
      TakeHalf(reaches, threshold, &low, &high);
    }
    return low;
  }

  int CodeAny(int group, size_t begin, size_t end, const Block& b, const GuideSizes& guide) {
    const auto g = static_cast<size_t>(group);
    const uint32_t w = b.west_info->group_sum[g], n = b.north_info->group_sum[g];
    const uint32_t diagonal =
        uint32_t{b.north_west_info->group_sum[g]} + b.north_east_info->group_sum[g];
    uint32_t all = 2 * (w + n) + diagonal;
    if constexpr (kChroma) all += guide.group_sum[g] * kGuideShare[g] >> 16;
    if constexpr (kSecond) all += uint32_t{4} * b.other->group_sum[g];
    const auto above = static_cast<uint32_t>(jpeg::CountBits(b.nonzero >> end & 63));
    const uint32_t context =
        kLevels[all].q16 * 16u + std::min(2 * above + (num_nonzero_ > 4 ? 1u : 0u), 15u);
    const uint64_t band = jpeg::BandMask(static_cast<int>(begin), static_cast<int>(end) - 1);
    return CodeSingle(coder_, model_.group, g, context, (b.nonzero & band) != 0 ? 1 : 0);
  }

  Place Find(size_t k, const Block& b) const {
    const size_t i = jpeg::kZigzagToNatural[k];
    const int32_t sum = static_cast<int32_t>(static_cast<uint32_t>(b.column[transposed_[k]]) +
                                             static_cast<uint32_t>(b.row[i]));
    const int64_t predicted = (int64_t{sum} * tables_.reciprocal[k]) >> 24;
    return {k, ExpectationPlace(expectation_[kReach + i]),
            static_cast<int32_t>(std::clamp<int64_t>(predicted, -kMostPredicted, kMostPredicted))};
  }

  // Returns whether it is non-zero. none_yet: of the last group or one of several, all so far were
  // zero; implied: so this one cannot be.
  JACKDAW_ALWAYS_INLINE bool CodeCoefficient(size_t k, int group, bool none_yet, bool implied,
                                             Block& b) {
    const Place p = Find(k, b);
    int level = Coder::kDecodes ? 0 : b.level[k];
    if (!implied) {
      const uint32_t context = kClassOfExpectation[p.expectation] * 8u +
                               kZeroContexts[static_cast<size_t>(kMostPredicted + p.predicted)] +
                               (none_yet ? 1u : 0u);
      if (CodeSingle(coder_, model_.zero, k, context, level != 0 ? 1 : 0) == 0) return false;
    }
    const bool predicts_negative = p.predicted < 0;
    const PredictionLevels predicted =
        kPredictionLevels[static_cast<size_t>(predicts_negative ? -p.predicted : p.predicted)];
    const int negative = CodeSingleRandom(
        coder_, model_.sign, k,
        SignContext(predicted.sign * 2u + (predicts_negative ? 1u : 0u), k, b), IsNegative(level));
    const uint32_t toward =
        kToward[(predicts_negative ? 1u : 0u) ^ static_cast<uint32_t>(negative)][predicted.q8];
    const uint32_t magnitude =
        CodeMagnitude(k, (kWideClassOfExpectation[p.expectation] * 11u + toward) * kMagnitudeSteps,
                      static_cast<uint32_t>(level < 0 ? -level : level), b);
    if constexpr (Coder::kDecodes) {
      level = Signed(negative, magnitude);
      b.level[k] = static_cast<int16_t>(level);
      b.nonzero |= uint64_t{1} << k;
    }
    Note(k, group, magnitude, level, b);
    return true;
  }

  static uint32_t SignContext(uint32_t predicted, size_t k, const Block& b) {
    const uint32_t west = SignClass(b.west[k]);
    return predicted * 9 +
           (kSecond ? SignClass(b.other_level[k]) * 3 + west : west * 3 + SignClass(b.north[k]));
  }

  // Codes magnitude >= 1 (at most 65535: exponent 15 has no larger one to be told from).
  JACKDAW_ALWAYS_INLINE uint32_t CodeMagnitude(size_t k, uint32_t context, uint32_t magnitude,
                                               const Block& b) {
    const size_t zone = kZone[k];
    if (CodeSingle(coder_, model_.magnitude, zone, context, magnitude > 1 ? 1 : 0) == 0) return 1;
    return CodeLarger(k, zone, context, magnitude, b);
  }

  // magnitude >= 2.
  JACKDAW_NEVER_INLINE uint32_t CodeLarger(size_t k, size_t zone, uint32_t context,
                                           uint32_t magnitude, const Block& b) {
    const auto top_bit = [&](int exponent) {
      return static_cast<uint32_t>(CodeSingleRandom(
          coder_, model_.magnitude, zone, context + 5 + static_cast<uint32_t>(exponent),
          static_cast<int>(magnitude >> (exponent - 1) & 1)));
    };
    if (CodeSingle(coder_, model_.magnitude, zone, context + 1, magnitude > 3 ? 1 : 0) == 0) {
      return 2 | top_bit(1);
    }
    const int known = Coder::kDecodes ? 0 : static_cast<int>(std::bit_width(magnitude)) - 1;
    int exponent = 2;
    while (exponent < 15 && CodeSingle(coder_, model_.magnitude, zone,
                                       context + static_cast<uint32_t>(std::min(exponent, 5)),
                                       known > exponent ? 1 : 0) != 0) {
      ++exponent;
    }
    return exponent == 2
               ? CodeMantissa(zone, 2, 1, 2 | top_bit(2), magnitude, b.west[k], b.north[k])
               : CodeMantissa(zone, exponent, exponent, 1, magnitude, b.west[k], b.north[k]);
  }

  // The mantissa bits below `bit_index`; value: the bits above. west, north: levels there.
  JACKDAW_NEVER_INLINE uint32_t CodeMantissa(size_t zone, int exponent, int bit_index,
                                             uint32_t value, uint32_t magnitude, int west,
                                             int north) {
    entropy::TwoRateBit* const models =
        model_.mantissa.data() + (zone * 16 + static_cast<size_t>(exponent)) * kMantissaContexts;
    MantissaPrediction prediction(west, north);
    while (bit_index > 0) {
      --bit_index;
      const uint32_t place = static_cast<uint32_t>(exponent - 1 - bit_index);
      const int predicted = prediction.Next(value, bit_index);
      const uint32_t context = predicted >= 0 ? 4 + static_cast<uint32_t>(predicted)
                               : place == 0   ? 0
                               : place == 1   ? 1 + (value & 1)
                                              : 3;
      const int bit = entropy::CodeTwoRate(coder_, models[context],
                                           static_cast<int>(magnitude >> bit_index & 1));
      value = value << 1 | static_cast<uint32_t>(bit);
    }
    return value;
  }

  // Notes a non-zero AC level, magnitude its absolute value.
  JACKDAW_ALWAYS_INLINE void Note(size_t k, int group, uint32_t magnitude, int level, Block& b) {
    const size_t i = jpeg::kZigzagToNatural[k], u = i & 7, v = i >> 3;
    const uint8_t size = Size(magnitude);
    b.info->size[kSizePad + i] = size;
    ++num_nonzero_;
    uint8_t& group_sum = b.info->group_sum[static_cast<size_t>(group)];
    group_sum = static_cast<uint8_t>(group_sum + std::min<uint32_t>(magnitude, 3));
    // Three whole rows, so that what was stored last is what is read next.
    std::array<int16_t, 24> near;
    std::memcpy(near.data(), expectation_.data() + 8 * v, sizeof(near));
    const std::array<int16_t, 24>& shares = shares_[i];
    for (size_t t = 0; t < near.size(); ++t) {
      near[t] = static_cast<int16_t>(
          static_cast<uint16_t>(near[t]) +
          static_cast<uint16_t>(static_cast<uint16_t>(shares[t]) * uint16_t{size}));
    }
    std::memcpy(expectation_.data() + 8 * v, near.data(), sizeof(near));
    const int32_t value = Dequantize(level, tables_.quant[k]);
    AddPrediction(kColumnWeights, static_cast<int>(8 * v + u), value, b.column + 8 * u);
    AddPrediction(kRowWeights, static_cast<int>(8 * u + v), value, b.row + 8 * v);
    AddToNeighbours(u, v, value, b);
  }

  static void AddToNeighbours(size_t u, size_t v, int32_t value, Block& b) {
    AddPrediction(kBelowWeights, static_cast<int>(8 * v + u), value, b.below + 8 * u);
    AddPrediction(kRightWeights, static_cast<int>(8 * u + v), value, b.right + 8 * v);
  }

  int32_t PredictDc(const Block& b, uint32_t* phase) const;
  void CodeDc(Block& b);
  int CodeDcResidual(int residual, uint32_t phase, const Block& b);
  uint32_t CodeDcMagnitude(uint32_t context, uint32_t near_residuals, uint32_t magnitude);

  void End(const Block& b) const {
    FastInfo& info = *b.info;
    info.count = static_cast<uint8_t>(num_nonzero_);
    if (num_nonzero_ == 0) {
      info.smooth.fill(0);
      return;
    }
    const auto& size = info.size;
    std::array<uint8_t, 64> smooth;
    const auto mean = [](uint32_t x, uint32_t y) { return static_cast<uint8_t>((x + y + 1) >> 1); };
    for (size_t i = 0; i < 64; ++i) {
      const size_t at = kSizePad + i;
      smooth[i] = mean(mean(size[at - 1], size[at + 1]), mean(size[at - 8], size[at + 8]));
    }
    info.smooth = smooth;
  }

  static constexpr int32_t kMostPredicted = 1023;
  // [kMostPredicted + predicted]
  static constexpr std::array<uint8_t, 2 * kMostPredicted + 1> kZeroContexts = [] {
    std::array<uint8_t, 2 * kMostPredicted + 1> contexts{};
    for (size_t i = 0; i < contexts.size(); ++i) {
      constexpr auto kMiddle = static_cast<size_t>(kMostPredicted);
      const uint8_t q8 = kPredictionLevels[i < kMiddle ? kMiddle - i : i - kMiddle].q8;
      contexts[i] = static_cast<uint8_t>(2 * std::min<int>(q8, 3));
    }
    return contexts;
  }();
  // [sign is not the predicted one][how large the prediction is] -> 0..10
  static constexpr std::array<std::array<uint8_t, 8>, 2> kToward = {
      {{0, 1, 2, 3, 4, 5, 6, 7}, {0, 8, 9, 10, 10, 10, 10, 10}}};
  static int GroupOf(int k) { return LastGroup(uint64_t{1} << k); }
  // The last group with a level other than 0; 0 if only DC is, or nothing.
  static int LastGroup(uint64_t nonzero) {
    return kGroups[static_cast<size_t>(63 - std::countl_zero(nonzero | 1))];
  }
  static constexpr std::array<uint8_t, 64> kGroups = [] {
    std::array<uint8_t, 64> groups{};
    for (size_t g = 0; g < kNumGroups; ++g) {
      for (size_t k = kGroupBegin[g]; k < kGroupBegin[g + 1]; ++k) {
        groups[k] = static_cast<uint8_t>(g);
      }
    }
    return groups;
  }();
  // 8 / 20 of the mean of a group from the sum, Q16.
  static constexpr std::array<uint32_t, kNumGroups> kGuideShare = [] {
    std::array<uint32_t, kNumGroups> shares{};
    for (size_t g = 0; g < kNumGroups; ++g) {
      shares[g] = 26214u / (uint32_t{kGroupBegin[g + 1]} - kGroupBegin[g]);
    }
    return shares;
  }();

  Coder& coder_;
  AdaptiveState& model_;
  const ComponentTables& tables_;
  const ExpectationWeights& weights_;
  // What a level at i adds to the row two above it, the one above and its own.
  alignas(16) std::array<std::array<int16_t, 24>, 64> shares_{};
  alignas(16) Expectation expectation_{};
  std::array<uint8_t, 64> transposed_;  // zigzag position -> 8 u + v
  uint32_t num_nonzero_ = 0;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_FAST_BLOCK_CODER_H_
