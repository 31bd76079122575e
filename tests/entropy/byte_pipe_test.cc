// A decoder that follows its encoder through a pipe sees the same stream.
#include "entropy/byte_pipe.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "entropy/range_coder.h"
#include "tests/support/test_rng.h"

namespace jackdaw::entropy {
namespace {

struct Decision {
  int bit = 0;
  uint32_t p1_q16 = 0;
};

// Mostly likely decisions, some of the least likely ones.
std::vector<Decision> MakeDecisions(size_t count, uint64_t seed) {
  test::TestRng rng(seed);
  std::vector<Decision> decisions(count);
  for (Decision& d : decisions) {
    d.p1_q16 = 1 + static_cast<uint32_t>(rng.Next() % 65535);
    d.bit = rng.Next() % 65536 < d.p1_q16 ? 1 : 0;
  }
  return decisions;
}

template <class Encoder>
Bytes EncodeAll(const std::vector<Decision>& decisions, Encoder&& coder) {
  for (const Decision& d : decisions) coder.EncodeBit(d.bit, d.p1_q16);
  return coder.Finish();
}

TEST(BytePipe, GivesWhatWasAppended) {
  BytePipe pipe;
  const Bytes first = {1, 2, 3}, second = {4};
  pipe.Append(first);
  pipe.Append({});
  pipe.Append(second);
  EXPECT_TRUE(std::ranges::equal(pipe.Next(), first));
  EXPECT_FALSE(pipe.AtEnd());
  EXPECT_TRUE(std::ranges::equal(pipe.Next(), second));
  pipe.Close();
  pipe.Close();
  EXPECT_TRUE(pipe.AtEnd());
  EXPECT_TRUE(pipe.Next().empty());
  EXPECT_EQ(pipe.All(), (Bytes{1, 2, 3, 4}));
}

TEST(BytePipe, ChangesNoByteOfAStream) {
  for (const size_t count : {0u, 1u, 30u, 5000u, 100000u}) {
    SCOPED_TRACE(count);
    const std::vector<Decision> decisions = MakeDecisions(count, count);
    BytePipe pipe;
    const Bytes plain = EncodeAll(decisions, RangeEncoder());
    EXPECT_EQ(EncodeAll(decisions, RangeEncoder(&pipe)), plain);
    EXPECT_EQ(pipe.All(), plain);
  }
}

TEST(BytePipe, DecodesWhileItIsWritten) {
  const std::vector<Decision> decisions = MakeDecisions(300000, 1);
  BytePipe pipe;
  size_t num_right = 0;
  bool good = false;
  std::jthread reader([&] {
    RangeDecoder coder(&pipe);
    for (const Decision& d : decisions) num_right += coder.DecodeBit(d.p1_q16) == d.bit ? 1 : 0;
    good = coder.Finish();
  });
  EncodeAll(decisions, RangeEncoder(&pipe));
  reader.join();
  EXPECT_EQ(num_right, decisions.size());
  EXPECT_TRUE(good);
}

TEST(BytePipe, FinishSeesBytesThatAreLeftOver) {
  const std::vector<Decision> decisions = MakeDecisions(20000, 2);
  BytePipe pipe;
  EncodeAll(decisions, RangeEncoder(&pipe));
  RangeDecoder coder(&pipe);
  for (size_t i = 0; i < decisions.size() / 2; ++i) coder.DecodeBit(decisions[i].p1_q16);
  EXPECT_FALSE(coder.Finish());
}

TEST(BytePipe, AClosedPipeIsAShortStream) {
  BytePipe pipe;
  pipe.Close();
  RangeDecoder coder(&pipe);
  for (int i = 0; i < 1000; ++i) coder.DecodeBit(20000);
  EXPECT_TRUE(coder.Exhausted());
}

}  // namespace
}  // namespace jackdaw::entropy
