#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "codec/lossy/enc_trellis.h"
#include "tests/support/test_rng.h"

namespace jackdaw::lossy {
namespace {

HuffmanRates RandomRates(uint64_t seed) {
  test::TestRng rng(seed);
  SymbolCounts dc{}, ac{};
  for (size_t s = 0; s < 12; ++s) dc[s] = 1 + rng.Below(1000);
  for (size_t s = 0; s < 256; ++s) {
    const bool legal = (s & 15) != 0 || s == kEobSymbol || s == kZrlSymbol;
    if (legal && (s & 15) <= 10) ac[s] = 1 + rng.Below(10000) / (1 + (s & 15) * (s >> 4));
  }
  return MakeRates(dc, ac);
}

// Distortion + lambda bits of AC levels.
double Cost(const int16_t* coeffs, const int16_t* levels, const quant::FrequencyTable& quant,
            const quant::FrequencyTable& steps, const HuffmanRates& rates, double lambda) {
  double cost = 0;
  size_t last = 0;
  for (size_t k = 1; k < jpeg::kBlockSize; ++k) {
    const double error = static_cast<double>(coeffs[k] * quant[k] - levels[k] * steps[k]);
    cost += error * error;
    if (levels[k] == 0) continue;
    cost += lambda * rates.ac[static_cast<size_t>(SizeCategory(levels[k]))][k - last - 1];
    last = k;
  }
  return last < jpeg::kBlockSize - 1 ? cost + lambda * rates.eob : cost;
}

TEST(AcTrellis, FindsTheBestOfAllChoices) {
  test::TestRng rng(8);
  quant::FrequencyTable quant{}, steps{};
  quant.fill(3);
  steps.fill(8);
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    const HuffmanRates rates = RandomRates(seed);
    std::array<int16_t, 64> coeffs{}, levels{}, tried{}, nearest{};
    std::vector<size_t> places;
    while (places.size() < 7) {
      const size_t k = 1 + rng.Below(63);
      if (coeffs[k] != 0) continue;
      coeffs[k] = static_cast<int16_t>(static_cast<int>(rng.Below(25)) - 12);
      nearest[k] = static_cast<int16_t>(std::lround(coeffs[k] * 3 / 8.0));
      places.push_back(k);
    }
    const double lambda = 1 + rng.Below(30);
    const AcTrellis trellis(quant, steps, rates, lambda);
    levels[0] = 99;
    trellis.Optimize(coeffs.data(), nullptr, levels.data());
    EXPECT_EQ(levels[0], 99);
    double best = std::numeric_limits<double>::infinity();
    for (int choice = 0; choice < 2187; ++choice) {  // 3^7
      int digits = choice;
      for (const size_t k : places) {
        const int down = digits % 3;
        digits /= 3;
        const int magnitude = down == 2 ? 0 : std::max(0, std::abs(nearest[k]) - down);
        tried[k] = static_cast<int16_t>(coeffs[k] < 0 ? -magnitude : magnitude);
      }
      best = std::min(best, Cost(coeffs.data(), tried.data(), quant, steps, rates, lambda));
    }
    // Less is possible: the trellis also tries 1 for 3, and 3 for 5.
    EXPECT_LE(Cost(coeffs.data(), levels.data(), quant, steps, rates, lambda), best * 1.001);
  }
}

TEST(AcTrellis, LambdaZeroRoundsToNearest) {
  test::TestRng rng(4);
  quant::FrequencyTable quant{}, steps{};
  quant.fill(5);
  steps.fill(5);
  std::array<int16_t, 64> coeffs{}, levels{};
  for (int16_t& c : coeffs) c = static_cast<int16_t>(static_cast<int>(rng.Below(2047)) - 1023);
  AcTrellis(quant, steps, RandomRates(1), 0).Optimize(coeffs.data(), nullptr, levels.data());
  levels[0] = coeffs[0];
  EXPECT_EQ(levels, coeffs);
}

TEST(OptimizeDc, FindsTheBestOfAllChoices) {
  test::TestRng rng(6);
  constexpr uint16_t kStep = 10;
  constexpr size_t kNumBlocks = 7;
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    const HuffmanRates rates = RandomRates(seed);
    const double lambda = 5 + rng.Below(60);
    std::array<int32_t, kNumBlocks> values{};
    for (int32_t& v : values) v = static_cast<int32_t>(rng.Below(400)) - 200;
    const auto cost = [&](const auto& levels) {
      double sum = 0;
      int before = 0;
      for (size_t b = 0; b < kNumBlocks; ++b) {
        const double error = values[b] - double{kStep} * levels[b];
        sum += error * error +
               lambda * rates.dc[static_cast<size_t>(SizeCategory(levels[b] - before))];
        before = levels[b];
      }
      return sum;
    };
    double best = std::numeric_limits<double>::infinity();
    std::array<int, kNumBlocks> tried{};
    for (int choice = 0; choice < 2187; ++choice) {
      int digits = choice;
      for (size_t b = 0; b < kNumBlocks; ++b, digits /= 3) {
        tried[b] = static_cast<int>(std::lround(values[b] / double{kStep})) + digits % 3 - 1;
      }
      best = std::min(best, cost(tried));
    }
    EXPECT_NEAR(cost(OptimizeDc(values, {}, kStep, rates, lambda)), best, 1e-6 * best);
  }
}

TEST(OptimizeDc, StaysInRange) {
  const std::vector<int32_t> values = {-1024, 1023, -1024, 1023};
  const std::vector<int16_t> levels = OptimizeDc(values, {}, 1, RandomRates(2), 0);
  EXPECT_EQ(levels, std::vector<int16_t>({-1024, 1023, -1024, 1023}));
  EXPECT_TRUE(OptimizeDc({}, {}, 1, RandomRates(2), 1).empty());
}

}  // namespace
}  // namespace jackdaw::lossy
