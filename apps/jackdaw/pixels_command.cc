// decompress --pixels.
#include <string>
#include <utility>

#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/picture_metadata.h"
#include "apps/jackdaw/pixel_format.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/transfer.h"
#include "jackdaw/pixels.h"
#include "jackdaw/summary.h"

namespace jackdaw::app {

namespace {

// Formats without metadata lose them.
void AddLosses(const PictureMetadata& metadata, FileReport* report) {
  if (metadata.orientation != 1) {
    report->warnings.push_back("the picture is to be turned (orientation " +
                               std::to_string(metadata.orientation) + "), which only PNG can say");
  }
  if (!metadata.icc_profile.empty()) {
    report->warnings.emplace_back("the colour profile is lost, which only PNG can hold");
  }
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
                                .num_channels = static_cast<uint32_t>(pixels.value().channels)};
  const PixelFormat format = context.options.pixels->format;
  const PictureMetadata metadata = ReadPictureMetadata(source.value().bytes, options);
  if (format != PixelFormat::kPng) AddLosses(metadata, &report);
  const Result<std::vector<uint8_t>> file =
      EncodePixels(std::move(pixels).value(), format, metadata);
  if (!file.ok()) return Failed(std::move(report), file.error());
  // Only --remove-original reads outputs back, and does not go with --pixels.
  const auto check = [](std::span<const uint8_t>) { return OkStatus(); };
  return WriteOutput(context, source.value(), file.value(), check, std::move(target));
}

}  // namespace jackdaw::app
