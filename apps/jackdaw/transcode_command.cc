#include <sys/stat.h>

#include <cerrno>
#include <limits>
#include <optional>
#include <utility>

#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/same_picture.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/transfer.h"

namespace jackdaw::app {
namespace {

// source: what was read, where it came from standard input and cannot be read again.
OutputJudge JudgeFor(const Job& job, const FileLimits& limits, const FileData* source) {
  OutputJudge judge;
  judge.compare = [input = job.input](const std::string& output) {
    ExistingFacts facts = CompareTimes(input, output);
    if (facts.kind == Existing::kOther && !IsJpegFile(output)) facts.kind = Existing::kForeign;
    return facts;
  };
  DecompressOptions options;
  options.num_threads = limits.num_threads;
  options.memory_limit = limits.memory;
  judge.is_same_picture = [input = job.input, options, source](const std::string& output) {
    if (source == nullptr) {
      return FilesShowSamePicture(input, output, Likeness::kWithLoss, options);
    }
    const Result<FileData> existing = ReadFile(output, options.memory_limit);
    return existing.ok() &&
           ShowSamePicture(source->bytes, existing.value().bytes, Likeness::kWithLoss, options);
  };
  return judge;
}

TranscodeFacts CopyFacts() {
  return TranscodeFacts{.lossless = true,
                        .copied = true,
                        .progressive = std::nullopt,
                        .lambda = 0,
                        .psnr_db = std::numeric_limits<double>::infinity(),
                        .psnr_luma_db = std::numeric_limits<double>::infinity()};
}

// "REASON: what cannot be done for it ...", but something else was done.
std::string ReasonOf(const Error& error) {
  return error.message.substr(0, error.message.find(": "));
}

bool StripsAnything(const StripOptions& strip) {
  return strip.metadata || strip.orientation || strip.gps || strip.previews;
}

// Files that no result can be made of are copied where the request allows it.
FileReport PassThrough(const Context& context, const FileData& source, const Error& error,
                       Target target) {
  target.report.transcoded = CopyFacts();
  target.report.reason = ReasonOf(error);
  if (StripsAnything(context.options.transcode.strip)) {
    target.report.warnings.emplace_back("copied as it is: --strip took nothing out");
  }
  const auto check = [](std::span<const uint8_t>) { return OkStatus(); };
  return WriteOutput(context, source, source.bytes, check, std::move(target));
}

// Whether a file that no result can be made of is copied. Who asks for --strip or a kind of JPEG
// does not want a copy with everything in it, unless told so.
bool CopiesUnsupported(const Options& options) {
  const bool wants_copies = !options.lossy && !StripsAnything(options.transcode.strip) &&
                            options.transcode.scans == ScanChoice::kSmaller;
  return options.copy_unsupported || wants_copies;
}

TranscodeOptions MakeOptions(const Context& context, const FileLimits& limits) {
  TranscodeOptions options = context.options.transcode;
  options.target = context.options.loss_target;
  options.value = context.options.loss_value;
  options.memory_limit = limits.memory;
  options.monitor.progress = limits.progress;
  return options;
}

// Writes what became of `source`.
FileReport Finish(const Context& context, const FileData& source, TranscodeResult made,
                  Target target) {
  FileReport& report = target.report;
  report.transcoded = TranscodeFacts{.lossless = made.lossless,
                                     .copied = made.copied,
                                     .progressive = made.progressive,
                                     .lambda = made.lambda,
                                     .psnr_db = made.psnr_db,
                                     .psnr_luma_db = made.psnr_luma_db};
  report.removed = std::move(made.removed);
  report.warnings = std::move(made.warnings);
  if (context.options.in_place && made.bytes == source.bytes) {
    report.output_bytes = made.bytes.size();
    return std::move(report);
  }
  // Only --remove-original reads outputs back, and transcode has no such option.
  const auto check = [](std::span<const uint8_t>) { return OkStatus(); };
  return WriteOutput(context, source, made.bytes, check, std::move(target));
}

// --in-place: the input is the output, and may be replaced as it is now.
Target InPlace(const Job& job, FileReport report) {
  Target target;
  target.report = std::move(report);
  struct stat st;
  if (lstat(job.input.c_str(), &st) != 0) {
    target.report = Failed(std::move(target.report), IoError("cannot look at the input", errno));
  } else if (!S_ISREG(st.st_mode) || st.st_nlink > 1) {
    const char* const what = S_ISREG(st.st_mode) ? "has several names, of which --in-place would "
                                                   "change one"
                                                 : "--in-place works only on regular files";
    target.report = Failed(std::move(target.report), PlainError(ErrorCode::kIo, what));
  } else {
    target.replaces = st;
  }
  return target;
}

FileReport TranscodeInto(const Context& context, const FileLimits& limits, const FileData& source,
                         Target target) {
  target.report.input_bytes = source.bytes.size();
  Result<TranscodeResult> result = Transcode(source.bytes, MakeOptions(context, limits));
  if (result.ok()) {
    return Finish(context, source, std::move(result).value(), std::move(target));
  }
  FileReport& report = target.report;
  if (WantsMoreMemory(result.error(), limits)) {
    report.status = FileStatus::kNeedsMoreMemory;
    return std::move(report);
  }
  const bool is_copied =
      CopiesUnsupported(context.options) && result.error().code == ErrorCode::kUnsupported;
  if (!is_copied) return Failed(std::move(report), result.error());
  if (!context.options.in_place) {
    return PassThrough(context, source, result.error(), std::move(target));
  }
  report.status = FileStatus::kOk;
  report.output_bytes = report.input_bytes;
  report.reason = ReasonOf(result.error());
  report.transcoded = CopyFacts();
  return std::move(report);
}

}  // namespace

FileReport TranscodeFile(const Context& context, const Job& job, const FileLimits& limits) {
  FileReport start;
  start.input = job.input;
  start.output = job.output;
  const bool is_stream = IsStream(job.input);
  Result<FileData> source = FileData{};
  if (is_stream) {
    source = ReadFile(job.input, context.options.memory_limit);
    if (!source.ok()) return Failed(std::move(start), source.error());
  }
  Target target = context.options.in_place
                      ? InPlace(job, std::move(start))
                      : CheckOutput(context, std::move(start),
                                    JudgeFor(job, limits, is_stream ? &source.value() : nullptr));
  FileReport& report = target.report;
  if (report.status != FileStatus::kOk) return std::move(report);
  if (context.options.dry_run) return Planned(std::move(report), job.size);

  if (!is_stream) source = ReadFile(job.input, context.options.memory_limit);
  if (!source.ok()) return Failed(std::move(report), source.error());
  return TranscodeInto(context, limits, source.value(), std::move(target));
}

}  // namespace jackdaw::app
