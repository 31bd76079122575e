// Carries through long runs of 0xFF bytes, which random streams never have.
//
// Any bytes are a legal stream of bits: decoding crafted bytes with some probabilities tells which
// bits an encoder must be given to end up at those bytes. Bytes just above a boundary, such as
// 12 34 56 79 00 .. 00 01, keep the encoder's interval on both sides of it until the carry comes.
// Only eight bytes of 0xFF at the very start are no stream: the first interval is [0, 2^64 - 1).
#include <gtest/gtest.h>

#include <vector>

#include "entropy/range_coder.h"
#include "tests/support/test_rng.h"

namespace jackdaw::entropy {
namespace {

using test::TestRng;

struct CodedBit {
  int bit = 0;
  uint32_t p1_q16 = 0;
};

// Bits that lead an encoder to `target`, as many as the decoder can read from it.
std::vector<CodedBit> BitsOf(const Bytes& target, uint64_t seed) {
  TestRng rng(seed);
  RangeDecoder decoder(target);
  std::vector<CodedBit> bits;
  while (!decoder.Exhausted()) {
    const uint32_t p = rng.OneIn(4) ? (rng.OneIn(2) ? 1 : 65535) : 1 + rng.Below(65535);
    bits.push_back({decoder.DecodeBit(p), p});
  }
  return bits;
}

// Encodes every number of the bits that leads to `target`, in steps, and decodes it again.
void ExpectExact(const Bytes& target, uint64_t seed) {
  const std::vector<CodedBit> bits = BitsOf(target, seed);
  for (size_t count = 0; count <= bits.size(); count += count < 64 ? 1 : 1 + bits.size() / 20) {
    RangeEncoder encoder;
    for (size_t i = 0; i < count; ++i) encoder.EncodeBit(bits[i].bit, bits[i].p1_q16);
    const Bytes coded = encoder.Finish();
    RangeDecoder decoder(coded);
    for (size_t i = 0; i < count; ++i) {
      ASSERT_EQ(decoder.DecodeBit(bits[i].p1_q16), bits[i].bit) << i << " of " << count;
    }
    ASSERT_TRUE(decoder.Finish()) << count;
  }
  // All of them fix all but the last words.
  RangeEncoder encoder;
  for (const CodedBit& b : bits) encoder.EncodeBit(b.bit, b.p1_q16);
  const Bytes coded = encoder.Finish();
  ASSERT_GE(coded.size() + 8, target.size());
  for (size_t i = 0; i + 8 < target.size(); ++i) ASSERT_EQ(coded[i], target[i]) << i;
}

// Bytes: a head, a run of `fill`, a tail.
Bytes Target(const Bytes& head, size_t run, uint8_t fill, const Bytes& tail) {
  Bytes out = head;
  out.insert(out.end(), run, fill);
  out.insert(out.end(), tail.begin(), tail.end());
  return out;
}

const std::vector<Bytes>& Heads() {
  static const std::vector<Bytes> heads = {
      {0x7F},
      {0x12, 0x34, 0x56, 0x79},
      {0xFF, 0xFF, 0xFF, 0xFE},
      {0x00, 0x00, 0x00, 0x01},
      {0x12, 0x34, 0x56, 0x79, 0xFF, 0xFF, 0xFF, 0xFE},
      {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0x10},
      {0x9A},
  };
  return heads;
}

TEST(RangeCoderCarry, RunsOfOnes) {
  for (const Bytes& head : Heads()) {
    for (const size_t run : {1u, 3u, 4u, 5u, 8u, 12u, 31u, 64u, 400u}) {
      for (uint64_t seed = 0; seed < 3; ++seed) {
        ExpectExact(Target(head, run, 0xFF, {0xFE, 1, 2, 3, 4, 5, 6, 7, 8, 9}), seed);
      }
    }
  }
}

// Values just above a boundary: the encoder holds 0xFF words back until the carry.
TEST(RangeCoderCarry, RunsOfZerosAfterACarry) {
  for (const Bytes& head : Heads()) {
    for (const size_t run : {1u, 3u, 4u, 5u, 8u, 12u, 31u, 64u, 400u}) {
      for (uint64_t seed = 0; seed < 3; ++seed) {
        ExpectExact(Target(head, run, 0x00, {0x01, 1, 2, 3, 4, 5, 6, 7, 8, 9}), seed);
      }
    }
  }
}

TEST(RangeCoderCarry, RunsInTurn) {
  TestRng rng(1);
  for (int round = 0; round < 200; ++round) {
    Bytes target = rng.RandomBytes(rng.Below(9));
    target.insert(target.begin(), 0x3C);
    for (int i = 0; i < 6; ++i) {
      target.insert(target.end(), rng.Below(40), rng.OneIn(2) ? 0x00 : 0xFF);
      const Bytes noise = rng.RandomBytes(rng.Below(6));
      target.insert(target.end(), noise.begin(), noise.end());
    }
    target.push_back(0x55);
    ExpectExact(target, rng.Next());
  }
}

}  // namespace
}  // namespace jackdaw::entropy
