#include <algorithm>
#include <optional>
#include <utility>

#include "apps/images/image_file.h"
#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/names.h"
#include "apps/jackdaw/same_picture.h"
#include "apps/jackdaw/summary_file.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/paths.h"
#include "apps/jackdaw/transfer.h"
#include "jackdaw/encode.h"

namespace jackdaw::app {
namespace {

images::ReadOptions ReadOptionsOf(const Context& context, uint64_t memory) {
  return {.memory_limit = memory, .background = context.options.encode.background};
}

// Whether an output that exists shows what the input does; transparency or not.
bool ShowsInput(std::span<const uint8_t> input, const std::string& output, uint64_t memory) {
  const Result<images::ImageFile> image =
      images::ReadImageFile(input, {.memory_limit = memory, .background = images::Colour{}});
  if (!image.ok()) return false;
  const Result<FileData> existing = ReadFile(output, memory);
  return existing.ok() && ShowsPicture(image.value().raster.View(), existing.value().bytes,
                                       {.memory_limit = memory});
}

// source: what was read, where it came from standard input and cannot be read again.
OutputJudge JudgeFor(const Job& job, const FileLimits& limits, const FileData* source) {
  OutputJudge judge;
  judge.compare = [input = job.input](const std::string& output) {
    ExistingFacts facts = CompareTimes(input, output);
    const bool is_ours = IsJpegFile(output) || HasJkdName(output);
    if (facts.kind == Existing::kOther && !is_ours) facts.kind = Existing::kForeign;
    if (HasJkdName(output)) facts.lossy = IsLossyFile(output);
    return facts;
  };
  judge.is_same_picture = [input = job.input, memory = limits.memory,
                           source](const std::string& output) {
    if (source != nullptr) return ShowsInput(source->bytes, output, memory);
    const Result<FileData> again = ReadFile(input, memory);
    return again.ok() && ShowsInput(again.value().bytes, output, memory);
  };
  return judge;
}

EncodedKind KindOf(const Options& options, const std::string& output) {
  if (options.encode.kind.has_value()) return *options.encode.kind;
  return HasJkdName(output) ? EncodedKind::kJkd : EncodedKind::kJpeg;
}

EncodeOptions OptionsOf(const Context& context, const FileLimits& limits,
                        const images::ImageFile& image, const std::string& output) {
  const Options& given = context.options;
  EncodeOptions options;
  options.kind = KindOf(given, output);
  options.target = given.loss_target;
  options.value = given.lossy ? given.loss_value : kEncodeQuality;
  options.tune = given.transcode.tune;
  options.attention = given.transcode.attention;
  options.refine = given.transcode.refine;
  options.sampling = given.encode.sampling;
  options.scans = given.transcode.scans;
  options.icc = image.icc;
  options.exif = image.exif;
  options.compress.num_threads = limits.num_threads;
  const images::Raster& raster = image.raster;
  const uint64_t held = raster.samples8.size() + raster.samples16.size() * sizeof(uint16_t);
  options.compress.memory_limit = limits.memory - std::min(limits.memory, held);
  options.compress.monitor.progress = limits.progress;
  options.compress.kernels = given.kernels;
  options.compress.verify_kernels = given.verify_kernels;
  options.compress.verify = given.verify_lossy;
  return options;
}

FileReport FailedOrRetried(Error error, const FileLimits& limits, FileReport report) {
  if (WantsMoreMemory(error, limits)) {
    report.status = FileStatus::kNeedsMoreMemory;
    return report;
  }
  if (error.message == images::kTransparent) {
    error.message += " (--background COLOUR puts them on a colour)";
  }
  return Failed(std::move(report), std::move(error));
}

// The JPEG's name, where that of the .jkd does not show it.
std::string NameToStore(const Job& job) {
  if (job.is_output_named || job.input == "-") return {};
  const std::string name = BaseName(EncodedPath(job.input, /*is_jkd=*/false));
  return MustBeShortened(name, /*lossy=*/true) ? name : std::string();
}

EncodeFacts FactsOf(const EncodeOptions& options, const images::Raster& raster,
                    const EncodeResult& made) {
  return {.kind = options.kind,
          .sampling = made.sampling,
          .width_px = raster.width,
          .height_px = raster.height,
          .num_channels = static_cast<uint32_t>(raster.channels),
          .progressive = made.progressive,
          .lambda = made.lambda,
          .psnr_db = made.psnr_db,
          .psnr_luma_db = made.psnr_luma_db};
}

}  // namespace

FileReport EncodeImage(const Context& context, const Job& job, const FileLimits& limits) {
  FileReport start;
  start.input = job.input;
  start.output = job.output;
  const bool is_stream = IsStream(job.input);
  Result<FileData> source = FileData{};
  if (is_stream) {
    source = ReadFile(job.input, context.options.memory_limit);
    if (!source.ok()) return Failed(std::move(start), source.error());
  }
  Target target = CheckOutput(context, std::move(start),
                              JudgeFor(job, limits, is_stream ? &source.value() : nullptr));
  FileReport& report = target.report;
  if (report.status != FileStatus::kOk) return std::move(report);
  if (context.options.dry_run) return Planned(std::move(report), job.size);

  if (!is_stream) source = ReadFile(job.input, context.options.memory_limit);
  if (!source.ok()) return Failed(std::move(report), source.error());
  report.input_bytes = source.value().bytes.size();
  const Result<images::ImageFile> image =
      images::ReadImageFile(source.value().bytes, ReadOptionsOf(context, limits.memory));
  if (!image.ok()) return FailedOrRetried(image.error(), limits, std::move(report));
  report.note = image.value().note;

  EncodeOptions options = OptionsOf(context, limits, image.value(), report.output);
  options.compress.file_name = NameToStore(job);
  const images::Raster& raster = image.value().raster;
  const Result<EncodeResult> made = Encode(raster.View(), options);
  if (!made.ok()) return FailedOrRetried(made.error(), limits, std::move(report));
  report.encoded = FactsOf(options, raster, made.value());
  if (options.kind == EncodedKind::kJkd) report.lossy = true;
  // Only --remove-original reads outputs back, and encode has no such option.
  const auto check = [](std::span<const uint8_t>) { return OkStatus(); };
  return WriteOutput(context, source.value(), made.value().bytes, check, std::move(target));
}

}  // namespace jackdaw::app
