// The public function DecompressPixels: options are checked here and std::bad_alloc stops here.
#include <algorithm>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "codec/container/dec_file.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/quant/colour_space.h"
#include "codec/quant/dec_pixels.h"
#include "codec/quant/lossy_record.h"
#include "jackdaw/lossy.h"

namespace jackdaw {
namespace {

Error OverLimit() {
  return Error{ErrorCode::kLimitExceeded, 0, "the pixels need more memory than the limit"};
}

Error NoPixels(const std::string& why, bool is_jkd) {
  return Error{ErrorCode::kUnsupported, 0,
               why + ": no pixels can be made of it" +
                   (is_jkd ? " (decompress without --pixels still gives the file)" : "")};
}

// Takes `bytes` off *left, or all of it.
void Take(uint64_t bytes, uint64_t* left) { *left -= std::min(*left, bytes); }

// What a JPEG came from.
struct Origin {
  bool is_jkd = false;
  ByteSpan record;  // of a lossy .jkd; empty: none
};

Result<Pixels> PixelsOfJpeg(ByteSpan jpeg, const Origin& origin, uint64_t memory_limit) {
  uint64_t left = memory_limit;
  if (origin.is_jkd) Take(jpeg.size(), &left);
  Take(jpeg.size(), &left);  // the copy that SplitJpeg compares with
  const Result<SplitJpegResult> made = SplitJpeg(jpeg, {.max_plane_bytes = left});
  if (!made.ok()) {
    if (made.error().code == ErrorCode::kLimitExceeded) return made.error();
    return NoPixels(made.error().message, origin.is_jkd);
  }
  const SplitJpegResult& split = made.value();
  if (split.verbatim_scan_bytes > 0 || split.num_scans_modelled < split.num_scans) {
    return NoPixels("damaged or truncated scan data", origin.is_jkd);
  }
  Take(PlaneBytes(split.frame), &left);
  if (PixelBytes(split.frame) > left) return OverLimit();
  std::vector<CentroidOffsets> offsets;
  if (!origin.record.empty()) {
    Result<LossyRecord> record = ParseLossyRecord(origin.record, split.frame);
    if (!record.ok()) return record.error();
    offsets = std::move(record.value().offsets);
  }
  Result<Pixels> pixels = ReconstructPixels(split.frame, split.planes, offsets,
                                            FindColourSpace(split.frame, split.skeleton));
  if (!pixels.ok() && pixels.error().code == ErrorCode::kUnsupported) {
    return NoPixels(pixels.error().message, origin.is_jkd);
  }
  return pixels;
}

}  // namespace

Result<Pixels> DecompressPixels(std::span<const uint8_t> jkd_or_jpeg,
                                const DecompressOptions& options) {
  if (options.num_threads < 1) {
    return Error{ErrorCode::kInvalidArgument, 0, "num_threads must be at least 1"};
  }
  try {
    if (!IsJkd(jkd_or_jpeg)) return PixelsOfJpeg(jkd_or_jpeg, {}, options.memory_limit);
    const Result<DecodedFile> file = DecodeFile(jkd_or_jpeg, options, false);
    if (!file.ok()) return file.error();
    Origin origin{.is_jkd = true, .record = {}};
    for (const Section& section : file.value().sections) {
      if (section.type == SectionType::kLossy) origin.record = section.payload;
    }
    return PixelsOfJpeg(file.value().bytes, origin, options.memory_limit);
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kLimitExceeded, 0, "out of memory"};
  }
}

}  // namespace jackdaw
