// Committed .jkd files of earlier versions decode to the bytes that the manifest tells.
#include "tests/system/golden.h"

#include <gtest/gtest.h>

#include "jackdaw/jackdaw.h"

namespace jackdaw::test {
namespace {

TEST(Golden, StreamsDecode) {
  const std::filesystem::path dir = std::filesystem::path(JACKDAW_TESTS_DIR) / "system/golden";
  const std::vector<GoldenEntry> entries = ReadGoldenManifest(dir);
  ASSERT_FALSE(entries.empty()) << "no golden streams in " << dir;
  for (const GoldenEntry& entry : entries) {
    const Bytes jkd = ReadFileBytes(dir / entry.name);
    ASSERT_FALSE(jkd.empty()) << entry.name << " is missing";
    EXPECT_TRUE(IsJkd(jkd)) << entry.name;
    for (const int threads : {1, 3}) {
      const Result<DecompressResult> result = Decompress(jkd, {.num_threads = threads});
      if (!result.ok()) {
        ADD_FAILURE() << entry.name << ": " << result.error().message;
        continue;
      }
      EXPECT_EQ(result.value().bytes.size(), entry.size) << entry.name;
      EXPECT_EQ(GoldenHash(result.value().bytes), entry.hash) << entry.name;
    }
  }
}

}  // namespace
}  // namespace jackdaw::test
