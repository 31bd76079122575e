// Levels by rate and distortion, chosen while they are coded: for an encoder that may lose
// something.
//
// When the turn of a coefficient comes, the prior's distribution is at hand, and with it what every
// level would cost; the cheapest sum of squared error and lambda times cost wins. What is chosen is
// what neighbours see. Decoders know nothing of it.
#ifndef JACKDAW_CODEC_COEFF_LEVEL_CHOICE_H_
#define JACKDAW_CODEC_COEFF_LEVEL_CHOICE_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "codec/jpeg/jpeg_data.h"
#include "entropy/logistic_mixture.h"

namespace jackdaw {

// What the levels of one component stand for.
struct LevelChoice {
  const CoeffPlane* source = nullptr;   // coefficients, of the levels' plane's size
  std::array<uint16_t, 64> quant{};     // their steps, zigzag
  std::array<uint16_t, 64> steps{};     // the steps of levels, >= quant
  // What is added to |level| = 1, 2 and more, in 1/256 of a step.
  std::array<std::array<int8_t, 3>, 64> offsets_q8{};
  double lambda = 0;  // squared error of dequantized coefficients that one nat may cost, > 0
};

// Chooses for the coefficients of one component in a slice.
class LevelChooser {
 public:
  // Levels are those of `choice` >> shifts.
  LevelChooser(const LevelChoice& choice, const std::array<uint8_t, 64>& shifts)
      : lambda_(static_cast<float>(choice.lambda)), shifts_(shifts) {
    for (size_t k = 0; k < 64; ++k) {
      quants_[k] = static_cast<float>(choice.quant[k]);
      const auto step = static_cast<float>(choice.steps[k]);
      steps_[k] = step;
      for (size_t i = 0; i < 3; ++i) {
        offsets_[k][i] = static_cast<float>(choice.offsets_q8[k][i]) * step / 256;
      }
    }
  }

  // The best of `level`, which is not zero, the next one towards zero, and zero. source: the
  // coefficient; it has the level's sign.
  int Ac(size_t k, int16_t source, int level, const ZeroBelief& zero,
         const LogisticMixture& mixture) const {
    const bool negative = level < 0;
    const int magnitude = std::abs(level);
    const float target = Target(k, source);
    const LogisticMixture side = negative ? Mirrored(mixture) : mixture;
    int best = 0;
    float best_cost = target * target + lambda_ * (static_cast<float>(zero.cost) * 0x1p-23F);
    for (int m = std::max(1, magnitude - 1); m <= magnitude; ++m) {
      const float cost = Cost(k, target, m, side);
      if (cost >= best_cost) continue;
      best_cost = cost;
      best = m;
    }
    return negative ? -best : best;
  }

  // The best of `level` and its two neighbours. DC has no offsets.
  int Dc(int16_t source, int level, const LogisticMixture& mixture) const {
    const float target = static_cast<float>(source) * quants_[0];
    const float step = steps_[0] * static_cast<float>(1 << shifts_[0]);
    int best = level;
    float best_cost = 0;
    for (const int difference : {0, -1, 1}) {
      const int candidate = level + difference;
      if (std::abs(candidate) > std::max(std::abs(level), kMaxDc)) continue;
      const float error = target - static_cast<float>(candidate) * step;
      const float cost = error * error + lambda_ * Nats(mixture, candidate);
      if (difference != 0 && cost >= best_cost) continue;
      best_cost = cost;
      best = candidate;
    }
    return best;
  }

 private:
  // Of 8-bit samples (T.81 F.1.2), so that differences fit Huffman tables.
  static constexpr int kMaxDc = 1023;

  float Target(size_t k, int16_t source) const {
    return static_cast<float>(std::abs(int{source})) * quants_[k];
  }

  float Cost(size_t k, float target, int magnitude, const LogisticMixture& side) const {
    const int unshifted = magnitude << shifts_[k];
    const auto magnitude_class = static_cast<size_t>(std::min(unshifted, 3) - 1);
    const float value =
        static_cast<float>(unshifted) * steps_[k] + offsets_[k][magnitude_class];
    const float error = target - value;
    return error * error + lambda_ * Nats(side, magnitude);
  }

  // -ln of a level's mass.
  static float Nats(const LogisticMixture& mixture, int level) {
    const int32_t centre = level * 2 * kHalfLevelQ12;
    const uint32_t mass = Between(mixture, centre - kHalfLevelQ12, centre + kHalfLevelQ12);
    constexpr uint32_t kOne = uint32_t{1} << 31;
    return static_cast<float>(LnQ24(kOne) - LnQ24(mass)) * 0x1p-24F;
  }

  float lambda_;
  std::array<uint8_t, 64> shifts_;
  std::array<float, 64> quants_, steps_;
  std::array<std::array<float, 3>, 64> offsets_;
};

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_LEVEL_CHOICE_H_
