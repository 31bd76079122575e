#include "tests/system/exactness.h"

#include <algorithm>

#include "codec/jpeg/jpeg_codec.h"

namespace jackdaw::test {

CompressOptions Unverified(int num_threads, uint32_t num_slices, uint64_t memory_limit) {
  CompressOptions options;
  options.verify = false;
  options.num_threads = num_threads;
  options.num_slices = num_slices;
  options.memory_limit = memory_limit;
  return options;
}

RoundTrip CheckRoundTrip(ByteSpan input, const CompressOptions& options) {
  RoundTrip out;
  Result<CompressResult> compressed = Compress(input, options);
  if (!compressed.ok()) {
    out.failure = "Compress failed: " + compressed.error().message;
    return out;
  }
  out.compressed = std::move(compressed).value();
  if (out.compressed.bytes.size() > input.size() + 32) {
    out.failure = std::to_string(input.size()) + " bytes became " +
                  std::to_string(out.compressed.bytes.size());
    return out;
  }
  out.failure = CheckDecompress(out.compressed.bytes, input, 1);
  return out;
}

std::string CheckDecompress(ByteSpan jkd, ByteSpan expected, int num_threads) {
  const Result<DecompressResult> result = Decompress(jkd, {.num_threads = num_threads});
  if (!result.ok()) {
    return std::string("Decompress failed: ") + ErrorCodeName(result.error().code) + ": " +
           result.error().message;
  }
  const Bytes& actual = result.value().bytes;
  if (actual.size() != expected.size()) {
    return "decoded " + std::to_string(actual.size()) + " bytes of " +
           std::to_string(expected.size());
  }
  const auto at = std::mismatch(actual.begin(), actual.end(), expected.begin());
  if (at.first == actual.end()) return "";
  return "wrong byte at " + std::to_string(at.first - actual.begin());
}

std::string CheckOutcome(const GeneratedFile& file, const CompressResult& result) {
  if (file.expectation == Expectation::kAny || result.outcome == Outcome::kModelled) return "";
  const bool partial_ok = file.expectation == Expectation::kPartialOk;
  if (partial_ok && result.outcome == Outcome::kPartial) return "";
  if (result.reason == kZstdIsSmaller) {
    // Noise and repetitions may well be stored, but they must be understood.
    const Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(file.bytes, {});
    if (split.ok() && (partial_ok || split.value().verbatim_scan_bytes == 0)) return "";
  }
  return std::string("only ") + OutcomeName(result.outcome) + ": " + result.reason;
}

std::string ComparePlanes(const TestFrame& expected, const std::vector<jpeg::CoeffPlane>& planes) {
  if (planes.size() != expected.components.size()) return "number of components differs";
  for (size_t i = 0; i < planes.size(); ++i) {
    const TestComponent& c = expected.components[i];
    const uint32_t rows = std::min(c.padded_height, planes[i].height_blocks);
    const uint32_t cols = std::min(c.padded_width, planes[i].width_blocks);
    if (rows < c.height_blocks || cols < c.width_blocks) return "plane is too small";
    for (uint32_t row = 0; row < rows; ++row) {
      for (uint32_t col = 0; col < cols; ++col) {
        if (std::equal(c.Block(row, col), c.Block(row, col) + 64, planes[i].Block(row, col))) {
          continue;
        }
        return "component " + std::to_string(i) + " block (" + std::to_string(row) + ", " +
               std::to_string(col) + ") differs";
      }
    }
  }
  return "";
}

void FailureLog::Add(const std::string& name, const std::string& message) {
  if (message.empty()) return;
  if (count_++ < 30) text_ += "\n  " + name + ": " + message;
}

std::string FailureLog::Report() const { return std::to_string(count_) + " failures:" + text_; }

}  // namespace jackdaw::test
