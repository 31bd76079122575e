// The generator against libjpeg: what it calls clean, libjpeg reads without a warning, and finds
// the same coefficients that went in.
#include <gtest/gtest.h>

#include <set>

#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"
#include "tests/system/exactness.h"

namespace jackdaw::test {
namespace {

std::string CompareFrames(const TestFrame& expected, const TestFrame& actual) {
  std::vector<jpeg::CoeffPlane> planes;
  for (const TestComponent& c : actual.components) {
    planes.push_back({c.padded_width, c.padded_height, c.coeffs});
  }
  return ComparePlanes(expected, planes);
}

TEST(Generator, AgreesWithLibjpeg) {
  FailureLog log;
  size_t num_compared = 0;
  for (const GeneratedFile& file : AllGeneratedFiles()) {
    if (!file.libjpeg_clean) continue;
    const LibjpegRead read = ReadWithLibjpeg(file.bytes);
    if (!read.ok || read.num_warnings != 0) {
      log.Add(file.name, "libjpeg: " + read.message);
    } else if (file.truth != nullptr) {
      log.Add(file.name, CompareFrames(*file.truth, read.frame));
      ++num_compared;
    }
  }
  EXPECT_TRUE(log.empty()) << log.Report();
  EXPECT_GE(num_compared, 150u);
}

TEST(Generator, NamesAreUniqueAndFilesRepeatable) {
  const std::vector<GeneratedFile> first = AllGeneratedFiles(), second = AllGeneratedFiles();
  ASSERT_EQ(first.size(), second.size());
  EXPECT_GE(first.size(), 400u);
  std::set<std::string> names;
  for (size_t i = 0; i < first.size(); ++i) {
    EXPECT_TRUE(names.insert(first[i].name).second) << first[i].name;
    EXPECT_EQ(first[i].bytes, second[i].bytes) << first[i].name;
  }
}

TEST(Generator, SmallFilesAreSmall) {
  EXPECT_LE(SmallBaselineFile().size(), 1500u);
  EXPECT_LE(SmallProgressiveFile().size(), 1500u);
}

}  // namespace
}  // namespace jackdaw::test
