// What a frequency costs under the learned prior when levels are chosen by rate and distortion: the
// zero-order entropy of the nearest levels times a factor that a small network learned
// (docs/training.md, "The step tables").
//
// Bits are such that nearest levels' squared error + lambda bits is what it comes to in the end:
// those that the prior spends on the levels chosen, and the squared error that the choice adds, in
// bits. So they depend on lambda. The factor is positive and smooth, and zeros alone are free.
//
// File (models/weights/tables.bin), little-endian: "JKRT", u32 version 1, u32 inputs, u32 hidden
// units, then IEEE 754 binary32: offset and scale of each input; per hidden unit its weights of the
// inputs and its bias; per hidden unit its output weight; the output bias. Last XXH64, seed 0, of
// all before it. Encoders alone use it: decoders never see a rate.
#ifndef JACKDAW_CODEC_QUANT_ENC_RATE_MODEL_H_
#define JACKDAW_CODEC_QUANT_ENC_RATE_MODEL_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "jackdaw/result.h"

namespace jackdaw {

inline constexpr size_t kRateInputs = 13;
inline constexpr size_t kRateHidden = 24;
// ln of the largest factor; of the smallest one, -.
inline constexpr double kMaxLnFactor = 3;

// Statistics of the requantized levels of one class and frequency.
struct LevelStatistics {
  double count = 0;         // coefficients
  double nonzero = 0;       // with |level| >= 1
  double large = 0;         // with |level| >= 2
  double magnitudes = 0;    // sum of |level|
  double entropy_bits = 0;  // of sizes, plus raw bits
};

// What does not depend on the step.
struct RatePlace {
  bool chroma = false;
  size_t frequency = 0;       // zigzag
  uint16_t quant = 1;         // of the input
  double bits_per_block = 0;  // entropy of the class's AC levels at the input's steps
};

using RateInputs = std::array<float, kRateInputs>;

// As the network sees them before offsets and scales; the last one alone depends on lambda, the
// squared error that a bit may cost. REQUIRES: statistics.count > 0, lambda > 0.
RateInputs MakeRateInputs(const RatePlace& place, uint16_t step, const LevelStatistics& statistics,
                          double lambda);

// Normal inputs x = (input - offset) scale; hidden units h = s(w x + b), and
// ln factor = kMaxLnFactor s(v h + c), where s(t) = t / (1 + |t|).
struct RateModel {
  RateInputs offset{}, scale{};
  std::array<RateInputs, kRateHidden> hidden_weights{};
  std::array<float, kRateHidden> hidden_bias{};
  std::array<float, kRateHidden> output_weights{};
  float output_bias = 0;
};

// The bits of some levels at any lambda. The model must outlive this.
class RateOfLevels {
 public:
  RateOfLevels(const RateModel& model, const RatePlace& place, uint16_t step,
               const LevelStatistics& statistics);
  double Bits(double log2_lambda) const;

 private:
  const RateModel& model_;
  double entropy_bits_;
  float log2_square_ = 0;                  // of the step
  std::array<float, kRateHidden> sums_{};  // of hidden units, without the last input
};

Bytes SerializeRateModel(const RateModel& model);
// Errors: kTruncated, kUnsupported (version, sizes), kCorrupt.
Result<RateModel> ParseRateModel(ByteSpan file);

// The model in the library; null if it cannot be read, which means plain entropy. A test reads it.
const RateModel* ShippedRateModel();

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_QUANT_ENC_RATE_MODEL_H_
