// FuzzCorpusTest: what fuzzers found once, through the same functions, in every test run.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tests/fuzz/fuzz_targets.h"
#include "tests/support/catalogue.h"
#include "tests/support/lossless_writer.h"
#include "tests/support/test_rng.h"
#include "tests/system/exactness.h"
#include "tests/system/golden.h"

namespace jackdaw::test {
namespace {

namespace fs = std::filesystem;

void Replay(const char* target, std::string (*run)(ByteSpan)) {
  const fs::path dir = fs::path(JACKDAW_TESTS_DIR) / "fuzz/corpus" / target;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(dir, error)) {
    EXPECT_EQ(run(ReadFileBytes(entry.path())), "") << entry.path();
  }
}

TEST(FuzzCorpusTest, Compress) { Replay("compress", &FuzzCompress); }
TEST(FuzzCorpusTest, Decompress) { Replay("decompress", &FuzzDecompress); }
TEST(FuzzCorpusTest, Join) { Replay("join", &FuzzJoin); }
TEST(FuzzCorpusTest, Coefficients) { Replay("coefficients", &FuzzCoefficients); }
TEST(FuzzCorpusTest, Transcode) { Replay("transcode", &FuzzTranscode); }
TEST(FuzzCorpusTest, Lossy) { Replay("lossy", &FuzzLossy); }
TEST(FuzzCorpusTest, Restore) { Replay("restore", &FuzzRestore); }
TEST(FuzzCorpusTest, LosslessJpeg) { Replay("lossless_jpeg", &FuzzLosslessJpeg); }
TEST(FuzzCorpusTest, Prior) { Replay("prior", &FuzzPriorModel); }

// A little fuzzing without coverage: changed bytes past the check of the container, and past the
// container altogether.
void Mutate(const Bytes& seed, int trials, uint64_t rng_seed, std::string (*run)(ByteSpan)) {
  FailureLog log;
  TestRng rng(rng_seed);
  for (int trial = 0; trial < trials && !seed.empty(); ++trial) {
    Bytes changed = seed;
    for (uint32_t n = 1 + rng.Below(4); n > 0; --n) {
      changed[rng.Below(static_cast<uint32_t>(changed.size()))] = rng.Byte();
    }
    if (rng.OneIn(8)) changed.resize(rng.Below(static_cast<uint32_t>(changed.size())));
    log.Add("trial " + std::to_string(trial), run(changed));
  }
  EXPECT_TRUE(log.empty()) << log.Report();
}

TEST(FuzzCorpusTest, MutatedStreamsPastTheCheck) {
  for (const Bytes& file : {SmallBaselineFile(), SmallProgressiveFile()}) {
    const Result<CompressResult> compressed = Compress(file);
    ASSERT_TRUE(compressed.ok());
    Mutate(compressed.value().bytes, 400, 7, &FuzzDecompress);
  }
}

TEST(FuzzCorpusTest, MutatedSkeletonsAndFacts) {
  for (const GeneratedFile& file : AllGeneratedFiles()) {
    if (file.bytes.size() > 4096) continue;
    SCOPED_TRACE(file.name);
    Mutate(MakeJoinSeed(file.bytes), 10, 8, &FuzzJoin);
  }
}

TEST(FuzzCorpusTest, MutatedLosslessJpegs) {
  for (const NamedLossless& file : LosslessFiles()) {
    SCOPED_TRACE(file.name);
    Bytes seed = file.bytes;
    seed.insert(seed.begin(), uint8_t{0});
    Mutate(seed, 10, 12, &FuzzLosslessJpeg);
    Mutate(MakeLosslessJoinSeed(file.bytes), 10, 13, &FuzzLosslessJpeg);
    Mutate(Compress(file.bytes).value().bytes, 10, 14, &FuzzDecompress);
  }
}

TEST(FuzzCorpusTest, MutatedFilesToTranscode) {
  uint8_t options = 0;
  for (const Bytes& file : {SmallBaselineFile(), SmallProgressiveFile()}) {
    for (int round = 0; round < 16; ++round, options = static_cast<uint8_t>(options + 5)) {
      Bytes seed = file;
      seed.insert(seed.begin(), options);
      Mutate(seed, 20, options, &FuzzTranscode);
    }
  }
}

TEST(FuzzCorpusTest, MutatedFilesToLose) {
  uint8_t options = 0;
  for (const Bytes& file : {SmallBaselineFile(), SmallProgressiveFile()}) {
    for (int round = 0; round < 16; ++round, options = static_cast<uint8_t>(options + 5)) {
      Bytes seed = file;
      seed.insert(seed.begin(), {uint8_t{1}, options});
      Mutate(seed, 4, options, &FuzzLossy);
    }
  }
}

TEST(FuzzCorpusTest, RandomLossyRecords) {
  TestRng rng(11);
  for (int trial = 0; trial < 2000; ++trial) {
    Bytes record = rng.RandomBytes(2 + rng.Below(100));
    record[0] = 0;
    EXPECT_EQ(FuzzLossy(record), "") << trial;
  }
}

TEST(FuzzCorpusTest, RandomCoefficients) {
  TestRng rng(9);
  for (int trial = 0; trial < 200; ++trial) {
    EXPECT_EQ(FuzzCoefficients(rng.RandomBytes(30 + rng.Below(300))), "") << trial;
  }
}

TEST(FuzzCorpusTest, EditedModels) {
  TestRng rng(10);
  for (int trial = 0; trial < 60; ++trial) {
    Bytes edits = rng.RandomBytes(1 + 4 * rng.Below(4) + rng.Below(30) / 27);
    edits[0] = static_cast<uint8_t>(trial % 16 == 0 ? trial / 16 : trial % 2 == 0 ? 2 : 4);
    EXPECT_EQ(FuzzPriorModel(edits), "") << trial;
  }
}

}  // namespace
}  // namespace jackdaw::test
