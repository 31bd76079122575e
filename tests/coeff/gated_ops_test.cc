#include "codec/coeff/prior/gated_ops.h"

#include <gtest/gtest.h>

#include <memory>

#include "codec/coeff/prior/gated_contexts.h"
#include "codec/coeff/prior/gated_state.h"
#include "entropy/bit_ops.h"
#include "tests/support/test_rng.h"

namespace jackdaw::coeff {
namespace {

// A coder that notes the probability.
struct CountOps {
  int Bit(int bit, uint32_t p1_q16) {
    last = p1_q16;
    return bit;
  }
  uint32_t last = 0;
};

TEST(Gate, ClosesWithoutAGainAndTriesAgain) {
  Gate gate;
  for (int i = 0; i < Gate::kFirst; ++i) {
    ASSERT_TRUE(gate.open()) << i;
    gate.Won(0);
  }
  // Pauses double up to the last one.
  int pause = Gate::kFirstPause;
  for (int round = 0; round < 8; ++round) {
    for (int i = 0; i < pause; ++i) {
      ASSERT_FALSE(gate.open()) << round << ' ' << i;
      gate.Passed();
    }
    for (int i = 0; i < Gate::kTrial; ++i) {
      ASSERT_TRUE(gate.open());
      gate.Won(-5);
    }
    pause = std::min<int>(2 * pause, Gate::kLastPause);
  }
}

TEST(Gate, StaysOpenWhileItWins) {
  Gate gate;
  for (int i = 0; i < 10000; ++i) {
    ASSERT_TRUE(gate.open());
    gate.Won(static_cast<int32_t>(Gate::kLeastWin / Gate::kFirst + 1));
  }
  int more = 0;
  while (gate.open()) {
    gate.Won(-60);
    ++more;
  }
  EXPECT_LE(more, 20 * Gate::kPeriod);
}

TEST(Gate, TakesTheLargestNumbers) {
  for (const int64_t most : {-Gate::kMostWin, Gate::kMostWin}) {
    const auto won = static_cast<int32_t>(most);
    Gate gate;
    for (int i = 0; i < 3 * Gate::kPeriod && gate.open(); ++i) gate.Won(won);
    EXPECT_EQ(gate.open(), won > 0);
  }
}

using Sets = GatedSets<1, 32>;

// Ones with p_q16, predicted with `odds`; returns the mean probability of the last quarter of `n`
// decisions.
uint32_t Learned(int32_t odds, uint32_t p_q16, int n) {
  test::TestRng rng(p_q16 + 1);
  const auto sets = std::make_unique<Sets>();
  CountOps coder;
  uint32_t sum = 0;
  for (int i = 0; i < n; ++i) {
    CodeGated(
        coder, *sets, {0, 0}, odds,
        [] {
          return GatedContext{3, 4, 5};
        },
        rng.Below(65536) < p_q16 ? 1 : 0);
    if (i >= n - n / 4) sum += coder.last;
  }
  return sum / static_cast<uint32_t>(n / 4);
}

TEST(GatedOps, LearnsWhereThePredictionIsWrong) {
  for (const int32_t odds : {-700, 0, 900}) {
    for (const uint32_t p : {3000u, 20000u, 50000u, 63000u}) {
      const uint32_t predicted = entropy::Squash(odds);
      if (predicted > p / 2 && predicted < 2 * p) continue;
      const uint32_t near = 600 + p / 6;
      EXPECT_NEAR(Learned(odds, p, 4000), p, near) << odds << ' ' << p;
    }
  }
}

// But for the noise of a trial.
TEST(GatedOps, LeavesARightPredictionAlone) {
  for (const int32_t odds : {-600, -100, 0, 300}) {
    const uint32_t p = entropy::Squash(odds);
    const uint32_t near = 200 + p / 5;
    EXPECT_NEAR(Learned(odds, p, 5000), p, near) << odds;
  }
}

TEST(GatedOps, CorrectionsStayInTheirRange) {
  // The worst errors, again and again: nothing overflows (sanitizers) and the sign is right.
  for (const int bit : {0, 1}) {
    const auto sets = std::make_unique<Sets>();
    CountOps coder;
    for (int i = 0; i < 100000; ++i) {
      CodeGated(
          coder, *sets, {0, 0}, bit != 0 ? -entropy::kStretchMax : entropy::kStretchMax,
          [] {
            return GatedContext{31, 31, 31};
          },
          bit);
      if (i < 1000) continue;
      ASSERT_GT(bit != 0 ? coder.last : 65536 - coder.last, 60000u) << i;
    }
  }
}

TEST(GatedOps, BothSidesDoTheSame) {
  test::TestRng rng(4);
  struct Decision {
    int32_t odds;
    GatedContext context;
    int bit;
  };
  std::vector<Decision> decisions;
  for (int i = 0; i < 20000; ++i) {
    const auto odds = static_cast<int32_t>(rng.Below(5631)) - 2815;
    decisions.push_back({odds,
                         {rng.Below(32), rng.Below(32), rng.Below(32)},
                         rng.Below(65536) < entropy::Squash(odds / 2) ? 1 : 0});
  }
  entropy::EncodeOps encoder;
  const auto encoded = std::make_unique<Sets>();
  for (const Decision& d : decisions) {
    CodeGated(
        encoder, *encoded, {0, 0}, d.odds, [&] { return d.context; }, d.bit);
  }
  const Bytes stream = encoder.Finish();
  entropy::DecodeOps decoder(stream);
  const auto decoded = std::make_unique<Sets>();
  for (const Decision& d : decisions) {
    ASSERT_EQ(CodeGated(
                  decoder, *decoded, {0, 0}, d.odds, [&] { return d.context; }, 0),
              d.bit);
  }
  EXPECT_TRUE(decoder.Finish());
  EXPECT_EQ(encoded->corrections, decoded->corrections);
}

// Masses give about the odds that they are, whether the gate is open or not.
TEST(GatedOps, MassesAreOdds) {
  test::TestRng rng(5);
  for (int round = 0; round < 2000; ++round) {
    const uint32_t one = 1 + (rng.Below(UINT32_MAX) >> rng.Below(16));
    const uint32_t zero = 1 + (rng.Below(UINT32_MAX) >> rng.Below(16));
    const uint32_t wanted = entropy::Squash(entropy::StretchRatio(one, zero));
    const auto sets = std::make_unique<Sets>();
    CountOps coder;
    int32_t odds = 0;
    const auto find = [&](int32_t x) {
      odds = x;
      return GatedContext{0, 0, 0};
    };
    CodeGatedMasses(coder, *sets, {0, 0}, one, zero, find, 1);
    EXPECT_EQ(odds, entropy::StretchRatio(one, zero));
    EXPECT_EQ(coder.last, wanted);
    while (sets->gates[0].open()) sets->gates[0].Won(0);
    CodeGatedMasses(coder, *sets, {0, 0}, one, zero, find, 1);
    const uint32_t near = 2 + wanted / 250;
    EXPECT_NEAR(coder.last, wanted, near) << one << ' ' << zero;
  }
}

TEST(GatedContexts, LastGroup) {
  EXPECT_EQ(LastGroup(0), 0);
  EXPECT_EQ(LastGroup(1), 0);
  EXPECT_EQ(LastGroup(2), 1);
  EXPECT_EQ(LastGroup(uint64_t{1} << 6 | 3), 6);
  EXPECT_EQ(LastGroup(~uint64_t{0}), 14);
}

template <class Sets>
constexpr size_t EntriesOf(Sets GatedState::*) {
  return Sets::kEntries;
}

// Every context is one of a set's, whatever the levels are.
TEST(GatedContexts, AreInRange) {
  test::TestRng rng(9);
  static constexpr int16_t kValues[] = {0, 0, 0, 1, -1, 2, -3, 40, 32767, -32768};
  for (int round = 0; round < 300; ++round) {
    std::array<std::array<int16_t, 64>, 4> levels;
    for (auto& block : levels) {
      for (int16_t& level : block) level = kValues[rng.Below(10)];
    }
    GatedBlock<false> b;
    b.level = levels[0].data();
    b.west = levels[1].data();
    b.north = levels[2].data();
    b.other = levels[3].data();
    b.west_nonzero = rng.OneIn(2) ? ~uint64_t{0} : 0;
    b.west_count = rng.OneIn(2) ? 64 : 0;
    b.north_count = rng.OneIn(2) ? 64 : 0;
    b.num_nonzero = static_cast<uint8_t>(rng.Below(64));
    b.west_dc_residual = kValues[rng.Below(10)];
    b.north_dc_residual = kValues[rng.Below(10)];
    b.north_west = levels[2].data();
    b.north_east = levels[1].data();
    b.north_east_nonzero = b.west_nonzero;
    const auto odds = static_cast<int32_t>(rng.Below(5631)) - 2815;
    const auto expect = [](const GatedContext& contexts, size_t entries) {
      for (const uint32_t context : contexts) ASSERT_LT(context, entries);
    };
    for (size_t k = 1; k < 64; ++k) {
      expect(GatedContexts<false>::Zero(k, round % 2 != 0, odds, b), EntriesOf(&GatedState::zero));
      expect(GatedContexts<true>::Zero(k, round % 2 != 0, odds, b), EntriesOf(&GatedState::zero));
      expect(GatedContexts<false>::Sign(k, odds, b), EntriesOf(&GatedState::sign));
      expect(GatedContexts<true>::Sign(k, odds, b), EntriesOf(&GatedState::sign));
      expect(GatedContexts<false>::Magnitudes(k, odds, b), EntriesOf(&GatedState::magnitude));
      expect(GatedContexts<true>::Magnitudes(k, odds, b), EntriesOf(&GatedState::magnitude));
    }
    for (size_t g = 1; g < 15; ++g) {
      expect(GatedContexts<false>::Any(kGroupBegin[g], kGroupBegin[g + 1], odds, b),
             EntriesOf(&GatedState::any));
    }
    for (int exponent = 1; exponent < 16; ++exponent) {
      for (uint32_t place = 0; place < static_cast<uint32_t>(exponent); ++place) {
        const uint32_t value = (uint32_t{2} << place) - 1;
        for (int predicted = -1; predicted < 8; ++predicted) {
          expect(GatedContexts<false>::Mantissa(exponent, place, value, predicted, odds),
                 EntriesOf(&GatedState::mantissa));
        }
      }
    }
    expect(GatedContexts<false>::Last(odds, b), EntriesOf(&GatedState::last));
    expect(GatedContexts<false>::Dc(odds, b), EntriesOf(&GatedState::dc));
  }
}

TEST(GatedState, IsSmall) { EXPECT_LE(sizeof(GatedState), 1536u << 10); }

}  // namespace
}  // namespace jackdaw::coeff
