// decompress --pixels.
#include <utility>

#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/pixel_format.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/transfer.h"
#include "jackdaw/pixels.h"

namespace jackdaw::app {

FileReport PixelsFile(const Context& context, const Job& job, const FileLimits& limits) {
  FileReport report;
  report.input = job.input;
  report.output = job.output;
  report = CheckOutput(context, std::move(report));
  if (report.status != FileStatus::kOk) return report;

  const Result<FileData> source = ReadFile(job.input, context.options.memory_limit);
  if (!source.ok()) return Failed(std::move(report), source.error());
  report.input_bytes = source.value().bytes.size();
  DecompressOptions options;
  options.num_threads = limits.num_threads;
  options.memory_limit = limits.memory;
  Result<Pixels> pixels = DecompressPixels(source.value().bytes, options);
  if (!pixels.ok()) {
    if (pixels.error().code == ErrorCode::kLimitExceeded && !limits.is_last_try) {
      report.status = FileStatus::kNeedsMoreMemory;
      return report;
    }
    return Failed(std::move(report), pixels.error());
  }
  report.picture = PictureFacts{.width_px = pixels.value().width,
                                .height_px = pixels.value().height,
                                .num_channels = static_cast<uint32_t>(pixels.value().channels)};
  const Result<std::vector<uint8_t>> file =
      EncodePixels(std::move(pixels).value(), context.options.pixels->format);
  if (!file.ok()) return Failed(std::move(report), file.error());
  // Only --remove-original reads outputs back, and does not go with --pixels.
  const auto check = [](std::span<const uint8_t>) { return OkStatus(); };
  return WriteOutput(context, source.value(), file.value(), check, std::move(report));
}

}  // namespace jackdaw::app
