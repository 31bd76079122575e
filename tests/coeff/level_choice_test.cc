#include "codec/coeff/prior/level_choice.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

constexpr std::array<uint8_t, 64> kNoShifts{};
constexpr uint64_t kTinyLambda = 1, kHugeLambda = uint64_t{1} << 32;

// Both components at the mean, in levels.
LogisticMixture Around(double mean, double scale) {
  LogisticMixture mixture{};
  for (int j = 0; j < 2; ++j) {
    mixture.mean[j] = static_cast<int32_t>(mean * 4096);
    mixture.inverse_scale[j] = static_cast<uint32_t>(1048576 / scale);
  }
  mixture.weight = 16384;
  return mixture;
}

LevelChoice Choice(uint16_t quant, uint16_t step, uint64_t lambda_q8) {
  LevelChoice choice;
  choice.quant.fill(quant);
  choice.steps.fill(step);
  choice.lambda_q8 = lambda_q8;
  return choice;
}

int ChooseAc(const LevelChoice& choice, int16_t source, int level, const LogisticMixture& mixture,
             size_t k = 5, const std::array<uint8_t, 64>& shifts = kNoShifts) {
  return LevelChooser(choice, shifts).Ac(k, source, level, BeliefInZero(mixture), mixture);
}

int Nearest(int source, int quant, int step) {
  const int magnitude = (std::abs(source) * quant * 2 + step) / (2 * step);
  return source < 0 ? -magnitude : magnitude;
}

TEST(LevelChooser, TinyLambdaKeepsTheNearestLevel) {
  const LogisticMixture mixture = Around(0, 0.5);
  for (const int quant : {1, 7, 60}) {
    for (const int step : {60, 61, 150}) {
      const LevelChoice choice =
          Choice(static_cast<uint16_t>(quant), static_cast<uint16_t>(step), kTinyLambda);
      for (int source = -1023; source <= 1023; ++source) {
        const int level = Nearest(source, quant, step);
        if (level == 0) continue;
        const int chosen = ChooseAc(choice, static_cast<int16_t>(source), level, mixture);
        // In the middle between two levels the cheaper one is as good.
        const int error = std::abs(source * quant - level * step);
        EXPECT_LE(std::abs(std::abs(source * quant - chosen * step) - error), error == step / 2)
            << source << " " << quant << " " << step;
      }
    }
  }
}

TEST(LevelChooser, HugeLambdaGivesZeroWhereZeroIsLikely) {
  const LogisticMixture mixture = Around(0, 0.2);
  const LevelChoice choice = Choice(3, 10, kHugeLambda);
  for (const int source : {-1000, -17, -4, 4, 5, 300, 1023}) {
    EXPECT_EQ(ChooseAc(choice, static_cast<int16_t>(source), Nearest(source, 3, 10), mixture), 0);
  }
}

TEST(LevelChooser, RateAloneDecidesAmongThreeCandidates) {
  const LevelChoice choice = Choice(10, 10, kHugeLambda);
  // What is likely, of: the level, the next one towards zero, zero.
  EXPECT_EQ(ChooseAc(choice, 6, 6, Around(6, 0.2)), 6);
  EXPECT_EQ(ChooseAc(choice, 6, 6, Around(5, 0.2)), 5);
  EXPECT_EQ(ChooseAc(choice, 6, 6, Around(7, 0.2)), 6);
  EXPECT_EQ(ChooseAc(choice, 6, 6, Around(2, 0.2)), 0);
  EXPECT_EQ(ChooseAc(choice, -6, -6, Around(-6, 0.2)), -6);
  EXPECT_EQ(ChooseAc(choice, -6, -6, Around(-5, 0.2)), -5);
  EXPECT_EQ(ChooseAc(choice, 1, 1, Around(1, 0.2)), 1);
}

// The plain formula in floating point agrees, but for ties.
TEST(LevelChooser, MinimisesTheCost) {
  TestRng rng(4);
  int num_moved = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    const int quant = 1 + static_cast<int>(rng.Below(30));
    const int step = quant + static_cast<int>(rng.Below(60));
    LevelChoice choice = Choice(static_cast<uint16_t>(quant), static_cast<uint16_t>(step),
                                1 + rng.Below(1u << (1 + rng.Below(22))));
    const int k = static_cast<int>(1 + rng.Below(63));
    for (int8_t& offset : choice.offsets_q8[static_cast<size_t>(k)]) {
      offset = static_cast<int8_t>(rng.Below(160)) - 80;
    }
    const int source = static_cast<int>(rng.Below(400)) - 200;
    const int level = Nearest(source, quant, step);
    if (level == 0) continue;
    const LogisticMixture mixture =
        Around(static_cast<double>(rng.Below(4000)) / 400 - 5, 0.1 + rng.Below(100) / 50.0);
    const auto cost = [&](int candidate) {
      const int magnitude = std::abs(candidate);
      double value = 0;
      if (magnitude > 0) {
        const auto c = static_cast<size_t>(std::min(magnitude, 3) - 1);
        value = step * (magnitude + choice.offsets_q8[static_cast<size_t>(k)][c] / 256.0);
      }
      const double error = std::abs(source) * quant - value;
      const int32_t centre = candidate * 4096;
      const double mass = Between(mixture, centre - kHalfLevelQ12, centre + kHalfLevelQ12);
      return error * error -
             static_cast<double>(choice.lambda_q8) / 256 * std::log(mass / 2147483648.0);
    };
    const int sign = level < 0 ? -1 : 1;
    const double least = std::min({cost(level), cost(level - sign), cost(0)});
    const int chosen =
        ChooseAc(choice, static_cast<int16_t>(source), level, mixture, static_cast<size_t>(k));
    // Values are Q4, and nats Q16.
    EXPECT_LE(cost(chosen), least + 0.2 * (1 + std::abs(source) * quant) +
                                static_cast<double>(choice.lambda_q8) / 256 * 0.001);
    if (chosen != level) ++num_moved;
  }
  EXPECT_GT(num_moved, 1000);
}

