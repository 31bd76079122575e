#include "codec/coeff/error_weight.h"

#include <gtest/gtest.h>

#include <cmath>

#include "codec/coeff/prior/level_choice.h"

namespace jackdaw::test {
namespace {

TEST(DivideByWeight, IsAPowerOfTwo) {
  for (const uint64_t value : {uint64_t{1} << 12, uint64_t{777777}, uint64_t{1} << 32}) {
    for (int code = 0; code < 256; ++code) {
      const double exact = static_cast<double>(value) * std::exp2((128 - code) / 16.0);
      const auto divided =
          static_cast<double>(coeff::DivideByWeight(value, static_cast<uint8_t>(code)));
      EXPECT_NEAR(divided, exact, 1 + exact * 1e-4) << code;
    }
    EXPECT_EQ(coeff::DivideByWeight(value, coeff::kUnitWeightCode), value);
  }
}

// The error of a heavy coefficient is worth bits that the same error of a light one is not.
TEST(LevelChooser, WeightsScaleErrors) {
  entropy::LogisticMixture mixture{};
  for (int j = 0; j < 2; ++j) {
    mixture.mean[j] = 0;
    mixture.inverse_scale[j] = 1048576 * 4;
  }
  mixture.weight = 16384;
  coeff::LevelChoice choice;
  choice.quant.fill(5);
  choice.steps.fill(10);
  choice.lambda_q8 = 20 << 8;
  const coeff::LevelChooser chooser(choice, {});
  const entropy::ZeroBelief zero = entropy::BeliefInZero(mixture);
  EXPECT_EQ(chooser.Ac(5, 2, 1, zero, mixture, 128 + 64), 1);
  EXPECT_EQ(chooser.Ac(5, 2, 1, zero, mixture, 128 - 64), 0);
  EXPECT_EQ(chooser.Dc(2, 1, mixture, 128 + 64), 1);
  EXPECT_EQ(chooser.Dc(2, 1, mixture, 128 - 64), 0);
}

}  // namespace
}  // namespace jackdaw::test
