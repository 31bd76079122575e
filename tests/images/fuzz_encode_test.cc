// The inputs of the fuzzer of encode, and changed files without its coverage.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/fuzz_targets.h"
#include "tests/images/png_maker.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

TEST(FuzzEncode, Corpus) {
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(JACKDAW_TESTS_DIR "/fuzz/corpus/encode", error)) {
    std::ifstream in(entry.path(), std::ios::binary);
    const Bytes bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    EXPECT_EQ(FuzzEncode(bytes), "") << entry.path();
  }
  EXPECT_FALSE(error) << error.message();
}

TEST(FuzzEncode, ChangedPng) {
  TestRng rng(4);
  Bytes seed = MakePng({.width = 20, .height = 12, .rows = rng.RandomBytes(720)});
  seed.insert(seed.begin(), uint8_t{0});
  for (int trial = 0; trial < 200; ++trial) {
    Bytes changed = seed;
    changed[0] = rng.Byte();
    for (uint32_t n = rng.Below(3); n > 0; --n) {
      changed[rng.Below(static_cast<uint32_t>(changed.size()))] = rng.Byte();
    }
    if (rng.OneIn(8)) changed.resize(rng.Below(static_cast<uint32_t>(changed.size())));
    EXPECT_EQ(FuzzEncode(changed), "") << trial;
  }
}

}  // namespace
}  // namespace jackdaw::test
