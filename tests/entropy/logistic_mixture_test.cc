#include "entropy/logistic_mixture.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

constexpr double kOne = 2147483648.0;

entropy::LogisticMixture RandomMixture(TestRng& rng) {
  entropy::LogisticMixture mixture;
  for (int j = 0; j < 2; ++j) {
    mixture.mean[j] = static_cast<int32_t>(rng.Below(1u << 17)) - (1 << 16);
    mixture.inverse_scale[j] = 349 + rng.Below(1u << (10 + rng.Below(18)));
  }
  mixture.weight = 1 + rng.Below(32767);
  return mixture;
}

double RealUpper(const entropy::LogisticMixture& mixture, int32_t boundary) {
  double sum = 0;
  for (int j = 0; j < 2; ++j) {
    const double scale = 1048576.0 / mixture.inverse_scale[j];
    const double t = (boundary - mixture.mean[j]) / 4096.0 / scale;
    sum += (j == 0 ? mixture.weight : 32768 - mixture.weight) / 32768.0 / (1 + std::exp(t));
  }
  return sum;
}

// What Tail() multiplies in 32 bits.
TEST(Tail, EntriesAreAtMost2To23Apart) {
  const auto& tail = entropy::logistic_mixture_internal::kTailQ31;
  for (size_t i = 0; i + 1 < tail.size(); ++i) {
    EXPECT_GE(tail[i], tail[i + 1]);
    EXPECT_LE(tail[i] - tail[i + 1], uint32_t{1} << 23);
  }
}

TEST(LnQ16, IsNearTheLogarithm) {
  for (uint64_t x = 1; x < 100000; ++x) {
    ASSERT_NEAR(entropy::LnQ16(x), 65536 * std::log(static_cast<double>(x)), 1.2) << x;
  }
  TestRng rng(1);
  for (int i = 0; i < 100000; ++i) {
    const uint64_t x = (rng.Next() >> rng.Below(64)) | 1;
    ASSERT_NEAR(entropy::LnQ16(x), 65536 * std::log(static_cast<double>(x)), 1.2) << x;
    ASSERT_GE(entropy::LnQ16(x), entropy::LnQ16(x - (x > 1 ? 1 : 0)));
  }
}

TEST(LnQ16, FixedValues) {
  EXPECT_EQ(entropy::LnQ16(1), 0);
  EXPECT_EQ(entropy::LnQ16(2), 45426);
  EXPECT_EQ(entropy::LnQ16(3), 71999);
  EXPECT_EQ(entropy::LnQ16(65535), 726816);
  EXPECT_EQ(entropy::LnQ16(UINT64_MAX), 2907270);
}

TEST(LnQ24, IsNearTheLogarithm) {
  TestRng rng(5);
  for (int i = 0; i < 200000; ++i) {
    const auto x = i < 100000 ? static_cast<uint32_t>(i) + 1
                              : static_cast<uint32_t>(rng.Next() >> (32 + rng.Below(32))) | 1;
    ASSERT_NEAR(entropy::LnQ24(x), 16777216 * std::log(static_cast<double>(x)), 50) << x;
    ASSERT_GE(entropy::LnQ24(x), entropy::LnQ24(x - (x > 1 ? 1 : 0)));
  }
  EXPECT_EQ(entropy::LnQ24(1), 0);
  EXPECT_EQ(entropy::LnQ24(uint32_t{1} << 31), 31 * entropy::logistic_mixture_internal::kLn2Q24);
}

TEST(ZeroBelief, IsThatOfTheMasses) {
  TestRng rng(6);
  for (int i = 0; i < 100000; ++i) {
    const entropy::LogisticMixture mixture = RandomMixture(rng);
    const entropy::ZeroBelief zero = entropy::BeliefInZero(mixture);
    ASSERT_EQ(zero.lower, entropy::Lower(mixture, -entropy::kHalfLevelQ12));
    ASSERT_EQ(zero.upper, entropy::Upper(mixture, entropy::kHalfLevelQ12));
    const double nonzero =
        std::min((static_cast<double>(zero.lower) + zero.upper) / kOne, 1 - 1 / kOne);
    ASSERT_NEAR(zero.log_odds / 16777216.0, std::log(nonzero / (1 - nonzero)), 1e-5);
    ASSERT_NEAR(zero.cost / 8388608.0, -std::log1p(-nonzero), 1e-5);
  }
}

TEST(AnyNonzero, IsTheLogarithm) {
  TestRng rng(7);
  for (int i = 0; i < 100000; ++i) {
    const auto cost = static_cast<uint32_t>((rng.Next() & 0x7FFFFFF) >> rng.Below(24)) | 1;
    const double s = cost / 8388608.0;
    ASSERT_NEAR(entropy::LnAnyNonzero(cost) / 16777216.0, std::log(-std::expm1(-s)), 2e-4) << cost;
    ASSERT_NEAR(entropy::LogOddsAnyNonzero(cost) / 16777216.0, std::log(std::expm1(s)), 2e-4)
        << cost;
  }
  EXPECT_EQ(entropy::LnAnyNonzero(0), entropy::LnAnyNonzero(1));
  EXPECT_EQ(entropy::StretchLogOdds(entropy::LogOddsAnyNonzero(UINT32_MAX)), entropy::kStretchMax);
}

