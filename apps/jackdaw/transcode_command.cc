#include <limits>
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

// Files that no result can be made of are copied where the request allows it.
FileReport PassThrough(const Context& context, const FileData& source, const Error& error,
                       Target target) {
  target.report.transcoded =
      TranscodeFacts{.lossless = true,
                     .copied = true,
                     .progressive = false,
                     .lambda = 0,
                     .psnr_db = std::numeric_limits<double>::infinity(),
                     .psnr_luma_db = std::numeric_limits<double>::infinity()};
  // "REASON: no lossy result can be made of it ...", but none was asked for.
  target.report.reason = error.message.substr(0, error.message.find(": no lossy result"));
  const auto check = [](std::span<const uint8_t>) { return OkStatus(); };
  return WriteOutput(context, source, source.bytes, check, std::move(target));
}

}  // namespace

FileReport TranscodeFile(const Context& context, const Job& job, const FileLimits& limits) {
  FileReport start;
  start.input = job.input;
  start.output = job.output;
  const bool is_stream = job.input == "-";
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
  TranscodeOptions options = context.options.transcode;
  options.target = context.options.loss_target;
  options.value = context.options.loss_value;
  options.memory_limit = limits.memory;
  options.monitor.progress = limits.progress;
  const Result<TranscodeResult> result = Transcode(source.value().bytes, options);
  if (!result.ok()) {
    if (WantsMoreMemory(result.error(), limits)) {
      report.status = FileStatus::kNeedsMoreMemory;
      return std::move(report);
    }
    // Who asks for --strip does not want a copy with everything in it, unless told so.
    const bool is_copied =
        context.options.pass_through || (!context.options.lossy && !options.strip);
    if (is_copied && result.error().code == ErrorCode::kUnsupported) {
      return PassThrough(context, source.value(), result.error(), std::move(target));
    }
    return Failed(std::move(report), result.error());
  }
  const TranscodeResult& made = result.value();
  report.transcoded = TranscodeFacts{.lossless = made.lossless,
                                     .copied = made.copied,
                                     .progressive = made.progressive,
                                     .lambda = made.lambda,
                                     .psnr_db = made.psnr_db,
                                     .psnr_luma_db = made.psnr_luma_db};
  // Only --remove-original reads outputs back, and transcode has no such option.
  const auto check = [](std::span<const uint8_t>) { return OkStatus(); };
  return WriteOutput(context, source.value(), made.bytes, check, std::move(target));
}

}  // namespace jackdaw::app
