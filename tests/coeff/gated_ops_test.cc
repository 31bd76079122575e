#include "codec/coeff/prior/gated_ops.h"

#include <gtest/gtest.h>

#include <memory>

#include "codec/coeff/prior/gated_contexts.h"
#include "codec/coeff/prior/gated_state.h"
#include "entropy/bit_ops.h"
#include "tests/support/test_rng.h"

namespace jackdaw::coeff {
namespace {

// A coder that adds up what decisions cost, in units of 1/256 nat of the stretched probability.
struct CountOps {
  static constexpr bool kDecodes = false;
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
    gate.Won(-1000);
    ++more;
  }
  EXPECT_LE(more, 20 * Gate::kPeriod);
}

TEST(Gate, TakesTheLargestNumbers) {
  for (const int32_t won : {INT32_MIN, INT32_MAX}) {
    Gate gate;
    for (int i = 0; i < 3 * Gate::kPeriod && gate.open(); ++i) gate.Won(won);
    EXPECT_EQ(gate.open(), won > 0);
  }
}

// Ones with p_q16, predicted with `odds`; returns the probability after `n` decisions.
uint32_t Learned(int32_t odds, uint32_t p_q16, int n) {
  test::TestRng rng(p_q16 + 1);
  GatedSet set;
  CountOps coder;
  for (int i = 0; i < n; ++i) {
    CodeGated(
        coder, set, odds, [] { return size_t{3}; }, rng.Below(65536) < p_q16 ? 1 : 0);
  }
  return coder.last;
}

TEST(GatedOps, LearnsWhereThePredictionIsWrong) {
  for (const int32_t odds : {-700, 0, 900}) {
    for (const uint32_t p : {3000u, 20000u, 50000u, 63000u}) {
      const uint32_t predicted = entropy::Squash(odds);
      if (predicted > p / 2 && predicted < 2 * p) continue;
      EXPECT_NEAR(Learned(odds, p, 4000), p, 600 + p / 6) << odds << ' ' << p;
    }
  }
}

// But for the noise of a trial.
TEST(GatedOps, LeavesARightPredictionAlone) {
  for (const int32_t odds : {-600, -100, 0, 300}) {
    const uint32_t p = entropy::Squash(odds);
    EXPECT_NEAR(Learned(odds, p, 5000), p, 200 + p / 5) << odds;
  }
}

TEST(GatedOps, CorrectionsStayInTheirRange) {
  // The worst errors, again and again: nothing overflows (sanitizers) and the sign is right.
  for (const int bit : {0, 1}) {
    GatedSet set;
    CountOps coder;
    for (int i = 0; i < 20000; ++i) {
      CodeGated(
          coder, set, bit != 0 ? -entropy::kStretchMax : entropy::kStretchMax,
          [] { return kGatedContexts - 1; }, bit);
    }
    EXPECT_GT(bit != 0 ? coder.last : 65536 - coder.last, 60000u);
  }
}

TEST(GatedOps, BothSidesDoTheSame) {
  test::TestRng rng(4);
  struct Decision {
    int32_t odds;
    size_t context;
    int bit;
  };
  std::vector<Decision> decisions;
  for (int i = 0; i < 20000; ++i) {
    const auto odds = static_cast<int32_t>(rng.Below(5631)) - 2815;
    decisions.push_back(
        {odds, rng.Below(32), rng.Below(65536) < entropy::Squash(odds / 2) ? 1 : 0});
  }
  entropy::EncodeOps encoder;
  GatedSet encoded;
  for (const Decision& d : decisions) {
    CodeGated(
        encoder, encoded, d.odds, [&] { return d.context; }, d.bit);
  }
  const Bytes stream = encoder.Finish();
  entropy::DecodeOps decoder(stream);
  GatedSet decoded;
  for (const Decision& d : decisions) {
    ASSERT_EQ(CodeGated(
                  decoder, decoded, d.odds, [&] { return d.context; }, 0),
              d.bit);
  }
  EXPECT_TRUE(decoder.Finish());
  EXPECT_EQ(encoded.by_odds, decoded.by_odds);
  EXPECT_EQ(encoded.by_context, decoded.by_context);
}

TEST(GatedContexts, LastGroup) {
  EXPECT_EQ(LastGroup(0), 0);
  EXPECT_EQ(LastGroup(1), 0);
  EXPECT_EQ(LastGroup(2), 1);
  EXPECT_EQ(LastGroup(uint64_t{1} << 6 | 3), 6);
  EXPECT_EQ(LastGroup(~uint64_t{0}), 14);
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
    b.num_nonzero = static_cast<uint8_t>(rng.Below(64));
    b.west_dc_residual = kValues[rng.Below(10)];
    b.north_dc_residual = kValues[rng.Below(10)];
    const auto expect = [](size_t context) { ASSERT_LT(context, kGatedContexts); };
    for (size_t k = 1; k < 64; ++k) {
      expect(GatedContexts<false>::Zero(k, b));
      expect(GatedContexts<true>::Zero(k, b));
      expect(GatedContexts<false>::Sign(k, b));
      expect(GatedContexts<true>::Sign(k, b));
      expect(GatedContexts<false>::Magnitude(k, b));
      expect(GatedContexts<true>::Magnitude(k, b));
    }
    for (size_t g = 1; g < 15; ++g) {
      expect(GatedContexts<false>::Any(kGroupBegin[g], kGroupBegin[g + 1], b));
    }
    expect(GatedContexts<false>::Last(b));
    expect(GatedContexts<false>::Dc(b));
    expect(GatedContexts<false>::DcSign(b));
  }
}

TEST(GatedState, IsSmall) { EXPECT_LE(sizeof(GatedState), 96u << 10); }

}  // namespace
}  // namespace jackdaw::coeff
