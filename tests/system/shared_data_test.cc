// Real files, where this machine has them: JACKDAW_SHARED_DATA is a directory with odd/ and val/.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/system/exactness.h"

#ifndef JACKDAW_SHARED_DATA
#define JACKDAW_SHARED_DATA ""
#endif

namespace jackdaw::test {
namespace {

namespace fs = std::filesystem;

Bytes ReadWholeFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

std::vector<fs::path> FilesBelow(const fs::path& dir) {
  std::vector<fs::path> out;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(dir, error)) {
    if (entry.is_regular_file() && entry.path().extension() != ".tsv") out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

struct Totals {
  size_t num_files = 0, num_modelled = 0, num_partial = 0, num_smaller_stored = 0;
  uint64_t bytes_in = 0, bytes_out = 0;
};

Totals CheckFolder(const char* folder) {
  Totals totals;
  FailureLog log;
  for (const fs::path& path : FilesBelow(fs::path(JACKDAW_SHARED_DATA) / folder)) {
    const Bytes file = ReadWholeFile(path);
    const RoundTrip r = CheckRoundTrip(file, Unverified());
    log.Add(path.filename().string(), r.failure);
    ++totals.num_files;
    totals.num_modelled += r.compressed.outcome == Outcome::kModelled ? 1 : 0;
    totals.num_partial += r.compressed.outcome == Outcome::kPartial ? 1 : 0;
    totals.num_smaller_stored += r.compressed.reason == kZstdIsSmaller ? 1 : 0;
    totals.bytes_in += file.size();
    totals.bytes_out += r.compressed.bytes.size();
  }
  EXPECT_TRUE(log.empty()) << log.Report();
  return totals;
}

TEST(SharedData, OddFilesAreExact) {
  const Totals t = CheckFolder("odd");
  if (t.num_files == 0) GTEST_SKIP() << "no shared data on this machine";
  EXPECT_GE(t.num_modelled + t.num_partial, 45u);
  RecordProperty("modelled", static_cast<int>(t.num_modelled));
  RecordProperty("partial", static_cast<int>(t.num_partial));
}

TEST(SharedData, ValidationFilesAreExactAndModelled) {
  const Totals t = CheckFolder("val");
  if (t.num_files == 0) GTEST_SKIP() << "no shared data on this machine";
  EXPECT_EQ(t.num_modelled + t.num_smaller_stored, t.num_files);
  EXPECT_LT(t.bytes_out, t.bytes_in);
}

}  // namespace
}  // namespace jackdaw::test
