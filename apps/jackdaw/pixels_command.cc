// decompress --pixels.
#include <utility>

#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/pixel_format.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/transfer.h"
#include "jackdaw/parts.h"
#include "jackdaw/pixels.h"
#include "jackdaw/summary.h"

namespace jackdaw::app {
namespace {

// None where the headers cannot be had; the pixels could.
PictureMetadata MetadataOf(std::span<const uint8_t> jkd_or_jpeg, DecompressOptions options) {
  options.monitor = {};
  const Result<std::vector<uint8_t>> headers = DecompressHeaders(jkd_or_jpeg, options);
  return headers.ok() ? FindPictureMetadata(headers.value()) : PictureMetadata{};
}

}  // namespace

FileReport PixelsFile(const Context& context, const Job& job, const FileLimits& limits) {
  FileReport start;
  start.input = job.input;
  start.output = job.output;
  // A picture is made anew at any time, so that no other one is lost with it.
  const OutputJudge judge = {
      [&](const std::string& output) { return CompareTimes(job.input, output); },
      [](const std::string&) { return true; }};
  Target target = CheckOutput(context, std::move(start), judge);
  FileReport& report = target.report;
  if (report.status != FileStatus::kOk) return std::move(report);
  if (context.options.dry_run) return Planned(std::move(report), job.size);

  const Result<FileData> source = ReadFile(job.input, context.options.memory_limit);
  if (!source.ok()) return Failed(std::move(report), source.error());
  report.input_bytes = source.value().bytes.size();
  const Result<Summary> summary = ReadSummary(source.value().bytes);
  if (summary.ok()) report.lossy = summary.value().lossy;
  DecompressOptions options;
  options.num_threads = limits.num_threads;
  options.memory_limit = limits.memory;
  options.monitor.progress = limits.progress;
  options.kernels = context.options.kernels;
  options.restore = !context.options.plain_pixels && CanRestorePixels();
  Result<Pixels> pixels = DecompressPixels(source.value().bytes, options);
  if (!pixels.ok()) {
    if (WantsMoreMemory(pixels.error(), limits)) {
      report.status = FileStatus::kNeedsMoreMemory;
      return std::move(report);
    }
    return Failed(std::move(report), pixels.error());
  }
  report.picture = PictureFacts{.width_px = pixels.value().width,
                                .height_px = pixels.value().height,
                                .num_channels = static_cast<uint32_t>(pixels.value().channels),
                                .restored = options.restore};
  if (!options.restore && !context.options.plain_pixels) {
    report.note = "not restored: this program was built without oneDNN";
  }
  const Result<std::vector<uint8_t>> file =
      EncodePixels(std::move(pixels).value(), MetadataOf(source.value().bytes, options),
                   context.options.pixels->format);
  if (!file.ok()) return Failed(std::move(report), file.error());
  // Only --remove-original reads outputs back, and does not go with --pixels.
  const auto check = [](std::span<const uint8_t>) { return OkStatus(); };
  return WriteOutput(context, source.value(), file.value(), check, std::move(target));
}

}  // namespace jackdaw::app
