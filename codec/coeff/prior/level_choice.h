// Levels by rate and distortion, chosen while they are coded: for an encoder that may lose
// something.
//
// When the turn of a coefficient comes, the prior's distribution is at hand, and with it what every
// level would cost; the cheapest sum of squared error and lambda times cost wins. What is chosen is
// what neighbours see. Decoders know nothing of it.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_LEVEL_CHOICE_H_
#define JACKDAW_CODEC_COEFF_PRIOR_LEVEL_CHOICE_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "codec/coeff/error_weight.h"
#include "codec/jpeg/jpeg_data.h"
#include "entropy/logistic_mixture.h"

namespace jackdaw::coeff {

// What the levels of one component stand for.
struct LevelChoice {
  const jpeg::CoeffPlane* source = nullptr;  // coefficients, of the levels' plane's size
  std::array<uint16_t, 64> quant{};          // their steps, zigzag
  std::array<uint16_t, 64> steps{};          // the steps of levels, >= quant
  // What is added to |level| = 1, 2 and more, in 1/256 of a step.
  std::array<std::array<int8_t, 3>, 64> offsets_q8{};
  // Squared error of dequantized coefficients that one nat may cost, Q8, 1..2^32.
  uint64_t lambda_q8 = 1;
  // What squared errors count, by code of error_weight.h: [blocks of source][64]; null: all alike.
  const uint8_t* weights = nullptr;

  const uint8_t* WeightsOf(uint32_t row, uint32_t column) const {
    const size_t offset = static_cast<size_t>(source->Block(row, column) - source->Block(0, 0));
    return weights == nullptr ? nullptr : weights + offset;
  }
};

// Chooses for the coefficients of one component in a slice. Errors are Q4, costs squared errors,
// Q8: coefficients of 8-bit samples with 16-bit tables stay below 2^61.
class LevelChooser {
 public:
  // Levels are those of `choice` >> shifts.
  LevelChooser(const LevelChoice& choice, const std::array<uint8_t, 64>& shifts)
      : choice_(choice), shifts_(shifts) {}

  // The best of `level`, which is not zero, the next one towards zero, and zero. source: the
  // coefficient; it has the level's sign.
  int Ac(size_t k, int16_t source, int level, const entropy::ZeroBelief& zero,
         const entropy::LogisticMixture& mixture, uint8_t weight = kUnitWeightCode) const {
    const bool negative = level < 0;
    const int magnitude = std::abs(level);
    const int64_t target_q4 = int64_t{std::abs(int{source})} * choice_.quant[k] * 16;
    const entropy::LogisticMixture side = negative ? entropy::Mirrored(mixture) : mixture;
    const uint64_t lambda_q8 = LambdaQ8(weight);
    int best = 0;
    int64_t best_cost = Cost(target_q4, lambda_q8, zero.cost >> 7);
    for (int m = std::max(1, magnitude - 1); m <= magnitude; ++m) {
      const int64_t cost = Cost(target_q4 - ValueQ4(k, m), lambda_q8, NatsQ16(side, m));
      if (cost >= best_cost) continue;
      best_cost = cost;
      best = m;
    }
    return negative ? -best : best;
  }

  // The best of `level` and its two neighbours. DC has no offsets.
  int Dc(int16_t source, int level, const entropy::LogisticMixture& mixture,
         uint8_t weight = kUnitWeightCode) const {
    const uint64_t lambda_q8 = LambdaQ8(weight);
    const int64_t target_q4 = int64_t{source} * choice_.quant[0] * 16;
    const int64_t step_q4 = (int64_t{choice_.steps[0]} << shifts_[0]) * 16;
    int best = level;
    int64_t best_cost = Cost(target_q4 - level * step_q4, lambda_q8, NatsQ16(mixture, level));
    for (const int candidate : {level - 1, level + 1}) {
      if (std::abs(candidate) << shifts_[0] > std::max(std::abs(level) << shifts_[0], kMaxDc)) {
        continue;
      }
      const int64_t cost =
          Cost(target_q4 - candidate * step_q4, lambda_q8, NatsQ16(mixture, candidate));
      if (cost >= best_cost) continue;
      best_cost = cost;
      best = candidate;
    }
    return best;
  }

 private:
  // Of 8-bit samples (T.81 F.1.2), so that differences fit Huffman tables.
  static constexpr int kMaxDc = 1023;

  // An error that counts less must save more than a nat. At most 2^41.
  uint64_t LambdaQ8(uint8_t weight) const { return DivideByWeight(choice_.lambda_q8, weight); }

  static int64_t Cost(int64_t error_q4, uint64_t lambda_q8, uint32_t nats_q16) {
    return error_q4 * error_q4 + static_cast<int64_t>((lambda_q8 * nats_q16) >> 16);
  }

  // Of a magnitude, what it stands for.
  int64_t ValueQ4(size_t k, int magnitude) const {
    const int64_t unshifted = int64_t{magnitude} << shifts_[k];
    const auto magnitude_class = static_cast<size_t>(std::min<int64_t>(unshifted, 3) - 1);
    return (unshifted * 256 + choice_.offsets_q8[k][magnitude_class]) * choice_.steps[k] >> 4;
  }

  // -ln of a level's mass.
  static uint32_t NatsQ16(const entropy::LogisticMixture& mixture, int level) {
    const int32_t centre = level * 2 * entropy::kHalfLevelQ12;
    const uint32_t mass =
        entropy::Between(mixture, centre - entropy::kHalfLevelQ12, centre + entropy::kHalfLevelQ12);
    constexpr uint32_t kOne = uint32_t{1} << 31;
    return static_cast<uint32_t>(std::max(entropy::LnQ24(kOne) - entropy::LnQ24(mass), 0)) >> 8;
  }

  const LevelChoice& choice_;
  std::array<uint8_t, 64> shifts_;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_LEVEL_CHOICE_H_