TEST(LogisticMixture, MassesAreNearTheRealOnes) {
  TestRng rng(2);
  for (int i = 0; i < 100000; ++i) {
    const entropy::LogisticMixture mixture = RandomMixture(rng);
    const int32_t low = static_cast<int32_t>(rng.Below(1u << 17)) - (1 << 16);
    const int32_t high = low + 1 + static_cast<int32_t>(rng.Below(1 << 14));
    const double upper = RealUpper(mixture, low);
    // Linear interpolation over 1/64, and a tail that ends at 16.
    const double tolerance = 4e-5 * kOne;
    ASSERT_NEAR(entropy::Upper(mixture, low), upper * kOne, tolerance);
    ASSERT_NEAR(entropy::Lower(mixture, low), (1 - upper) * kOne, tolerance);
    const double between = upper - RealUpper(mixture, high);
    ASSERT_NEAR(entropy::Between(mixture, low, high), between * kOne, tolerance);
  }
}

TEST(LogisticMixture, MassesAddUp) {
  TestRng rng(3);
  for (int i = 0; i < 100000; ++i) {
    const entropy::LogisticMixture mixture = RandomMixture(rng);
    const uint64_t all =
        uint64_t{entropy::Lower(mixture, -entropy::kHalfLevelQ12)} +
        entropy::Between(mixture, -entropy::kHalfLevelQ12, entropy::kHalfLevelQ12) +
        entropy::Upper(mixture, entropy::kHalfLevelQ12);
    ASSERT_GE(all, uint64_t{1} << 31);
    ASSERT_LE(all, (uint64_t{1} << 31) + 3);
  }
}

TEST(LogisticMixture, MirrorsExactly) {
  TestRng rng(4);
  for (int i = 0; i < 10000; ++i) {
    entropy::LogisticMixture mixture = RandomMixture(rng);
    // Positions round down, and so mirror exactly only when they are integers.
    mixture.inverse_scale[0] &= ~131071u;
    mixture.inverse_scale[1] &= ~131071u;
    const int32_t boundary = static_cast<int32_t>(rng.Below(1u << 17)) - (1 << 16);
    ASSERT_EQ(entropy::Upper(mixture, boundary),
              entropy::Lower(entropy::Mirrored(mixture), -boundary));
  }
}

TEST(LogisticMixture, IsAtLeastOneAtTheEdges) {
  constexpr uint32_t kScales[] = {1, 349, 1 << 20, 154410271};
  for (const uint32_t scale : kScales) {
    for (const int32_t mean : {-(1 << 27), 0, 1 << 27}) {
      const entropy::LogisticMixture mixture = {{mean, -mean}, {scale, scale}, 1};
      for (const int32_t boundary : {-(1 << 28), -2048, 2047, 1 << 28}) {
        EXPECT_GE(entropy::Upper(mixture, boundary), 1u);
        EXPECT_GE(entropy::Lower(mixture, boundary), 1u);
        EXPECT_GE(entropy::Between(mixture, boundary, boundary + 1), 1u);
        EXPECT_LE(entropy::Upper(mixture, boundary), (1u << 31) + 1);
      }
    }
  }
}

TEST(LogisticMixture, FixedMasses) {
  const entropy::LogisticMixture mixture = {{1000, -3000}, {1 << 20, 3 << 19}, 20000};
  EXPECT_EQ(entropy::Upper(mixture, 2048), 685805345u);
  EXPECT_EQ(entropy::Lower(mixture, -2048), 912766882u);
  EXPECT_EQ(entropy::Between(mixture, -2048, 2048), 548911422u);
}

TEST(RatioQ16, IsAProbability) {
  EXPECT_EQ(entropy::RatioQ16(1, 1), 32768u);
  EXPECT_EQ(entropy::RatioQ16(3, 1), 49152u);
  EXPECT_EQ(entropy::RatioQ16(1, UINT32_MAX), 1u);
  EXPECT_EQ(entropy::RatioQ16(UINT32_MAX, 1), 65535u);
  EXPECT_EQ(entropy::RatioQ16(UINT32_MAX, UINT32_MAX), 32768u);
}

TEST(StretchRatio, IsClamped) {
  EXPECT_EQ(entropy::StretchRatio(1, 1), 0);
  EXPECT_EQ(entropy::StretchRatio(2, 1), 177);
  EXPECT_EQ(entropy::StretchRatio(1, 2), -178);  // rounds down
  EXPECT_EQ(entropy::StretchRatio(UINT32_MAX, 1), entropy::kStretchMax);
  EXPECT_EQ(entropy::StretchRatio(1, UINT32_MAX), -entropy::kStretchMax);
}

}  // namespace
}  // namespace jackdaw::test