TEST(LevelChooser, ShiftedLevelsCostWhatTheyStandFor) {
  std::array<uint8_t, 64> shifts{};
  shifts[5] = 2;
  const LevelChoice choice = Choice(10, 10, kTinyLambda);
  // Level 3 is 12 steps of 10.
  EXPECT_EQ(ChooseAc(choice, 12, 3, Around(0, 0.2), 5, shifts), 3);
  EXPECT_EQ(ChooseAc(choice, 9, 3, Around(0, 0.2), 5, shifts), 2);
  EXPECT_EQ(ChooseAc(choice, 1, 1, Around(0, 0.2), 5, shifts), 0);
}

int ChooseDc(const LevelChoice& choice, int16_t source, int level, const LogisticMixture& mixture,
             const std::array<uint8_t, 64>& shifts = kNoShifts) {
  return LevelChooser(choice, shifts).Dc(source, level, mixture);
}

TEST(LevelChooser, DcMovesByOneAtMost) {
  const LevelChoice tiny = Choice(4, 8, kTinyLambda), huge = Choice(4, 8, kHugeLambda);
  for (int source = -1024; source <= 1023; source += 3) {
    const int level = Nearest(source, 4, 8);
    for (const double mean : {-300.0, -2.0, 0.0, 1.0, 400.0}) {
      EXPECT_LE(std::abs(source * 4 - 8 * ChooseDc(tiny, static_cast<int16_t>(source), level,
                                                   Around(mean, 0.5))),
                4);
      const double towards = mean - level;
      const int wanted = towards > 0.6 ? level + 1 : towards < -0.6 ? level - 1 : level;
      const int chosen = ChooseDc(huge, static_cast<int16_t>(source), level, Around(mean, 2));
      EXPECT_LE(std::abs(chosen - level), 1);
      if (std::abs(towards) < 20) {
        EXPECT_EQ(chosen, wanted) << source << " " << mean;
      }
    }
  }
}

// Differences of DC must fit Huffman tables for 8-bit samples: size 11, so at most 2047.
TEST(LevelChooser, DcStaysInItsRange) {
  const LevelChoice choice = Choice(1, 1, kHugeLambda);
  for (const double mean : {-2000.0, -1025.0, 1024.0, 2000.0}) {
    for (const int level : {-1024, -1023, 1022, 1023}) {
      const int chosen = ChooseDc(choice, static_cast<int16_t>(level), level, Around(mean, 300));
      EXPECT_GE(chosen, -1024);
      EXPECT_LE(chosen, 1023);
      EXPECT_TRUE(chosen != -1024 || level == -1024);
    }
  }
}

TEST(LevelChooser, ShiftedDcStaysInItsRange) {
  const LevelChoice choice = Choice(1, 1, kHugeLambda);
  for (uint8_t shift = 1; shift <= 10; ++shift) {
    std::array<uint8_t, 64> shifts{};
    shifts[0] = shift;
    for (const int dc : {-1024, 1024 - (1 << shift)}) {
      const int chosen = ChooseDc(choice, static_cast<int16_t>(dc), dc >> shift,
                                  Around(dc < 0 ? -2000 : 2000, 300), shifts);
      EXPECT_GE(chosen * (1 << shift), -1024) << int{shift};
      EXPECT_LE(chosen * (1 << shift), 1023) << int{shift};
    }
  }
}

// The largest errors and costs do not wrap around.
TEST(LevelChooser, Extremes) {
  LevelChoice choice = Choice(65535, 65535, kHugeLambda);
  for (auto& offsets : choice.offsets_q8) offsets = {-127, 127, -127};
  const LogisticMixture near = Around(0, 0.1);
  for (const int source : {-1023, 1023}) {
    // Whatever it costs, 2^32 / 256 squared errors per nat are nothing to 1023 x 65535, squared.
    EXPECT_EQ(ChooseAc(choice, static_cast<int16_t>(source), source, near), source);
    EXPECT_EQ(ChooseDc(choice, static_cast<int16_t>(source), source, near), source);
  }
}

}  // namespace
}  // namespace jackdaw::test
