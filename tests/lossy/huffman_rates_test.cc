#include <gtest/gtest.h>

#include <cmath>

#include "codec/lossy/enc_huffman_rates.h"
#include "tests/support/test_rng.h"

namespace jackdaw {
namespace {

// Sum of 2^-length over all codes, in units of 2^-16.
uint64_t KraftSum(const std::array<uint8_t, 256>& lengths) {
  uint64_t sum = 0;
  for (const uint8_t length : lengths) sum += length == 0 ? 0 : uint64_t{1} << (16 - length);
  return sum;
}

TEST(OptimalCodeLengths, KnownTree) {
  SymbolCounts counts{};
  counts[1] = 8;
  counts[2] = 4;
  counts[3] = 2;
  counts[4] = 1;
  const std::array<uint8_t, 256> lengths = OptimalCodeLengths(counts);
  EXPECT_EQ(lengths[1], 1);
  EXPECT_EQ(lengths[2], 2);
  EXPECT_EQ(lengths[3], 3);
  EXPECT_EQ(lengths[4], 4);  // 1111 stays free
  EXPECT_EQ(lengths[5], 0);
}

TEST(OptimalCodeLengths, OneSymbolTakesOneBit) {
  SymbolCounts counts{};
  counts[0] = 77;
  EXPECT_EQ(OptimalCodeLengths(counts)[0], 1);
  EXPECT_EQ(OptimalCodeLengths(SymbolCounts{})[0], 0);
}

TEST(OptimalCodeLengths, AreLimitedCompleteAndNearTheEntropy) {
  test::TestRng rng(3);
  for (int round = 0; round < 40; ++round) {
    SymbolCounts counts{};
    const uint32_t num_symbols = 2 + rng.Below(255);
    double total = 0, entropy = 0, bits = 0;
    for (uint32_t s = 0; s < num_symbols; ++s) {
      // From flat to so steep that plain Huffman codes would be far longer than 16 bits.
      counts[s] = 1 + (uint64_t{1} << (rng.Below(1 + static_cast<uint32_t>(round))));
      total += static_cast<double>(counts[s]);
    }
    const std::array<uint8_t, 256> lengths = OptimalCodeLengths(counts);
    for (uint32_t s = 0; s < num_symbols; ++s) {
      ASSERT_GE(lengths[s], 1);
      ASSERT_LE(lengths[s], 16);
      const auto count = static_cast<double>(counts[s]);
      entropy -= count * std::log2(count / total);
      bits += count * lengths[s];
    }
    EXPECT_LT(KraftSum(lengths), uint64_t{1} << 16);  // the code of all ones is free
    EXPECT_LE(bits, entropy + 1.1 * total);
  }
}

TEST(OptimalCodeLengths, FibonacciCountsAreCutTo16Bits) {
  SymbolCounts counts{};
  uint64_t a = 1, b = 1;
  for (size_t s = 0; s < 60; ++s) {
    counts[s] = a;
    b += a;
    std::swap(a, b);
  }
  const std::array<uint8_t, 256> lengths = OptimalCodeLengths(counts);
  for (size_t s = 0; s < 60; ++s) EXPECT_LE(lengths[s], 16);
  EXPECT_LT(KraftSum(lengths), uint64_t{1} << 16);
}

TEST(CountAcSymbols, RunsZrlAndEob) {
  std::array<int16_t, 64> levels{};
  SymbolCounts counts{};
  levels[0] = 100;  // DC does not count
  levels[2] = -3;
  levels[40] = 1;  // 37 zeros: two ZRL and a run of 5
  CountAcSymbols(levels.data(), &counts);
  EXPECT_EQ(counts[0x12], 1u);
  EXPECT_EQ(counts[kZrlSymbol], 2u);
  EXPECT_EQ(counts[0x51], 1u);
  EXPECT_EQ(counts[kEobSymbol], 1u);
  levels[63] = 1;
  CountAcSymbols(levels.data(), &counts);
  EXPECT_EQ(counts[kEobSymbol], 1u);
}

TEST(MakeRates, CountsRawBitsAndZrls) {
  SymbolCounts dc{}, ac{};
  dc[3] = 5;
  ac[kEobSymbol] = 8;
  ac[kZrlSymbol] = 4;
  ac[0x12] = 2;
  const HuffmanRates rates = MakeRates(dc, ac);
  EXPECT_EQ(rates.dc[3], 1 + 3);
  EXPECT_EQ(rates.dc[4], 16 + 4);
  EXPECT_EQ(rates.eob, 1);
  EXPECT_EQ(rates.ac[2][1], 3 + 2);
  EXPECT_EQ(rates.ac[2][33], 2 * 2 + 3 + 2);
  EXPECT_EQ(rates.ac[1][0], 16 + 1);
}

}  // namespace
}  // namespace jackdaw
