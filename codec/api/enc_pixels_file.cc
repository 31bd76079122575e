// The public function DecompressPixels: options are checked here and std::bad_alloc stops here.
#include <algorithm>
#include <new>
#include <optional>
#include <utility>

#include "codec/api/check_options.h"
#include "codec/api/dec_pixels_file.h"
#include "codec/container/dec_file.h"
#include "codec/jpeg/colour_space.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/jpeg/jpeg_walk.h"
#include "codec/lossless_jpeg/lossless_codec.h"
#include "jackdaw/pixels.h"

namespace jackdaw {
namespace {

// With headers, where they are asked for.
Result<Pixels> WithHeaders(Result<Pixels> pixels, ByteSpan jpeg, const DecompressOptions& options) {
  if (pixels.ok() && options.headers) {
    const ByteSpan headers = jpeg::HeadersOf(jpeg);
    pixels.value().headers.assign(headers.begin(), headers.end());
  }
  return pixels;
}

Result<Pixels> PixelsOfLossless(ByteSpan jpeg, bool is_jkd, const DecompressOptions& options,
                                uint64_t memory_left, WorkMonitor* monitor) {
  const Result<lossless_jpeg::SplitLosslessResult> made =
      lossless_jpeg::SplitLossless(jpeg, {.max_plane_bytes = memory_left, .monitor = monitor});
  if (!made.ok()) {
    if (made.error().code == ErrorCode::kLimitExceeded) return made.error();
    return api::NoPixels(made.error().message, is_jkd);
  }
  const lossless_jpeg::SplitLosslessResult& split = made.value();
  if (!split.IsWhole()) return api::NoPixels("damaged or truncated scan data", is_jkd);
  memory_left -= std::min(memory_left, lossless_jpeg::PlaneBytes(split.sizes));
  return api::MakeSamplePixels({split.frame, split.planes, split.point_transform,
                                jpeg::FindColourSpace(split.frame, split.skeleton), is_jkd},
                               options, memory_left);
}

// memory_left: what may still be allocated.
Result<Pixels> PixelsOfJpeg(ByteSpan jpeg, bool is_jkd, const DecompressOptions& options,
                            uint64_t memory_left, WorkMonitor* monitor) {
  const auto take = [&](uint64_t bytes) { memory_left -= std::min(memory_left, bytes); };
  take(jpeg.size());  // the copy that SplitJpeg compares with
  if (lossless_jpeg::IsLosslessJpeg(jpeg)) {
    return WithHeaders(PixelsOfLossless(jpeg, is_jkd, options, memory_left, monitor), jpeg,
                       options);
  }
  const Result<jpeg::SplitJpegResult> made =
      jpeg::SplitJpeg(jpeg, {.max_plane_bytes = memory_left, .monitor = monitor});
  if (!made.ok()) {
    if (made.error().code == ErrorCode::kLimitExceeded) return made.error();
    return api::NoPixels(made.error().message, is_jkd);
  }
  const jpeg::SplitJpegResult& split = made.value();
  if (!split.IsWhole()) {
    return api::NoPixels("damaged or truncated scan data", is_jkd);
  }
  take(jpeg::PlaneBytes(split.frame));
  const api::PixelSource source{
      split.frame, split.planes, {}, jpeg::FindColourSpace(split.frame, split.skeleton), is_jkd};
  return WithHeaders(api::MakePixels(source, options, memory_left, monitor), jpeg, options);
}

Result<Pixels> PixelsOrThrow(ByteSpan jkd_or_jpeg, const DecompressOptions& options,
                             const coeff::Tools& tools) {
  if (!IsJkd(jkd_or_jpeg)) {
    return PixelsOfJpeg(jkd_or_jpeg, false, options, options.memory_limit, tools.monitor);
  }
  Result<std::optional<Pixels>> pixels = api::PixelsOfPlanes(jkd_or_jpeg, options, tools);
  if (!pixels.ok()) return pixels.error();
  if (pixels.value().has_value()) return *std::move(pixels).value();
  // A JPEG that is stored, or partly kept as it was, has to be parsed. Lossy files are neither.
  const Result<container::DecodedFile> file =
      container::DecodeFile(jkd_or_jpeg, options, false, tools);
  if (!file.ok()) return file.error();
  const Bytes& jpeg = file.value().bytes;
  return PixelsOfJpeg(jpeg, true, options, options.memory_limit - jpeg.size(), tools.monitor);
}

}  // namespace

Result<Pixels> DecompressPixels(std::span<const uint8_t> jkd_or_jpeg,
                                const DecompressOptions& options) {
  coeff::CallTools tools(options.kernels, options.monitor);
  const Status valid = api::CheckRun(options.num_threads, tools);
  if (!valid.ok()) return valid.error();
  try {
    return tools.Finish(PixelsOrThrow(jkd_or_jpeg, options, tools.get()));
  } catch (const std::bad_alloc&) {
    return api::NoMemory();
  }
}

}  // namespace jackdaw
