#include <gtest/gtest.h>

#include <cmath>

#include "codec/quant/enc_rate_curves.h"
#include "codec/quant/enc_rate_model.h"
#include "codec/quant/enc_rate_model_data.h"
#include "tests/support/test_rng.h"

namespace jackdaw {
namespace {

RateModel RandomModel(uint64_t seed) {
  test::TestRng rng(seed);
  const auto weight = [&] { return static_cast<float>(rng.Below(2001)) / 1000 - 1; };
  RateModel model;
  for (float& w : model.offset) w = weight();
  for (float& w : model.scale) w = 0.3F * (weight() + 1.1F);
  for (RateInputs& inputs : model.hidden_weights) {
    for (float& w : inputs) w = weight();
  }
  for (float& w : model.hidden_bias) w = weight();
  for (float& w : model.output_weights) w = weight();
  model.output_bias = weight();
  return model;
}

constexpr RatePlace kPlace = {.chroma = true, .frequency = 12, .quant = 7, .bits_per_block = 40};
constexpr LevelStatistics kLevels = {
    .count = 1000, .nonzero = 200, .large = 30, .magnitudes = 260, .entropy_bits = 900};

// The network as its definition says.
double PlainBits(const RateModel& model, const RateInputs& inputs) {
  const auto soft_sign = [](double t) { return t / (1 + std::abs(t)); };
  double out = model.output_bias;
  for (size_t h = 0; h < kRateHidden; ++h) {
    double sum = model.hidden_bias[h];
    for (size_t i = 0; i < kRateInputs; ++i) {
      sum += model.hidden_weights[h][i] * (inputs[i] - model.offset[i]) * model.scale[i];
    }
    out += model.output_weights[h] * soft_sign(sum);
  }
  return kLevels.entropy_bits * std::exp(kMaxLnFactor * soft_sign(out));
}

TEST(RateModel, TheEmbeddedFileIsRead) {
  const auto model = ParseRateModel({kRateModelFile, kRateModelFileSize});
  ASSERT_TRUE(model.ok()) << model.error().message;
  EXPECT_NE(ShippedRateModel(), nullptr);
}

TEST(RateModel, SurvivesBeingWritten) {
  const Bytes file = SerializeRateModel(RandomModel(1));
  const auto back = ParseRateModel(file);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(SerializeRateModel(back.value()), file);
}

TEST(RateModel, DamageIsAnError) {
  const Bytes file = SerializeRateModel(RandomModel(2));
  for (size_t size = 0; size < file.size(); ++size) {
    EXPECT_FALSE(ParseRateModel(ByteSpan(file).first(size)).ok()) << size;
  }
  for (size_t i = 0; i < file.size(); i += 3) {
    Bytes damaged = file;
    damaged[i] ^= 0x40;
    EXPECT_FALSE(ParseRateModel(damaged).ok()) << i;
  }
  Bytes longer = file;
  longer.push_back(0);
  EXPECT_FALSE(ParseRateModel(longer).ok());
  Bytes newer = file;
  newer[4] = 2;
  const auto unknown = ParseRateModel(newer);
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().code, ErrorCode::kUnsupported);
}

TEST(RateModel, WeightsThatAreNoNumbersAreAnError) {
  for (const float bad : {std::nanf(""), INFINITY, 1e30F}) {
    RateModel model = RandomModel(3);
    model.output_weights[5] = bad;
    EXPECT_FALSE(ParseRateModel(SerializeRateModel(model)).ok());
  }
}

TEST(RateModel, IsTheNetworkOfItsDefinition) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const RateModel model = RandomModel(seed);
    const RateOfLevels rate(model, kPlace, 15, kLevels);
    for (const double log2_lambda : {-3.0, 0.0, 5.5, 12.0}) {
      const RateInputs inputs = MakeRateInputs(kPlace, 15, kLevels, std::exp2(log2_lambda));
      const double plain = PlainBits(model, inputs);
      EXPECT_NEAR(rate.Bits(log2_lambda), plain, 1e-3 * plain);
    }
  }
}

