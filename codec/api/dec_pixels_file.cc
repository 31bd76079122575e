// The public function DecompressJkdPixels: options are checked here and std::bad_alloc stops here.
#include "codec/api/dec_pixels_file.h"

#include <algorithm>
#include <new>
#include <utility>
#include <vector>

#include "codec/api/check_options.h"
#include "codec/container/dec_file.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/pixels/dec_pixels.h"
#include "codec/quant/lossy_record.h"

namespace jackdaw {
namespace api {
namespace {

// The offsets of a lossy file, per component of its main image; none for others.
Result<std::vector<quant::CentroidOffsets>> ReadOffsets(
    std::span<const container::Section> sections, const jpeg::Frame& frame) {
  const auto section = std::find_if(
      sections.begin(), sections.end(),
      [](const container::Section& s) { return s.type == container::SectionType::kLossy; });
  if (section == sections.end()) return std::vector<quant::CentroidOffsets>();
  Result<quant::LossyRecord> record = quant::ParseLossyRecord(section->payload, frame);
  if (!record.ok()) return record.error();
  return std::move(record.value().offsets);
}

}  // namespace

Error NoPixels(const std::string& why, bool is_jkd) {
  return Error{ErrorCode::kUnsupported, 0,
               why + ": no pixels can be made of it" +
                   (is_jkd ? " (decompress without --pixels still gives the file)" : "")};
}

Result<Pixels> MakePixels(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> planes,
                          std::span<const quant::CentroidOffsets> offsets,
                          jpeg::ColourSpace colour_space, bool is_jkd, uint64_t memory_left) {
  if (pixels::PixelBytes(frame) > memory_left) {
    return Error{ErrorCode::kLimitExceeded, 0,
                 "the pixels need " + std::to_string((pixels::PixelBytes(frame) >> 20) + 1) +
                     " MiB of memory beside the coefficients, more than the limit"};
  }
  Result<Pixels> pixels = pixels::ReconstructPixels(frame, planes, offsets, colour_space);
  if (!pixels.ok() && pixels.error().code == ErrorCode::kUnsupported) {
    return NoPixels(pixels.error().message, is_jkd);
  }
  return pixels;
}

Result<std::optional<Pixels>> PixelsOfPlanes(ByteSpan jkd, const DecompressOptions& options,
                                             const coeff::Tools& tools) {
  const Result<container::DecodedFile> file = container::DecodeMainImage(jkd, options, tools);
  if (!file.ok()) return file.error();
  if (!file.value().main.has_value()) return std::optional<Pixels>();
  const container::MainImage& main = *file.value().main;
  const auto offsets = ReadOffsets(file.value().sections, main.frame);
  if (!offsets.ok()) return offsets.error();
  // The decoder took the planes off the limit, too, so this does not wrap.
  Result<Pixels> pixels = MakePixels(main.frame, main.planes, offsets.value(), main.colour_space,
                                     true, options.memory_limit - jpeg::PlaneBytes(main.frame));
  if (!pixels.ok()) return pixels.error();
  return std::optional<Pixels>(std::move(pixels).value());
}

}  // namespace api

Result<Pixels> DecompressJkdPixels(std::span<const uint8_t> jkd, const DecompressOptions& options) {
  coeff::CallTools tools(options.kernels, options.monitor);
  const Status valid = api::CheckRun(options.num_threads, tools);
  if (!valid.ok()) return valid.error();
  try {
    Result<std::optional<Pixels>> pixels = api::PixelsOfPlanes(jkd, options, tools.get());
    if (!pixels.ok()) return tools.Finish<Pixels>(pixels.error());
    if (!pixels.value().has_value()) {
      return Error{ErrorCode::kUnsupported, 0, "holds no JPEG that is modelled as a whole"};
    }
    return tools.Finish<Pixels>(*std::move(pixels).value());
  } catch (const std::bad_alloc&) {
    return api::NoMemory();
  }
}

}  // namespace jackdaw
