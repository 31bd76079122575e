#include "entropy/adaptive_bit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/support/test_rng.h"

namespace jackdaw::entropy {
namespace {

using test::TestRng;

constexpr int32_t kMaxP22 = (1 << 22) - 1;

BitSlot MakeSlot(int32_t p_q22, uint32_t rate) { return static_cast<uint32_t>(p_q22) << 10 | rate; }
int32_t P22(BitSlot slot) { return static_cast<int32_t>(slot >> 10); }
uint32_t Rate(BitSlot slot) { return slot & kSlotRateMask; }

// Both ends, both sides of every eighth of the range, and units of 128 around them.
std::vector<int32_t> EdgeProbabilities() {
  std::vector<int32_t> out;
  for (int32_t p = 0; p < 520; ++p) {
    out.push_back(p);
    out.push_back(kMaxP22 - p);
  }
  for (int eighth = 1; eighth < 8; ++eighth) {
    for (int d = -129; d <= 129; d += 43) out.push_back((eighth << 19) + d);
  }
  return out;
}

// UpdatedSlot from its description: wide signed numbers, floor division.
BitSlot ReferenceUpdate(BitSlot slot, int bit) {
  const int64_t p = slot >> 10;
  const int64_t rate = Rate(slot);
  const auto floor_div = [](int64_t a, int64_t b) { return a >= 0 ? a / b : -((b - 1 - a) / b); };
  const int64_t difference = floor_div((bit != 0 ? kMaxP22 : 127) - p, 128);
  const int64_t updated = p + floor_div(difference * rate, 8);
  const int64_t decay = rate > kMinSlotRate ? (5 * rate * rate + 8191) / 8192 : 0;
  EXPECT_GE(updated, 0);
  EXPECT_LE(updated, kMaxP22);
  EXPECT_GE(rate - decay, 0);
  return static_cast<BitSlot>(updated * 1024 + (rate - decay));
}

TEST(BitSlot, StartsAtOneHalf) {
  EXPECT_EQ(SlotP12(kInitialSlot), 2048u);
  EXPECT_EQ(SlotP16(kInitialSlot), 32768u);
  EXPECT_EQ(Rate(kInitialSlot), kMaxSlotRate);
}

TEST(BitSlot, EveryRateAtEdgeProbabilities) {
  for (uint32_t rate = 0; rate <= kMaxSlotRate; ++rate) {
    for (const int32_t p : EdgeProbabilities()) {
      const BitSlot slot = MakeSlot(p, rate);
      for (const int bit : {0, 1}) {
        const BitSlot updated = UpdatedSlot(slot, bit);
        ASSERT_EQ(updated, ReferenceUpdate(slot, bit)) << p << " " << rate << " " << bit;
        // Towards the bit, never beyond the target; a rate never grows.
        if (bit != 0) {
          ASSERT_GE(P22(updated), p);
        }
        if (bit == 0) {
          ASSERT_LE(P22(updated), p);
        }
        ASSERT_LE(Rate(updated), rate);
      }
    }
  }
}

TEST(BitSlot, RandomSlots) {
  TestRng rng(1);
  for (int i = 0; i < 2000000; ++i) {
    const BitSlot slot =
        MakeSlot(static_cast<int32_t>(rng.Next() >> 42), rng.Below(kMaxSlotRate + 1));
    const int bit = static_cast<int>(rng.Next() & 1);
    ASSERT_EQ(UpdatedSlot(slot, bit), ReferenceUpdate(slot, bit)) << slot << " " << bit;
  }
}

TEST(BitSlot, ProbabilitiesForTheCoderAreOffTheEnds) {
  for (int32_t p = 0; p <= kMaxP22; ++p) {
    const uint32_t p16 = SlotP16(MakeSlot(p, 100));
    ASSERT_GE(p16, 64u);
    ASSERT_LE(p16, 65472u);
    ASSERT_LE(SlotP12(MakeSlot(p, 100)), 4095u);
  }
}

// From its description, as ReferenceUpdate.
BitSlot ReferenceLoneUpdate(BitSlot slot, int bit) {
  const int64_t p = slot >> 10, rate = Rate(slot);
  const auto floor_div = [](int64_t a, int64_t b) { return a >= 0 ? a / b : -((b - 1 - a) / b); };
  const int64_t difference = floor_div((bit != 0 ? 65472 * 64 : 64 * 64 + 127) - p, 128);
  const int64_t updated = p + floor_div(difference * rate, 8);
  const int64_t decay = rate > kMinSlotRate ? (5 * rate * rate + 8191) / 8192 : 0;
  return static_cast<BitSlot>(updated * 1024 + (rate - decay));
}

TEST(LoneSlot, StaysOffTheEnds) {
  std::vector<int32_t> probabilities = {1 << 21};
  for (const int32_t end : {64 << 6, (65472 << 6) - 1000}) {
    for (int32_t p = end; p <= end + 1000; ++p) probabilities.push_back(p);
  }
  for (uint32_t rate = 0; rate <= kMaxSlotRate; ++rate) {
    for (const int32_t p : probabilities) {
      for (const int bit : {0, 1}) {
        const BitSlot slot = MakeSlot(p, rate), updated = UpdatedLoneSlot(slot, bit);
        ASSERT_EQ(updated, ReferenceLoneUpdate(slot, bit)) << p << " " << rate << " " << bit;
        ASSERT_GE(LoneSlotP16(updated), 64u) << p << " " << rate;
        ASSERT_LE(LoneSlotP16(updated), 65472u) << p << " " << rate;
      }
    }
  }
}

TEST(LoneSlot, RandomSlots) {
  TestRng rng(3);
  for (int i = 0; i < 1000000; ++i) {
    const auto p = static_cast<int32_t>(64 * 64 + rng.Below(65408 * 64));
    const BitSlot slot = MakeSlot(p, rng.Below(kMaxSlotRate + 1));
    const int bit = static_cast<int>(rng.Next() & 1);
    ASSERT_EQ(UpdatedLoneSlot(slot, bit), ReferenceLoneUpdate(slot, bit)) << slot << " " << bit;
  }
}

TEST(BitSlot, RunsNeverLeaveTheRange) {
  for (uint32_t rate = 0; rate <= kMaxSlotRate; ++rate) {
    for (const int first : {0, 1}) {
      BitSlot slot = MakeSlot(1 << 21, rate);
      for (int i = 0; i < 3000; ++i) slot = ReferenceUpdate(slot, first);
      for (int i = 0; i < 300; ++i) slot = ReferenceUpdate(slot, 1 - first);
    }
  }
}

// The rate falls with every decision until it is about 1/128 and stays there; lower ones stay as
// they are.
TEST(BitSlot, RatesSettle) {
  for (uint32_t rate = 0; rate <= kMaxSlotRate; ++rate) {
    BitSlot slot = MakeSlot(1 << 21, rate);
    for (int i = 0; i < 1000; ++i) slot = UpdatedSlot(slot, i & 1);
    if (rate <= kMinSlotRate) {
      EXPECT_EQ(Rate(slot), rate);
    }
    if (rate > kMinSlotRate) {
      EXPECT_EQ(Rate(slot), kMinSlotRate);
    }
  }
}

TEST(BitSlot, LearnsAFrequency) {
  TestRng rng(2);
  for (const uint32_t percent : {1u, 10u, 50u, 90u, 99u}) {
    BitSlot slot = kInitialSlot;
    int64_t sum = 0;
    for (int i = 0; i < 20000; ++i) {
      slot = UpdatedSlot(slot, rng.Below(100) < percent ? 1 : 0);
      if (i >= 10000) sum += SlotP16(slot);
    }
    EXPECT_NEAR(static_cast<double>(sum) / 10000 / 655.36, percent, 1.5);
  }
}

void ExpectFourEqual(const std::vector<BitSlot>& before, int bit) {
  std::vector<BitSlot> slots = before;
  BitSlot* const pointers[4] = {&slots[0], &slots[1], &slots[2], &slots[3]};
  UpdateFourSlots(pointers, bit);
  for (size_t i = 0; i < 4; ++i) {
    ASSERT_EQ(slots[i], UpdatedSlot(before[i], bit)) << before[i] << " " << bit;
  }
}

TEST(UpdateFourSlots, EqualsUpdatedSlotAtTheEdges) {
  const std::vector<int32_t> edges = EdgeProbabilities();
  std::vector<BitSlot> four;
  for (uint32_t rate = 0; rate <= kMaxSlotRate; ++rate) {
    for (const int32_t p : edges) {
      four.push_back(MakeSlot(p, rate));
      if (four.size() < 4) continue;
      ExpectFourEqual(four, 0);
      ExpectFourEqual(four, 1);
      if (HasFatalFailure()) return;
      four.clear();
    }
  }
}

TEST(UpdateFourSlots, EqualsUpdatedSlotOnRandomSlots) {
  TestRng rng(3);
  for (int i = 0; i < 1000000 && !HasFatalFailure(); ++i) {
    std::vector<BitSlot> four(4);
    for (BitSlot& slot : four) {
      slot = MakeSlot(static_cast<int32_t>(rng.Next() >> 42), rng.Below(kMaxSlotRate + 1));
    }
    ExpectFourEqual(four, static_cast<int>(rng.Next() & 1));
  }
}

// Slots that lie side by side, in any order.
TEST(UpdateFourSlots, WritesOnlyItsSlots) {
  std::vector<BitSlot> slots(8, kInitialSlot);
  BitSlot* const pointers[4] = {&slots[6], &slots[1], &slots[3], &slots[2]};
  UpdateFourSlots(pointers, 1);
  for (const size_t i : {0u, 4u, 5u, 7u}) EXPECT_EQ(slots[i], kInitialSlot);
  for (const size_t i : {1u, 2u, 3u, 6u}) EXPECT_EQ(slots[i], UpdatedSlot(kInitialSlot, 1));
}

TEST(TwoRateBit, StaysInRangeFromEveryStart) {
  for (uint32_t start = 0; start < 65536; ++start) {
    TwoRateBit model(start);
    ASSERT_GE(model.p1_q16(), 1u);
    ASSERT_LE(model.p1_q16(), 65535u);
    for (int i = 0; i < 40; ++i) {
      const uint32_t before = model.p1_q16();
      const int bit = (start >> (i % 16)) & 1;
      model.Update(bit);
      ASSERT_GE(model.p1_q16(), 1u);
      ASSERT_LE(model.p1_q16(), 65535u);
      if (bit != 0) {
        ASSERT_GE(model.p1_q16(), before);
      }
      if (bit == 0) {
        ASSERT_LE(model.p1_q16(), before);
      }
    }
  }
}

TEST(TwoRateBit, RunsReachTheEndsAndComeBack) {
  TwoRateBit model;
  EXPECT_EQ(model.p1_q16(), 32768u);
  for (int i = 0; i < 5000; ++i) model.Update(1);
  EXPECT_GT(model.p1_q16(), 65000u);
  for (int i = 0; i < 5000; ++i) model.Update(0);
  EXPECT_LT(model.p1_q16(), 500u);
  EXPECT_GE(model.p1_q16(), 32u);
}

}  // namespace
}  // namespace jackdaw::entropy
