#include "codec/jpeg/jpeg_codec.h"
#include "jackdaw/transcode.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/loss_aims.h"

namespace jackdaw::test {
namespace {

// Planes of about a megabyte: writing them some twenty times must not take seconds.
constexpr uint64_t kMemoryLimit = uint64_t{8} << 20;

TranscodeOptions OptionsOf(uint8_t head) {
  const LossAim aim = LossAimOf(head, {LossTarget::kQuality, 0});
  TranscodeOptions options;
  options.target = aim.target;
  options.value = aim.value;
  options.scans = static_cast<ScanChoice>(head / 8 % 3);
  // What a bit may mean: everything, or parts.
  const bool strips = head / 32 % 2 == 1;
  options.strip = {.metadata = strips && head / 8 % 3 == 0,
                   .orientation = strips && head / 8 % 3 == 1,
                   .gps = strips,
                   .previews = strips};
  options.memory_limit = kMemoryLimit;
  return options;
}

}  // namespace

std::string FuzzTranscode(ByteSpan data) {
  if (data.empty()) return "";
  const ByteSpan jpeg = data.subspan(1);
  const TranscodeOptions options = OptionsOf(data[0]);
  const Result<TranscodeResult> result = Transcode(jpeg, options);
  if (!result.ok()) {
    return result.error().code == ErrorCode::kInternal ? result.error().message : "";
  }
  const TranscodeResult& made = result.value();
  if (made.bytes.size() > jpeg.size() && options.scans == ScanChoice::kSmaller) {
    return "larger than the input";
  }
  if (made.copied) return "";
  const Result<jpeg::SplitJpegResult> read =
      jpeg::SplitJpeg(made.bytes, {.max_plane_bytes = kMemoryLimit});
  if (!read.ok()) return "the result cannot be read: " + read.error().message;
  return read.value().verbatim_scan_bytes == 0 ? "" : "the result has scan data that are no scan";
}

}  // namespace jackdaw::test
