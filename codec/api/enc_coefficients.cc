// The public function DecompressCoefficients: options are checked here and std::bad_alloc stops
// here.
#include <algorithm>
#include <new>
#include <utility>

#include "codec/api/check_options.h"
#include "codec/container/dec_file.h"
#include "codec/jpeg/jpeg_codec.h"
#include "jackdaw/parts.h"

namespace jackdaw {
namespace {

Coefficients Describe(const jpeg::Frame& frame, std::vector<jpeg::CoeffPlane> planes) {
  Coefficients out;
  out.width_px = frame.width_px;
  out.height_px = frame.height_px;
  out.precision = frame.precision;
  out.progressive = frame.progressive();
  for (size_t i = 0; i < planes.size(); ++i) {
    const jpeg::FrameComponent& component = frame.components[i];
    out.components.push_back({.id = component.id,
                              .h = component.h,
                              .v = component.v,
                              .quant_table = component.quant,
                              .width_blocks = planes[i].width_blocks,
                              .height_blocks = planes[i].height_blocks,
                              .levels = std::move(planes[i].coeffs)});
  }
  return out;
}

// memory_left: what may still be allocated.
Result<Coefficients> OfJpeg(ByteSpan jpeg, uint64_t memory_left, WorkMonitor* monitor) {
  memory_left -= std::min<uint64_t>(memory_left, jpeg.size());  // SplitJpeg compares with a copy
  Result<jpeg::SplitJpegResult> split =
      jpeg::SplitJpeg(jpeg, {.max_plane_bytes = memory_left, .monitor = monitor});
  if (!split.ok()) {
    if (split.error().code == ErrorCode::kLimitExceeded) return split.error();
    return Error{ErrorCode::kUnsupported, 0, split.error().message + ": no coefficients"};
  }
  if (!split.value().IsWhole()) {
    return Error{ErrorCode::kUnsupported, 0, "damaged or truncated scan data: no coefficients"};
  }
  return Describe(split.value().frame, std::move(split.value().planes));
}

Result<Coefficients> CoefficientsOrThrow(ByteSpan jkd_or_jpeg, const DecompressOptions& options,
                                         const coeff::Tools& tools) {
  if (!IsJkd(jkd_or_jpeg)) return OfJpeg(jkd_or_jpeg, options.memory_limit, tools.monitor);
  Result<container::DecodedFile> file = container::DecodeMainImage(jkd_or_jpeg, options, tools);
  if (!file.ok()) return file.error();
  if (file.value().main.has_value()) {
    container::MainImage& main = *file.value().main;
    return Describe(main.frame, std::move(main.planes));
  }
  // A JPEG that is stored, or partly kept as it was, has to be parsed.
  file = container::DecodeFile(jkd_or_jpeg, options, false, tools);
  if (!file.ok()) return file.error();
  const Bytes& jpeg = file.value().bytes;
  return OfJpeg(jpeg, options.memory_limit - jpeg.size(), tools.monitor);
}

}  // namespace

Result<Coefficients> DecompressCoefficients(std::span<const uint8_t> jkd_or_jpeg,
                                            const DecompressOptions& options) {
  coeff::CallTools tools(options.kernels, options.monitor);
  const Status valid = api::CheckRun(options.num_threads, tools);
  if (!valid.ok()) return valid.error();
  try {
    return tools.Finish(CoefficientsOrThrow(jkd_or_jpeg, options, tools.get()));
  } catch (const std::bad_alloc&) {
    return api::NoMemory();
  }
}

}  // namespace jackdaw
