#include "codec/jpeg/scan_facts.h"

#include <gtest/gtest.h>

#include <random>

namespace jackdaw::jpeg {
namespace {

const Bytes kRaw = {0xFF, 0xD3};
constexpr uint64_t kEnough = 1 << 20;

ScanFacts EveryFact() {
  ScanFacts facts;
  facts.pad_with_zeros = true;
  facts.ignore_restarts = true;
  facts.break_eob_runs = true;
  facts.padding = {{0, 5}, {9, 127}, {10, 0}};
  facts.runs = {{0, 4, kRaw}, {4, 4, {}}, {8, 100, {}}};
  facts.odd_blocks = {{3, OddKind::kRawDc, 0, 0, 0xFFFE},  {3, OddKind::kEob, 2, 0, 0},
                      {4, OddKind::kNone, 4, 0, 0},        {500, OddKind::kSymbol, 0, 0xF7, 93},
                      {501, OddKind::kSymbol, 0, 0x30, 0}, {599, OddKind::kRawAc, 1, 0, 0xFFFF}};
  facts.eob_run_toggles = {1, 2, 598, 599};
  facts.patches = {{0, 1}, {1, 0xBF}, {70000, 7}};
  return facts;
}

void ExpectSame(const ScanFacts& a, const ScanFacts& b) {
  EXPECT_EQ(a.pad_with_zeros, b.pad_with_zeros);
  EXPECT_EQ(a.ignore_restarts, b.ignore_restarts);
  EXPECT_EQ(a.break_eob_runs, b.break_eob_runs);
  ASSERT_EQ(a.padding.size(), b.padding.size());
  for (size_t i = 0; i < a.padding.size(); ++i) {
    EXPECT_EQ(a.padding[i].index, b.padding[i].index);
    EXPECT_EQ(a.padding[i].bits, b.padding[i].bits);
  }
  ASSERT_EQ(a.runs.size(), b.runs.size());
  for (size_t i = 0; i < a.runs.size(); ++i) {
    EXPECT_EQ(a.runs[i].mcu_begin, b.runs[i].mcu_begin);
    EXPECT_EQ(a.runs[i].mcu_end, b.runs[i].mcu_end);
    EXPECT_EQ(Bytes(a.runs[i].raw.begin(), a.runs[i].raw.end()),
              Bytes(b.runs[i].raw.begin(), b.runs[i].raw.end()));
  }
  ASSERT_EQ(a.odd_blocks.size(), b.odd_blocks.size());
  for (size_t i = 0; i < a.odd_blocks.size(); ++i) {
    EXPECT_EQ(a.odd_blocks[i].block, b.odd_blocks[i].block);
    EXPECT_EQ(a.odd_blocks[i].kind, b.odd_blocks[i].kind);
    EXPECT_EQ(a.odd_blocks[i].num_zrls, b.odd_blocks[i].num_zrls);
    EXPECT_EQ(a.odd_blocks[i].symbol, b.odd_blocks[i].symbol);
    EXPECT_EQ(a.odd_blocks[i].bits, b.odd_blocks[i].bits);
  }
  EXPECT_EQ(a.eob_run_toggles, b.eob_run_toggles);
  ASSERT_EQ(a.patches.size(), b.patches.size());
  for (size_t i = 0; i < a.patches.size(); ++i) {
    EXPECT_EQ(a.patches[i].offset, b.patches[i].offset);
    EXPECT_EQ(a.patches[i].value, b.patches[i].value);
  }
}

TEST(ScanFacts, EveryFactComesBack) {
  const ScanFacts facts = EveryFact();
  ByteWriter writer;
  WriteScanFacts(facts, &writer);
  ByteReader reader(writer.bytes());
  ByteBudget memory(kEnough);
  const auto entry = ReadScanFacts(100, 600, &reader, &memory);
  ASSERT_TRUE(entry.ok());
  EXPECT_TRUE(entry.value().modelled);
  EXPECT_TRUE(reader.AtEnd());
  ExpectSame(entry.value().facts, facts);
}

TEST(ScanFacts, PinnedBytes) {
  ByteWriter writer;
  WriteUnmodelledScan(&writer);
  ScanFacts facts;
  EXPECT_TRUE(IsDefault(facts));
  WriteScanFacts(facts, &writer);
  facts.runs = {{0, 3, {}}};
  facts.padding = {{2, 1}};
  EXPECT_FALSE(IsDefault(facts));
  WriteScanFacts(facts, &writer);
  // Unmodelled; nothing special; padding exception 2 << 7 | 1, one run of MCUs 0..2.
  EXPECT_EQ(writer.bytes(), (Bytes{0, 1, 13, 1, 0x81, 0x02, 1, 0, 3}));
}

TEST(ScanFacts, EveryPrefixIsRejected) {
  ByteWriter writer;
  WriteScanFacts(EveryFact(), &writer);
  for (size_t n = 0; n < writer.size(); ++n) {
    ByteReader reader(ByteSpan(writer.bytes()).first(n));
    ByteBudget memory(kEnough);
    EXPECT_FALSE(ReadScanFacts(100, 600, &reader, &memory).ok()) << n;
  }
}

TEST(ScanFacts, IndicesBeyondTheScanAreRejected) {
  ByteWriter writer;
  WriteScanFacts(EveryFact(), &writer);
  for (const auto& [num_mcus, num_blocks] :
       std::vector<std::pair<uint32_t, uint64_t>>{{99, 600}, {100, 599}, {1, 1}}) {
    ByteReader reader(writer.bytes());
    ByteBudget memory(kEnough);
    EXPECT_FALSE(ReadScanFacts(num_mcus, num_blocks, &reader, &memory).ok());
  }
}

TEST(ScanFacts, RandomBytesAreNoTrouble) {
  std::mt19937 rng(4);
  for (int round = 0; round < 20000; ++round) {
    Bytes bytes(rng() % 40);
    for (uint8_t& b : bytes) b = static_cast<uint8_t>(rng() % 3 == 0 ? rng() : rng() % 16);
    ByteReader reader(bytes);
    ByteBudget memory(kEnough);
    const auto entry = ReadScanFacts(50, 300, &reader, &memory);
    if (!entry.ok()) continue;
    for (const ScanRun& run : entry.value().facts.runs) ASSERT_LE(run.mcu_end, 50u);
    for (const OddBlock& odd : entry.value().facts.odd_blocks) ASSERT_LT(odd.block, 300u);
    for (const uint32_t block : entry.value().facts.eob_run_toggles) ASSERT_LT(block, 300u);
  }
}

TEST(ScanFacts, ListsAreChargedBeforeTheyAreMade) {
  ByteWriter writer;
  WriteScanFacts(EveryFact(), &writer);
  ByteReader whole(writer.bytes());
  ByteBudget enough(kEnough);
  ASSERT_TRUE(ReadScanFacts(100, 600, &whole, &enough).ok());
  const uint64_t needed = kEnough - enough.left();
  EXPECT_GE(needed, 3 * sizeof(PaddingException) + 3 * sizeof(ScanRun) + 6 * sizeof(OddBlock) +
                        4 * sizeof(uint32_t) + 3 * sizeof(BytePatch));
  for (const uint64_t limit : {uint64_t{0}, needed / 2, needed - 1}) {
    ByteReader reader(writer.bytes());
    ByteBudget memory(limit);
    const auto entry = ReadScanFacts(100, 600, &reader, &memory);
    ASSERT_FALSE(entry.ok());
    EXPECT_EQ(entry.error().code, ErrorCode::kLimitExceeded);
  }
}

}  // namespace
}  // namespace jackdaw::jpeg
