// The public function DecompressPixels: options are checked here and std::bad_alloc stops here.
#include <algorithm>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "codec/container/dec_file.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/jpeg/colour_space.h"
#include "codec/pixels/dec_pixels.h"
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

// The offsets of a lossy file, per component of its main image; none for others.
Result<std::vector<CentroidOffsets>> ReadOffsets(std::span<const Section> sections,
                                                 const Frame& frame) {
  const auto section = std::find_if(sections.begin(), sections.end(),
                                    [](const Section& s) { return s.type == SectionType::kLossy; });
  if (section == sections.end()) return std::vector<CentroidOffsets>();
  Result<LossyRecord> record = ParseLossyRecord(section->payload, frame);
  if (!record.ok()) return record.error();
  return std::move(record.value().offsets);
}

// jkd: what the JPEG came from; null when it came as it is.
Result<Pixels> PixelsOfJpeg(ByteSpan jpeg, const DecodedFile* jkd, uint64_t memory_limit) {
  uint64_t left = memory_limit;
  if (jkd != nullptr) Take(jpeg.size(), &left);
  Take(jpeg.size(), &left);  // the copy that SplitJpeg compares with
  const Result<SplitJpegResult> made = SplitJpeg(jpeg, {.max_plane_bytes = left});
  if (!made.ok()) {
    if (made.error().code == ErrorCode::kLimitExceeded) return made.error();
    return NoPixels(made.error().message, jkd != nullptr);
  }
  const SplitJpegResult& split = made.value();
  if (split.verbatim_scan_bytes > 0 || split.num_scans_modelled < split.num_scans) {
    return NoPixels("damaged or truncated scan data", jkd != nullptr);
  }
  Take(PlaneBytes(split.frame), &left);
  if (PixelBytes(split.frame) > left) return OverLimit();
  std::vector<CentroidOffsets> offsets;
  if (jkd != nullptr) {
    Result<std::vector<CentroidOffsets>> read = ReadOffsets(jkd->sections, split.frame);
    if (!read.ok()) return read.error();
    offsets = std::move(read).value();
  }
  Result<Pixels> pixels = ReconstructPixels(split.frame, split.planes, offsets,
                                            FindColourSpace(split.frame, split.skeleton));
  if (!pixels.ok() && pixels.error().code == ErrorCode::kUnsupported) {
    return NoPixels(pixels.error().message, jkd != nullptr);
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
    if (!IsJkd(jkd_or_jpeg)) return PixelsOfJpeg(jkd_or_jpeg, nullptr, options.memory_limit);
    const Result<DecodedFile> file = DecodeFile(jkd_or_jpeg, options, false);
    if (!file.ok()) return file.error();
    return PixelsOfJpeg(file.value().bytes, &file.value(), options.memory_limit);
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kLimitExceeded, 0, "out of memory"};
  }
}

}  // namespace jackdaw
