// The logistic domain in integers: stretch(p) = ln(p / (1 - p)) and its inverse, squash.
//
// Stretched probabilities are Q8 (units of 1/256 nat), within +-kStretchMax. The tables are made
// from one integer constant by integer arithmetic at compile time, so they are the same everywhere.
// Source of the technique: M. Mahoney, "Adaptive Weighing of Context Models for Lossless Data
// Compression", Florida Tech TR CS-2005-16. Format: docs/format_coeff.md §3.
#ifndef JACKDAW_ENTROPY_LOGISTIC_H_
#define JACKDAW_ENTROPY_LOGISTIC_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace jackdaw::entropy {

inline constexpr int kStretchMax = 2815;  // 11 nats: p about 1/60000

// e^-(i / 256) in Q32 for i = 0..255 and e^-n in Q32 for n = 0..12, by repeated multiplication.
namespace logistic_internal {

constexpr uint64_t MulQ32(uint64_t a, uint64_t b) {  // a, b <= 2^32
  const uint64_t ah = a >> 16, al = a & 0xFFFF;
  return ah * b / 65536 + ((al * b) >> 32);
}

// ExpNegQ32(x): e^-(x / 256) in Q32, x in 0..kStretchMax.
constexpr uint64_t ExpNegQ32(int x) {
  // e^-1/256 = 0.99610136947... ; in Q32 rounded.
  constexpr uint64_t kStep = 4278222805u;
  constexpr uint64_t kWhole = 1580030169u;  // e^-1 in Q32
  uint64_t v = uint64_t{1} << 32;
  for (int i = 0; i < x / 256; ++i) v = MulQ32(v, kWhole);
  for (int i = 0; i < x % 256; ++i) v = MulQ32(v, kStep);
  return v;
}

inline constexpr int kTableEnd = kStretchMax + 1;  // a multiple of 16

struct Tables {
  // squash[x + kStretchMax]: probability in Q16, 1..65535.
  std::array<uint16_t, 2 * kStretchMax + 1> squash{};
  // stretch[p >> 4]: of the middle of the bucket of a Q16 probability.
  std::array<int16_t, 4096> stretch{};
  // cost[i]: -ln of squash(16 i - kTableEnd), nats in Q12.
  std::array<uint16_t, 2 * kTableEnd / 16 + 1> cost{};
  // step[i]: of squash(8 i + 4 - kTableEnd), what LearningStep gives.
  std::array<uint16_t, 2 * kTableEnd / 8> step{};
};
extern const Tables kTables;

}  // namespace logistic_internal

// Probability in Q16 (1..65535) of a stretched value; clamps x to +-kStretchMax.
inline uint32_t Squash(int32_t x) {
  x = x > kStretchMax ? kStretchMax : x < -kStretchMax ? -kStretchMax : x;
  return logistic_internal::kTables.squash[static_cast<std::size_t>(x + kStretchMax)];
}

// Stretched value (Q8) of a probability given as its top 12 bits, 0..4095.
inline int32_t Stretch12(uint32_t p_q12) { return logistic_internal::kTables.stretch[p_q12]; }

// -ln of the probability of what a stretched value predicts, nats in Q12: from a table, with linear
// interpolation. x: within +-kStretchMax.
inline int32_t CostQ12(int32_t x) {
  const auto& cost = logistic_internal::kTables.cost;
  const auto at = static_cast<uint32_t>(x + logistic_internal::kTableEnd);
  const int32_t here = cost[at >> 4], next = cost[(at >> 4) + 1];
  return here - (((here - next) * static_cast<int32_t>(at & 15)) >> 4);
}

// How far a stretched prediction should move towards a one that has come, were it the only one to
// learn from, nats in Q12: the error over the decision's variance, or over 1/16 if that is more,
// which is min(1 / p, 16 (1 - p)). For a zero it is -LearningStep(-x). x: within +-kStretchMax.
inline int32_t LearningStep(int32_t x) {
  return logistic_internal::kTables
      .step[static_cast<uint32_t>(x + logistic_internal::kTableEnd) >> 3];
}

}  // namespace jackdaw::entropy

#endif  // JACKDAW_ENTROPY_LOGISTIC_H_
