#include <gtest/gtest.h>

#include <cmath>

#include "codec/lossy/enc_rate_curves.h"
#include "codec/lossy/enc_rate_model.h"
#include "models/weights/weights.h"
#include "tests/lossy/curve_helpers.h"
#include "tests/support/test_rng.h"

namespace jackdaw::lossy {
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
double PlainFactor(const RateModel& model, const RateInputs& inputs) {
  const auto soft_sign = [](double t) { return t / (1 + std::abs(t)); };
  double out = model.output_bias;
  for (size_t h = 0; h < kRateHidden; ++h) {
    double sum = model.hidden_bias[h];
    for (size_t i = 0; i < kRateInputs; ++i) {
      sum += model.hidden_weights[h][i] * (inputs[i] - model.offset[i]) * model.scale[i];
    }
    out += model.output_weights[h] * soft_sign(sum);
  }
  return std::exp(kMaxLnFactor * soft_sign(out));
}

TEST(RateModel, TheEmbeddedFileIsRead) {
  const auto model = ParseRateModel({weights::kRateModelFile, weights::kRateModelFileSize});
  ASSERT_TRUE(model.ok()) << model.error().message;
  EXPECT_EQ(SerializeRateModel(ShippedRateModel()),
            Bytes(weights::kRateModelFile, weights::kRateModelFile + weights::kRateModelFileSize));
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
    const RateFactor factor(model, kPlace, kLevels);
    for (const double log2_lambda : {-3.0, 0.0, 5.5, 12.0}) {
      const RateInputs inputs = MakeRateInputs(kPlace, kLevels, std::exp2(log2_lambda));
      const double plain = PlainFactor(model, inputs);
      EXPECT_NEAR(factor.At(log2_lambda), plain, 1e-3 * plain);
    }
  }
}

TEST(RateModel, WithoutWeightsABitIsABit) {
  const RateModel none;
  EXPECT_EQ(RateFactor(none, kPlace, kLevels).At(3), 1);
}

TEST(RateModel, NoStatisticsGiveAnythingButFiniteNumbers) {
  const RateModel model = RandomModel(4);
  for (const double count : {1.0, 1e9}) {
    const LevelStatistics zeros = {.count = count};
    const double factor = RateFactor(model, {.quant = 65535}, zeros).At(16);
    EXPECT_TRUE(std::isfinite(factor));
    EXPECT_GT(factor, 0);
  }
}

// Whatever a model says: no distortion at first, then entropy falls and distortion rises, through
// the points of the plain curves in their order.
TEST(LearnedCurves, AreMonotoneInLambdaUnderAnyModel) {
  quant::FrequencyTable quant{};
  quant.fill(4);
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    const RateModel model = seed == 8 ? ShippedRateModel() : RandomModel(seed);
    const ClassStatistics statistics = test::RandomStatistics(seed);
    ClassCurves curves = MakeCurves(statistics, quant, 255);
    const ClassCurves plain = curves;
    MoveLambdas(model, GatherRateContexts(statistics, quant, seed % 2 == 1), &curves);
    for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
      const RateCurve& curve = curves.frequencies[k];
      ASSERT_EQ(curve.size(), plain.frequencies[k].size());
      for (size_t i = 0; i < curve.size(); ++i) {
        EXPECT_EQ(curve[i].step, plain.frequencies[k][i].step);
        EXPECT_TRUE(std::isfinite(curve[i].lambda));
        EXPECT_GE(curve[i].lambda, curve[i > 0 ? i - 1 : 0].lambda);
      }
    }
    EXPECT_EQ(QuantizerAt(curves, 0).steps, quant);
    test::ExpectMonotone(curves);
  }
}

// A model of one factor everywhere moves all lambdas by it: cheaper bits buy finer steps.
TEST(LearnedCurves, OneFactorDividesAllLambdas) {
  RateModel model;
  model.output_bias = -1;
  const double factor = std::exp(-kMaxLnFactor / 2);
  quant::FrequencyTable quant{};
  quant.fill(4);
  const ClassStatistics statistics = test::RandomStatistics(11);
  ClassCurves curves = MakeCurves(statistics, quant, 255);
  const ClassCurves plain = curves;
  MoveLambdas(model, GatherRateContexts(statistics, quant, false), &curves);
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    for (size_t i = 0; i < curves.frequencies[k].size(); ++i) {
      const double expected = plain.frequencies[k][i].lambda / factor;
      EXPECT_NEAR(curves.frequencies[k][i].lambda, expected, 1e-6 * expected);
    }
  }
}

TEST(LearnedCurves, EmptyAndZeroHistogramsAreFine) {
  ClassStatistics statistics;
  for (MagnitudeHistogram& histogram : statistics.magnitudes) histogram = {{0, 10, 0}};
  statistics.magnitudes[5] = {};
  quant::FrequencyTable quant{};
  quant.fill(65535);
  ClassCurves curves = MakeCurves(statistics, quant, 65535);
  MoveLambdas(RandomModel(6), GatherRateContexts(statistics, quant, false), &curves);
  EXPECT_EQ(QuantizerAt(curves, 10).steps, quant);
}

}  // namespace
}  // namespace jackdaw::lossy
