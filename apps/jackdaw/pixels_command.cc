// decompress --pixels.
#include <optional>
#include <string>
#include <utility>

#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/flags/restore.h"
#include "apps/jackdaw/flags/texture.h"
#include "apps/jackdaw/picture_metadata.h"
#include "apps/jackdaw/pixel_format.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/transfer.h"
#include "jackdaw/pixels.h"
#include "jackdaw/summary.h"

namespace jackdaw::app {
namespace {

// The input and its pixels, each read or decoded when they are first asked for.
class Input {
 public:
  Input(const Context& context, const Job& job, const FileLimits& limits)
      : context_(context), job_(job), limits_(limits) {}

  const Result<FileData>& file() {
    if (!file_.has_value()) file_ = ReadFile(job_.input, context_.options.memory_limit);
    return *file_;
  }

  Result<Pixels>& pixels() {
    if (!pixels_.has_value()) pixels_ = Decode();
    return *pixels_;
  }
  bool is_restored() const { return !context_.options.plain_pixels && CanRestorePixels(); }
  // Why the pixels that were asked for are not there.
  const Error* problem() const {
    return pixels_.has_value() && !pixels_->ok() ? &pixels_->error() : nullptr;
  }

 private:
  DecompressOptions OptionsOf() const {
    DecompressOptions options;
    options.num_threads = limits_.num_threads;
    options.memory_limit = limits_.memory;
    options.monitor.progress = limits_.progress;
    options.kernels = context_.options.kernels;
    options.restore = is_restored();
    options.restoration = RestorationOf(context_.options);
    options.texture = TextureOf(context_.options);
    options.headers = true;
    return options;
  }
  Result<Pixels> Decode() {
    if (!file().ok()) return file().error();
    return DecompressPixels(file().value().bytes, OptionsOf());
  }

  const Context& context_;
  const Job& job_;
  const FileLimits& limits_;
  std::optional<Result<FileData>> file_;
  std::optional<Result<Pixels>> pixels_;
};

// A picture can be made anew, but what lies under its name may be another one.
OutputJudge JudgeFor(const Context& context, const Job& job, Input* input) {
  const uint64_t max_bytes = context.options.memory_limit;
  return {[&job, max_bytes](const std::string& output) {
            ExistingFacts facts = CompareTimes(job.input, output);
            if (facts.kind != Existing::kOther) return facts;
            const Result<FileData> file = ReadFile(output, max_bytes);
            if (file.ok() && !LooksLikePicture(file.value().bytes)) facts.kind = Existing::kForeign;
            return facts;
          },
          [input, max_bytes](const std::string& output) {
            const Result<FileData> file = ReadFile(output, max_bytes);
            return file.ok() && input->pixels().ok() &&
                   ShowsPixels(file.value().bytes, input->pixels().value(), max_bytes);
          }};
}

FileReport FailedOrRetried(const Error& error, const FileLimits& limits, FileReport report) {
  if (WantsMoreMemory(error, limits)) {
    report.status = FileStatus::kNeedsMoreMemory;
    return report;
  }
  return Failed(std::move(report), error);
}

// Formats without metadata lose them, and those with them profiles that do not fit the pixels.
void AddLosses(const PictureMetadata& metadata, PixelFormat format, int channels,
               FileReport* report) {
  if (format == PixelFormat::kPng || format == PixelFormat::kWebp) {
    const bool fits = FitsChannels(metadata.icc_profile, channels) &&
                      (format == PixelFormat::kPng || channels == 3);
    if (!metadata.icc_profile.empty() && !fits) {
      report->warnings.emplace_back(
          "the colour profile is left out, as it does not fit the pixels");
    }
    return;
  }
  if (metadata.orientation != 1) {
    report->warnings.push_back("the picture is to be turned (orientation " +
                               std::to_string(metadata.orientation) +
                               "), which only PNG and WebP can say");
  }
  if (!metadata.icc_profile.empty()) {
    report->warnings.emplace_back("the colour profile is lost, which only PNG and WebP can hold");
  }
}

}  // namespace

Status PreparePixels(const Options& options) {
  if (!options.pixels.has_value() || options.plain_pixels) return OkStatus();
  const Status loaded = LoadRestoration();
  // A program without restoration writes plain pixels, and says so of each file.
  if (loaded.ok()) return OkStatus();
  if (loaded.error().code == ErrorCode::kUnsupported) {
    return options.texture ? PlainError(loaded.error().code, "--texture: " + loaded.error().message)
                           : OkStatus();
  }
  return PlainError(
      loaded.error().code,
      loaded.error().message + " (install it, in Debian the package libdnnl2, or use --plain)");
}

FileReport PixelsFile(const Context& context, const Job& job, const FileLimits& limits) {
  FileReport start;
  start.input = job.input;
  start.output = job.output;
  Input input(context, job, limits);
  Target target = CheckOutput(context, std::move(start), JudgeFor(context, job, &input));
  FileReport& report = target.report;
  if (input.problem() != nullptr) {
    return FailedOrRetried(*input.problem(), limits, std::move(report));
  }
  if (report.status != FileStatus::kOk) return std::move(report);
  if (context.options.dry_run) return Planned(std::move(report), job.size);

  const Result<FileData>& source = input.file();
  if (!source.ok()) return Failed(std::move(report), source.error());
  report.input_bytes = source.value().bytes.size();
  const Result<Summary> summary = ReadSummary(source.value().bytes);
  if (summary.ok()) report.lossy = summary.value().lossy;
  Result<Pixels>& pixels = input.pixels();
  if (!pixels.ok()) return FailedOrRetried(pixels.error(), limits, std::move(report));
  report.picture = PictureFacts{.width_px = pixels.value().width,
                                .height_px = pixels.value().height,
                                .num_channels = static_cast<uint32_t>(pixels.value().channels),
                                .restored = pixels.value().restored,
                                .textured = pixels.value().textured};
  if (!pixels.value().restored && !context.options.plain_pixels) {
    report.note = input.is_restored() ? "not restored: a lossless JPEG"
                                      : "not restored: this program was built without oneDNN";
  }
  const PixelFormat format = context.options.pixels->format;
  const PictureMetadata metadata = FindPictureMetadata(pixels.value().headers);
  AddLosses(metadata, format, pixels.value().channels, &report);
  const Result<std::vector<uint8_t>> file =
      EncodePixels(std::move(pixels).value(), metadata, format);
  if (!file.ok()) return Failed(std::move(report), file.error());
  // Only --remove-original reads outputs back, and does not go with --pixels.
  const auto check = [](std::span<const uint8_t>) { return OkStatus(); };
  return WriteOutput(context, source.value(), file.value(), check, std::move(target));
}

}  // namespace jackdaw::app
