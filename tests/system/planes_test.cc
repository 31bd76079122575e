// SplitJpeg's planes against libjpeg's and against what the generator put in; JoinJpeg by itself.
#include <gtest/gtest.h>

#include "codec/coeff/slices/coeff_codec.h"
#include "codec/jpeg/jpeg_codec.h"
#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"
#include "tests/system/exactness.h"

namespace jackdaw::test {
namespace {

TEST(Planes, AgreeWithLibjpegAndTruth) {
  FailureLog log;
  size_t num_libjpeg = 0, num_truth = 0;
  for (const GeneratedFile& file : AllGeneratedFiles()) {
    const Result<SplitJpegResult> split = SplitJpeg(file.bytes, {});
    if (!split.ok()) {
      if (file.expectation != Expectation::kAny) log.Add(file.name, split.error().message);
      continue;
    }
    if (file.truth != nullptr) {
      log.Add(file.name + " (truth)", ComparePlanes(*file.truth, split.value().planes));
      ++num_truth;
    }
    if (split.value().verbatim_scan_bytes != 0) continue;
    const LibjpegRead read = ReadWithLibjpeg(file.bytes);
    if (!read.ok || read.num_warnings != 0) continue;
    log.Add(file.name + " (libjpeg)", ComparePlanes(read.frame, split.value().planes));
    ++num_libjpeg;
  }
  EXPECT_TRUE(log.empty()) << log.Report();
  EXPECT_GE(num_truth, 150u);
  EXPECT_GE(num_libjpeg, 200u);
}

std::string JoinAgain(ByteSpan file, const SplitJpegResult& split) {
  const auto layout = ReadJpegLayout(split.skeleton, split.facts, {});
  if (!layout.ok()) return "ReadJpegLayout: " + layout.error().message;
  Bytes out = {1, 2, 3};  // JoinJpeg appends
  const Status status = JoinJpeg(*layout.value(), split.planes, file.size(), &out);
  if (!status.ok()) return "JoinJpeg: " + status.error().message;
  const ByteSpan joined = ByteSpan(out).subspan(3);
  if (!std::equal(joined.begin(), joined.end(), file.begin(), file.end())) return "not the same";
  // One byte less than it takes must be refused, not written.
  Bytes small;
  const Status refused = JoinJpeg(*layout.value(), split.planes, file.size() - 1, &small);
  if (refused.ok() || small.size() >= file.size()) return "max_bytes is not kept";
  return "";
}

TEST(Planes, JoinGivesTheFileAgain) {
  FailureLog log;
  for (const GeneratedFile& file : AllGeneratedFiles()) {
    const Result<SplitJpegResult> split = SplitJpeg(file.bytes, {});
    if (split.ok()) log.Add(file.name, JoinAgain(file.bytes, split.value()));
  }
  EXPECT_TRUE(log.empty()) << log.Report();
}

std::string CodeAgain(const SplitJpegResult& split, uint32_t num_slices) {
  CoeffOptions options;
  options.num_slices = num_slices;
  const Bytes coded = EncodeCoefficients(split.frame, split.planes, options);
  options.num_threads = 3;
  if (EncodeCoefficients(split.frame, split.planes, options) != coded) return "threads matter";
  for (const int threads : {1, 3}) {
    options.num_threads = threads;
    std::vector<CoeffPlane> planes = AllocatePlanes(split.frame);
    const Status status = DecodeCoefficients(coded, split.frame, options, &planes);
    if (!status.ok()) return "DecodeCoefficients: " + status.error().message;
    for (size_t i = 0; i < planes.size(); ++i) {
      if (planes[i].coeffs != split.planes[i].coeffs) return "planes differ after coding";
    }
  }
  return "";
}

// Also where the container would store the file, as for noise.
TEST(Planes, SurviveTheCoefficientCoder) {
  FailureLog log;
  for (const GeneratedFile& file : AllGeneratedFiles()) {
    const Result<SplitJpegResult> split = SplitJpeg(file.bytes, {});
    if (!split.ok()) continue;
    for (const uint32_t slices : {1u, 3u}) log.Add(file.name, CodeAgain(split.value(), slices));
  }
  EXPECT_TRUE(log.empty()) << log.Report();
}

// A hostile stream may come with any coefficients: an error or other bytes, nothing worse.
TEST(Planes, JoinSurvivesOtherCoefficients) {
  size_t num_joined = 0;
  for (const GeneratedFile& file : ScanFiles()) {
    Result<SplitJpegResult> split = SplitJpeg(file.bytes, {});
    if (!split.ok()) continue;
    const auto layout = ReadJpegLayout(split.value().skeleton, split.value().facts, {});
    ASSERT_TRUE(layout.ok()) << file.name;
    for (const int16_t value : {int16_t{-32768}, int16_t{32767}, int16_t{1}, int16_t{0}}) {
      for (CoeffPlane& plane : split.value().planes) {
        std::fill(plane.coeffs.begin(), plane.coeffs.end(), value);
      }
      Bytes out;
      if (JoinJpeg(*layout.value(), split.value().planes, 1 << 20, &out).ok()) ++num_joined;
      EXPECT_LE(out.size(), size_t{1} << 20) << file.name;
    }
  }
  EXPECT_GE(num_joined, 1u);
}

}  // namespace
}  // namespace jackdaw::test
