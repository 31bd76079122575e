// What a bit of entropy costs under the learned prior: step tables are chosen by the zero-order
// entropy of their levels times a factor that a small network learned (docs/training.md, "The step
// tables").
//
// The factor is such that steps chosen with it cost the least in the end: what the prior spends on
// the levels, the choice of levels, and what a coarser step takes from the frequencies coded after
// it are in it. It depends on where the frequency stands, on its levels at the input's step, and on
// lambda, not on the step itself; it is positive and smooth.
//
// File (models/weights/tables.bin), little-endian: "JKRT", u32 version 1, u32 inputs, u32 hidden
// units, then IEEE 754 binary32: offset and scale of each input; per hidden unit its weights of the
// inputs and its bias; per hidden unit its output weight; the output bias. Last XXH64, seed 0, of
// all before it. Encoders alone use it: decoders never see a rate.
#ifndef JACKDAW_CODEC_LOSSY_ENC_RATE_MODEL_H_
#define JACKDAW_CODEC_LOSSY_ENC_RATE_MODEL_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "jackdaw/result.h"

namespace jackdaw {

inline constexpr size_t kRateInputs = 12;
inline constexpr size_t kRateHidden = 16;
// ln of the largest factor; of the smallest one, -.
inline constexpr double kMaxLnFactor = 2;

// Statistics of the input's levels of one class and frequency; of DC, of their differences.
struct LevelStatistics {
  double count = 0;         // coefficients
  double nonzero = 0;       // with |level| >= 1
  double large = 0;         // with |level| >= 2
  double magnitudes = 0;    // sum of |level|
  double entropy_bits = 0;  // of sizes, plus raw bits
};

struct RatePlace {
  bool chroma = false;
  size_t frequency = 0;       // zigzag
  uint16_t quant = 1;         // of the input
  double bits_per_block = 0;  // entropy of the class's AC levels
};

using RateInputs = std::array<float, kRateInputs>;

// As the network sees them before offsets and scales; the last one alone depends on lambda, the
// squared error that a bit may cost. REQUIRES: statistics.count > 0, lambda > 0.
RateInputs MakeRateInputs(const RatePlace& place, const LevelStatistics& statistics, double lambda);

// Normal inputs x = (input - offset) scale; hidden units h = s(w x + b), and
// ln factor = kMaxLnFactor s(v h + c), where s(t) = t / (1 + |t|).
struct RateModel {
  RateInputs offset{}, scale{};
  std::array<RateInputs, kRateHidden> hidden_weights{};
  std::array<float, kRateHidden> hidden_bias{};
  std::array<float, kRateHidden> output_weights{};
  float output_bias = 0;
};

// The factor of one frequency at any lambda. The model must outlive this.
class RateFactor {
 public:
  // REQUIRES: statistics.count > 0.
  RateFactor(const RateModel& model, const RatePlace& place, const LevelStatistics& statistics);
  double At(double log2_lambda) const;

 private:
  const RateModel& model_;
  float log2_square_ = 0;                  // of the input's step
  std::array<float, kRateHidden> sums_{};  // of hidden units, without the last input
};

Bytes SerializeRateModel(const RateModel& model);
// Errors: kTruncated, kUnsupported (version, sizes), kCorrupt.
Result<RateModel> ParseRateModel(ByteSpan file);

// The model in the library; if it cannot be read one whose factor is always 1. A test reads it.
const RateModel& ShippedRateModel();

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_LOSSY_ENC_RATE_MODEL_H_
