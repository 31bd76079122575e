// FuzzLossy: lossy .jkd files of any input, and lossy records of any bytes.
#include <algorithm>
#include <cstdlib>

#include "codec/jpeg/frame_geometry.h"
#include "codec/quant/lossy_record.h"
#include "jackdaw/lossy.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/loss_aims.h"

namespace jackdaw::test {
namespace {

// Small: a target codes an image some twenty times with the learned prior.
constexpr uint64_t kMemoryLimit = uint64_t{6} << 20;

LossyOptions OptionsOf(uint8_t head) {
  const LossAim aim = LossAimOf(head, {LossTarget::kLambda, 1e-4});
  LossyOptions options;
  options.target = aim.target;
  options.value = aim.value;
  options.compress.num_slices = head / 8 % 4;
  options.compress.num_threads = 1 + head / 32 % 2;
  options.compress.memory_limit = kMemoryLimit;
  return options;
}

std::string CompressAndDecode(ByteSpan jpeg, const LossyOptions& options) {
  const Result<LossyResult> result = CompressLossy(jpeg, options);
  if (!result.ok()) {
    return result.error().code == ErrorCode::kUnsupported ||
                   result.error().code == ErrorCode::kInvalidArgument ||
                   result.error().code == ErrorCode::kLimitExceeded
               ? ""
               : "CompressLossy: " + result.error().message;
  }
  const LossyResult& made = result.value();
  const Result<DecompressResult> decoded = Decompress(made.bytes, {.memory_limit = kMemoryLimit});
  if (!decoded.ok()) return "Decompress: " + decoded.error().message;
  const Bytes& bytes = decoded.value().bytes;
  if (made.lossless) {
    return std::equal(bytes.begin(), bytes.end(), jpeg.begin(), jpeg.end()) ? "" : "not exact";
  }
  // Pixels take more memory than the JPEG; whether they can be made does not change.
  const Result<Pixels> pixels = DecompressPixels(made.bytes);
  const bool can_have_pixels = DecompressPixels(jpeg).ok();
  if (pixels.ok() != can_have_pixels) {
    return "DecompressPixels: " + (pixels.ok() ? std::string("too good") : pixels.error().message);
  }
  return "";
}

// Any bytes as the record of one to four components: an error, or offsets that a writer could mean.
std::string ParseAny(ByteSpan data, uint8_t head) {
  jpeg::Frame frame;
  frame.width_px = frame.height_px = 16;
  for (int i = 0; i <= head / 4 % 4; ++i) {
    jpeg::FrameComponent c;
    c.quant.fill(static_cast<uint16_t>(head / 16 % 2 == 0 ? 1 : i + 1));
    frame.components.push_back(c);
  }
  jpeg::ComputeFrameGeometry(&frame);
  const Result<quant::LossyRecord> record = quant::ParseLossyRecord(data, frame);
  if (!record.ok()) return "";
  if (record.value().offsets.size() != frame.components.size()) return "offsets are missing";
  for (const quant::CentroidOffsets& offsets : record.value().offsets) {
    for (size_t k = 0; k < offsets.size(); ++k) {
      for (const int8_t offset : offsets[k]) {
        if (std::abs(int{offset}) > quant::kMaxOffsetUnits * quant::kOffsetUnitQ8 ||
            offset % quant::kOffsetUnitQ8 != 0 || (k == 0 && offset != 0)) {
          return "an offset that no writer means";
        }
      }
    }
  }
  // What was read survives.
  const Bytes again = quant::WriteLossyRecord(record.value(), frame);
  const Result<quant::LossyRecord> same = quant::ParseLossyRecord(again, frame);
  return same.ok() && same.value().offsets == record.value().offsets &&
                 same.value().lambda_q4 == record.value().lambda_q4
             ? ""
             : "the record does not survive";
}

}  // namespace

std::string FuzzLossy(ByteSpan data) {
  if (data.size() < 2) return "";
  const ByteSpan rest = data.subspan(2);
  return data[0] % 4 == 0 ? ParseAny(rest, data[1]) : CompressAndDecode(rest, OptionsOf(data[1]));
}

}  // namespace jackdaw::test