TEST(RateModel, BitsArePositiveAndZerosAreFree) {
  const RateModel model = RandomModel(4);
  EXPECT_GT(RateOfLevels(model, kPlace, 15, kLevels).Bits(3), 0);
  EXPECT_EQ(RateOfLevels(model, kPlace, 15, {.count = 10}).Bits(3), 0);
  // No statistics give anything but finite numbers.
  const LevelStatistics rare = {.count = 1e9, .nonzero = 1, .magnitudes = 1, .entropy_bits = 30};
  EXPECT_TRUE(std::isfinite(RateOfLevels(model, kPlace, 65535, rare).Bits(16)));
}

ClassStatistics FallingStatistics(uint64_t seed) {
  test::TestRng rng(seed);
  ClassStatistics statistics;
  for (MagnitudeHistogram& histogram : statistics.magnitudes) {
    uint32_t count = 4000 + rng.Below(4000);
    const uint32_t largest = 1 + rng.Below(40);
    for (uint32_t m = 0; m <= largest && count > 0; ++m) {
      histogram.push_back({m, count});
      count = count * (30 + rng.Below(60)) / 100;
    }
  }
  statistics.dc_differences = statistics.magnitudes[1];
  return statistics;
}

// Whatever a model says: no distortion at first, then entropy falls and distortion rises.
TEST(LearnedCurves, AreMonotoneInLambdaUnderAnyModel) {
  FrequencyTable quant{};
  quant.fill(4);
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    const RateModel model = RandomModel(seed);
    const RateModel* const used = seed == 8 ? ShippedRateModel() : &model;
    const CurveOptions options = {.model = used, .chroma = seed % 2 == 1, .centroids = true};
    const ClassCurves curves = MakeCurves(FallingStatistics(seed), quant, 255, options);
    EXPECT_EQ(QuantizerAt(curves, 0).steps, quant);
    RatePoint before = TotalAt(curves, 0);
    EXPECT_EQ(before.distortion, 0);
    for (double lambda = 0.01; lambda < 1e6; lambda *= 1.2) {
      const RatePoint now = TotalAt(curves, lambda);
      EXPECT_LE(now.bits, before.bits);
      EXPECT_GE(now.distortion, before.distortion);
      for (size_t k = 0; k < kBlockSize; ++k) {
        EXPECT_GE(QuantizerAt(curves, lambda).steps[k], quant[k]);
        EXPECT_LE(QuantizerAt(curves, lambda).steps[k], 255);
      }
      before = now;
    }
  }
}

TEST(LearnedCurves, EmptyAndZeroHistogramsAreFine) {
  ClassStatistics statistics;
  for (MagnitudeHistogram& histogram : statistics.magnitudes) histogram = {{0, 10}};
  statistics.magnitudes[5] = {};
  FrequencyTable quant{};
  quant.fill(65535);
  const RateModel model = RandomModel(6);
  const ClassCurves curves =
      MakeCurves(statistics, quant, 65535, {.model = &model, .centroids = true});
  EXPECT_EQ(QuantizerAt(curves, 10).steps, quant);
}

// Levels of 1 all stand for values 1 above the step: an offset makes up for it, but for rounding.
TEST(RateCurves, CentroidsLowerTheDistortionButNeverToNone) {
  const MagnitudeHistogram values = {{0, 100}, {11, 50}};
  const double plain = SampleRate(values, values, 2, 20, 0, false).distortion;
  const double offset = SampleRate(values, values, 2, 20, 0, true).distortion;
  EXPECT_EQ(plain, 50 * 4);
  EXPECT_LT(offset, plain);
  EXPECT_GT(offset, 0);
  EXPECT_EQ(SampleRate(values, values, 2, 2, 0, true).distortion, 0);
}

}  // namespace
}  // namespace jackdaw
