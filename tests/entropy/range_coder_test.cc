#include "entropy/range_coder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/support/test_rng.h"

namespace jackdaw::entropy {
namespace {

using test::TestRng;

// One call of the coder.
struct Op {
  enum Kind { kBit, kSymbol, kBits } kind = kBit;
  uint32_t value = 0;  // the bit, the start of the symbol's interval, or the raw bits
  uint32_t size = 0;   // probability of a one in Q16, or the size of the interval
  int num_bits = 16;   // of the total of a symbol, or of the raw bits
};

Op Bit(int bit, uint32_t p1_q16) { return {Op::kBit, static_cast<uint32_t>(bit), p1_q16, 16}; }

void Encode(const Op& op, RangeEncoder* coder) {
  if (op.kind == Op::kBit) coder->EncodeBit(static_cast<int>(op.value), op.size);
  if (op.kind == Op::kSymbol) coder->EncodeSymbol(op.value, op.size, op.num_bits);
  if (op.kind == Op::kBits) coder->EncodeBits(op.value, op.num_bits);
}

Bytes Encode(const std::vector<Op>& ops) {
  RangeEncoder coder;
  for (const Op& op : ops) Encode(op, &coder);
  return coder.Finish();
}

// Whether the next thing decoded is op. Positions and values must be in range whatever the input
// is.
bool Decodes(const Op& op, RangeDecoder* coder) {
  if (op.kind == Op::kBit) return coder->DecodeBit(op.size) == static_cast<int>(op.value);
  if (op.kind == Op::kBits) {
    const uint32_t value = coder->DecodeBits(op.num_bits);
    EXPECT_LT(value, uint32_t{1} << op.num_bits);
    return value == op.value;
  }
  const uint32_t position = coder->PeekSymbol(op.num_bits);
  EXPECT_LT(position, uint32_t{1} << op.num_bits);
  if (position >= op.value && position < op.value + op.size) {
    coder->TakeSymbol(op.value, op.size, op.num_bits);
    return true;
  }
  coder->TakeSymbol(position, 1, op.num_bits);
  return false;
}

size_t CountDecoded(const std::vector<Op>& ops, RangeDecoder* coder) {
  size_t num_same = 0;
  for (const Op& op : ops) num_same += Decodes(op, coder) ? 1 : 0;
  return num_same;
}

void ExpectRoundTrip(const std::vector<Op>& ops) {
  const Bytes bytes = Encode(ops);
  RangeDecoder coder(bytes);
  EXPECT_EQ(CountDecoded(ops, &coder), ops.size());
  EXPECT_TRUE(coder.Finish());
  EXPECT_FALSE(coder.Exhausted());
}

// Probabilities at both ends, and everything between them.
uint32_t SkewedProbability(TestRng* rng) {
  switch (rng->Below(6)) {
    case 0:
      return 1;
    case 1:
      return 65535;
    case 2:
      return 1 + rng->Below(64);
    case 3:
      return 65535 - rng->Below(64);
    default:
      return 1 + rng->Below(65535);
  }
}

Op RandomSymbol(TestRng* rng) {
  Op op{Op::kSymbol, 0, 0, 1 + static_cast<int>(rng->Below(16))};
  const uint32_t total = uint32_t{1} << op.num_bits;
  op.value = rng->Below(total);
  op.size = rng->OneIn(3) ? 1 : 1 + rng->Below(total - op.value);
  if (rng->OneIn(8)) op = {Op::kSymbol, total - 1, 1, op.num_bits};
  if (rng->OneIn(8)) op = {Op::kSymbol, 0, total, op.num_bits};
  return op;
}

Op RandomOp(TestRng* rng) {
  switch (rng->Below(3)) {
    case 0: {
      const uint32_t p = SkewedProbability(rng);
      return Bit(rng->Below(65536) < p ? 1 : 0, p);
    }
    case 1:
      return RandomSymbol(rng);
    default: {
      const int num_bits = static_cast<int>(rng->Below(17));
      return {Op::kBits, num_bits == 0 ? 0 : rng->Below(uint32_t{1} << num_bits), 0, num_bits};
    }
  }
}

std::vector<Op> RandomOps(uint64_t seed, size_t count) {
  TestRng rng(seed);
  std::vector<Op> ops;
  for (size_t i = 0; i < count; ++i) ops.push_back(RandomOp(&rng));
  return ops;
}

TEST(RangeCoder, AnEmptyStreamHasNoBytes) {
  EXPECT_TRUE(RangeEncoder().Finish().empty());
  const RangeDecoder decoder(ByteSpan{});
  EXPECT_TRUE(decoder.Finish());
  EXPECT_FALSE(decoder.Exhausted());
  ExpectRoundTrip({});
}

TEST(RangeCoder, EveryLengthOfMixedOperations) {
  for (size_t count = 1; count < 200; ++count) ExpectRoundTrip(RandomOps(count, count));
  for (uint64_t seed = 0; seed < 20; ++seed) ExpectRoundTrip(RandomOps(1000 + seed, 20000));
}

TEST(RangeCoder, EveryProbabilityWithBothBits) {
  std::vector<Op> ops;
  for (uint32_t p = 1; p < 65536; ++p) {
    ops.push_back(Bit(0, p));
    ops.push_back(Bit(1, p));
  }
  ExpectRoundTrip(ops);
}

// Long runs of the same bit: the cheapest and the dearest there are.
TEST(RangeCoder, ABitWithoutABranchIsTheSameBit) {
  TestRng rng(5);
  std::vector<Op> ops;
  for (int i = 0; i < 20000; ++i) {
    const auto p = static_cast<uint32_t>(1 + rng.Next() % 65535);
    ops.push_back(Bit(static_cast<int>(rng.Next() % 2), p));
  }
  const Bytes stream = Encode(ops);
  RangeDecoder one(stream), other(stream);
  for (size_t i = 0; i < ops.size(); ++i) {
    const int bit = one.DecodeBit(ops[i].size);
    ASSERT_EQ(bit, other.DecodeRandomBit(ops[i].size)) << i;
    ASSERT_EQ(bit, static_cast<int>(ops[i].value)) << i;
  }
  EXPECT_TRUE(one.Finish());
  EXPECT_TRUE(other.Finish());
}

TEST(RangeCoder, LongRunsAtTheEnds) {
  for (const uint32_t p : {1u, 2u, 64u, 32768u, 65472u, 65534u, 65535u}) {
    for (const int bit : {0, 1}) {
      SCOPED_TRACE(testing::Message() << "p " << p << " bit " << bit);
      ExpectRoundTrip(std::vector<Op>(5000, Bit(bit, p)));
    }
  }
}

TEST(RangeCoder, BitsOfNoLengthCostNothing) {
  EXPECT_TRUE(Encode(std::vector<Op>(100, Op{Op::kBits, 0, 0, 0})).empty());
}

TEST(RangeCoder, PinnedBytes) {
  EXPECT_EQ(Encode({Bit(1, 32768)}), Bytes{});
  EXPECT_EQ(Encode({Bit(0, 32768)}), Bytes{0x80});
  EXPECT_EQ(Encode({{Op::kBits, 0xAB, 0, 8}, {Op::kBits, 0xCDEF, 0, 16}}),
            (Bytes{0xAB, 0xCD, 0xEF}));
  EXPECT_EQ(Encode({Bit(0, 1), Bit(1, 1), Bit(0, 65535), Bit(1, 40000), Bit(0, 20000)}),
            (Bytes{0x00, 0x01, 0xFF, 0xFE, 0x80}));
  EXPECT_EQ(Encode({{Op::kSymbol, 3, 2, 3}, {Op::kSymbol, 60000, 77, 16}, {Op::kSymbol, 0, 1, 1}}),
            (Bytes{0x9A, 0xA0}));
  EXPECT_EQ(Encode(RandomOps(42, 24)),
            (Bytes{0x76, 0xAD, 0x34, 0xA4, 0xE8, 0x41, 0x1B, 0xEC, 0xAF, 0xEB, 0x76, 0x83}));
}

// The size is what the probabilities say, but for a byte or two.
TEST(RangeCoder, SizeIsTheInformationContent) {
  for (const uint32_t p : {10u, 1000u, 20000u, 32768u, 65000u, 65535u}) {
    TestRng rng(p);
    RangeEncoder coder;
    double num_bits = 0;
    for (int i = 0; i < 200000; ++i) {
      const int bit = rng.Below(65536) < p ? 1 : 0;
      num_bits -= std::log2((bit != 0 ? p : 65536 - p) / 65536.0);
      coder.EncodeBit(bit, p);
    }
    const auto size = static_cast<double>(coder.Finish().size());
    EXPECT_LE(size, num_bits / 8 * 1.0001 + 2) << p;
    EXPECT_GE(size, num_bits / 8 - 2) << p;
  }
}

// The decoder reads zeros past its span, never what stands there.
TEST(RangeCoder, BytesAroundThePayloadAreNotRead) {
  for (size_t count = 0; count < 100; ++count) {
    const std::vector<Op> ops = RandomOps(count, count);
    const Bytes payload = Encode(ops);
    for (const int sentinel : {0x00, 0x5A, 0xFF}) {
      Bytes buffer(16, static_cast<uint8_t>(sentinel));
      buffer.insert(buffer.end(), payload.begin(), payload.end());
      buffer.resize(buffer.size() + 16, static_cast<uint8_t>(sentinel));
      RangeDecoder coder(ByteSpan(buffer).subspan(16, payload.size()));
      ASSERT_EQ(CountDecoded(ops, &coder), ops.size());
      ASSERT_TRUE(coder.Finish());
    }
  }
}

TEST(RangeCoder, FinishTellsOfTruncation) {
  const std::vector<Op> ops = RandomOps(7, 3000);
  const Bytes bytes = Encode(ops);
  ASSERT_GT(bytes.size(), 100u);
  for (size_t size = 0; size + 9 <= bytes.size(); ++size) {
    RangeDecoder coder(ByteSpan(bytes).first(size));
    // What remains decodes as it did before; about the last words nothing is known.
    size_t num_ops = 0;
    while (num_ops < ops.size() && !coder.Exhausted()) Decodes(ops[num_ops++], &coder);
    EXPECT_TRUE(coder.Exhausted()) << size;
    EXPECT_FALSE(coder.Finish()) << size;
  }
}

TEST(RangeCoder, FinishTellsOfBytesLeftOver) {
  const std::vector<Op> ops = RandomOps(8, 500);
  Bytes bytes = Encode(ops);
  for (int i = 0; i < 9; ++i) bytes.push_back(0x77);
  RangeDecoder coder(bytes);
  EXPECT_EQ(CountDecoded(ops, &coder), ops.size());
  EXPECT_FALSE(coder.Finish());
}

TEST(RangeCoder, RandomInputIsDecodedWithoutHarm) {
  TestRng rng(9);
  for (int round = 0; round < 200; ++round) {
    const Bytes noise = rng.RandomBytes(rng.Below(100));
    const std::vector<Op> ops = RandomOps(rng.Next(), 400);
    RangeDecoder coder(noise);
    CountDecoded(ops, &coder);  // its ranges are checked
  }
  const Bytes ones(64, 0xFF);
  for (int num_bits = 1; num_bits <= 16; ++num_bits) {
    RangeDecoder coder(ones);
    for (int i = 0; i < 100; ++i) EXPECT_LT(coder.DecodeBits(num_bits), 1u << num_bits);
  }
}

}  // namespace
}  // namespace jackdaw::entropy
