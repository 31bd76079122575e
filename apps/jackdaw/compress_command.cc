#include <sys/stat.h>

#include <string>
#include <utility>

#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/names.h"
#include "apps/jackdaw/same_picture.h"
#include "apps/jackdaw/summary_file.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/paths.h"
#include "apps/jackdaw/transfer.h"
#include "jackdaw/lossy.h"

namespace jackdaw::app {
namespace {

bool LooksLikeJpeg(std::span<const uint8_t> bytes) {
  return bytes.size() >= 2 && bytes[0] == 0xff && bytes[1] == 0xd8;
}

CompressOptions MakeOptions(const Context& context, const Job& job, const FileLimits& limits) {
  CompressOptions options;
  options.num_threads = limits.num_threads;
  options.memory_limit = limits.memory;
  options.monitor.progress = limits.progress;
  options.kernels = context.options.kernels;
  options.verify_kernels = context.options.verify_kernels;
  options.preset = context.options.preset;
  options.num_slices = context.options.num_slices;
  // With --remove-original the file is decoded from the disk, which makes this check a repetition.
  options.verify = context.options.verify && !context.options.remove_original;
  if (job.input == "-") return options;
  const std::string name = BaseName(job.input);
  // Where the name of the .jkd does not show what the original was called.
  const bool is_needed =
      !job.is_output_named && (IsBareName(name) || MustBeShortened(name, context.options.lossy));
  if (context.options.store_name || is_needed) options.file_name = name;
  return options;
}

DecompressOptions DecodingOptions(const Context& context, const FileLimits& limits) {
  DecompressOptions options;
  options.num_threads = limits.num_threads;
  options.memory_limit = limits.memory;
  options.kernels = context.options.kernels;
  return options;
}

FileReport FailedOrRetried(const Error& error, const FileLimits& limits, FileReport report) {
  if (WantsMoreMemory(error, limits)) {
    report.status = FileStatus::kNeedsMoreMemory;
    return report;
  }
  return Failed(std::move(report), error);
}

// The same for the check of what is on the disk.
DecompressOptions VerifyingOptions(const Context& context, const FileLimits& limits) {
  DecompressOptions options = DecodingOptions(context, limits);
  if (!context.options.verify_kernels.empty()) options.kernels = context.options.verify_kernels;
  return options;
}

Status CheckDecodesTo(std::span<const uint8_t> jkd, const std::vector<uint8_t>& original,
                      const DecompressOptions& options) {
  const Result<DecompressResult> decoded = Decompress(jkd, options);
  if (!decoded.ok()) return decoded.error();
  if (decoded.value().bytes != original) {
    return PlainError(ErrorCode::kInternal,
                      "the result does not decode to the original, which was kept (a bug)");
  }
  return OkStatus();
}

// Without a loss: any file, and its bytes come back.
FileReport CompressExactly(const Context& context, const Job& job, const FileLimits& limits,
                           const FileData& source, Target target) {
  const std::vector<uint8_t>& original = source.bytes;
  const Result<CompressResult> result = Compress(original, MakeOptions(context, job, limits));
  FileReport& report = target.report;
  if (!result.ok()) return FailedOrRetried(result.error(), limits, std::move(report));
  report.outcome = result.value().outcome;
  report.reason = result.value().reason;
  report.lossy = false;
  // The codec stores what does not fit its memory.
  if (report.outcome == Outcome::kStored && LooksLikeJpeg(original) && !limits.is_last_try) {
    report.status = FileStatus::kNeedsMoreMemory;
    return std::move(report);
  }
  const auto check = [&](std::span<const uint8_t> on_disk) {
    return CheckDecodesTo(on_disk, original, VerifyingOptions(context, limits));
  };
  return WriteOutput(context, source, result.value().bytes, check, std::move(target));
}

OutputJudge JudgeFor(const Context& context, const Job& job, const FileLimits& limits,
                     const FileData* source) {
  Original original{job.input, std::nullopt};
  if (source != nullptr) original.bytes = source->bytes;
  const bool lossy_wanted = context.options.lossy;
  const uint64_t max_bytes = context.options.memory_limit;
  OutputJudge judge;
  judge.compare = [=](const std::string& output) {
    return CompareWithJkd(original, output, lossy_wanted, max_bytes);
  };
  judge.is_same_picture = [=,
                           options = DecodingOptions(context, limits)](const std::string& output) {
    const bool with_loss = lossy_wanted || IsLossyFile(output);
    const Likeness likeness = with_loss ? Likeness::kWithLoss : Likeness::kEqualPixels;
    if (!original.bytes.has_value()) {
      return FilesShowSamePicture(original.path, output, likeness, options);
    }
    const Result<FileData> existing = ReadFile(output, max_bytes);
    return existing.ok() &&
           ShowSamePicture(*original.bytes, existing.value().bytes, likeness, options);
  };
  return judge;
}

// A loss may turn out not to be needed, and then the result is called as an exact one is.
Target ExactTarget(const Context& context, const Job& job, const OutputJudge& judge,
                   Target target) {
  if (job.is_output_named || !HasLossyName(target.report.output)) return target;
  target.report.output = ExactPath(target.report.output, job.input);
  return CheckOutput(context, std::move(target.report), judge);
}

FileReport CompressWithLoss(const Context& context, const Job& job, const FileLimits& limits,
                            const FileData& source, Target target) {
  LossyOptions options;
  options.target = context.options.loss_target;
  options.value = context.options.loss_value;
  options.tune = context.options.transcode.tune;
  options.attention = context.options.transcode.attention;
  options.refine = context.options.transcode.refine;
  options.compress = MakeOptions(context, job, limits);
  options.compress.verify = context.options.verify_lossy;
  const Result<LossyResult> result = CompressLossy(source.bytes, options);
  if (!result.ok()) {
    if (!context.options.copy_unsupported || result.error().code != ErrorCode::kUnsupported) {
      return FailedOrRetried(result.error(), limits, std::move(target.report));
    }
    target = ExactTarget(context, job, JudgeFor(context, job, limits, &source), std::move(target));
    if (target.report.status != FileStatus::kOk) return std::move(target.report);
    return CompressExactly(context, job, limits, source, std::move(target));
  }
  const LossyResult& made = result.value();
  target.report.warnings = made.warnings;
  if (made.lossless) {
    target = ExactTarget(context, job, JudgeFor(context, job, limits, &source), std::move(target));
    if (target.report.status != FileStatus::kOk) return std::move(target.report);
  }
  target.report.outcome = Outcome::kModelled;
  target.report.lossy = !made.lossless;
  target.report.loss = LossFacts{.lossless = made.lossless,
                                 .lambda = made.lambda,
                                 .psnr_db = made.psnr_db,
                                 .psnr_luma_db = made.psnr_luma_db};
  // Only --remove-original reads outputs back, and it excludes a loss.
  const auto check = [](std::span<const uint8_t>) { return OkStatus(); };
  return WriteOutput(context, source, made.bytes, check, std::move(target));
}

// With a loss, beside an exact .jkd of the same original: that is worth more, and both decompress
// to the same name.
Target CheckExactBeside(const Context& context, const Job& job, const OutputJudge& judge,
                        Target target) {
  const std::string& output = target.report.output;
  if (!context.options.lossy || job.is_output_named || !HasLossyName(output)) return target;
  const std::string exact = ExactPath(output, job.input);
  if (!PathExists(exact)) return target;
  const ExistingFacts facts = judge.compare(exact);
  if (facts.lossy != false || context.options.force) return target;
  if (context.options.skip_existing) {
    target.report.status = FileStatus::kSkipped;
    target.report.output = exact;
    target.report.lossy = false;
    target.report.is_changed = facts.kind != Existing::kSame;
    if (target.report.is_changed) target.report.note = exact + " " + facts.reason;
    return target;
  }
  target.report = Failed(
      std::move(target.report),
      PlainError(ErrorCode::kIo, exact + " is there, an exact copy: a lossy one beside it is of no "
                                         "use (--force makes it all the same)"));
  return target;
}

// --remove-original with an output that is, by its header, that of this very input. kOk: it is
// damaged and is to be made anew.
Target FinishOrRedo(const Context& context, const Job& job, const FileLimits& limits,
                    Target target) {
  FileReport start;
  start.input = job.input;
  start.output = target.report.output;
  struct stat before;
  const bool is_file = lstat(start.output.c_str(), &before) == 0 && S_ISREG(before.st_mode);
  LeftOver left = RemoveLeftOver(context, std::move(target.report), job.input, start.output,
                                 /*removes_jkd=*/false, limits);
  target.report = std::move(left.report);
  if (!left.is_worthless || !is_file) return target;
  if (!context.options.update) {
    target.report.error.message += " (--update compresses the file anew)";
    return target;
  }
  target.report = std::move(start);
  target.replaces = before;
  target.is_same = false;
  return target;
}

}  // namespace

FileReport CompressFile(const Context& context, const Job& job, const FileLimits& limits) {
  FileReport start;
  start.input = job.input;
  start.output = job.output;
  const bool is_stream = IsStream(job.input);
  Result<FileData> source = FileData{};
  // What comes from a stream can only be compared once it is read.
  if (is_stream) {
    source = ReadFile(job.input, context.options.memory_limit);
    if (!source.ok()) return Failed(std::move(start), source.error());
  }
  const OutputJudge judge = JudgeFor(context, job, limits, is_stream ? &source.value() : nullptr);
  Target target = CheckOutput(context, std::move(start), judge);
  if (target.report.status == FileStatus::kSkipped && target.is_same &&
      target.report.lossy == false && context.options.remove_original && !context.options.dry_run) {
    target = FinishOrRedo(context, job, limits, std::move(target));
  }
  FileReport& report = target.report;
  if (report.status == FileStatus::kOk) {
    target = CheckExactBeside(context, job, judge, std::move(target));
  }
  if (report.status != FileStatus::kOk) return std::move(report);
  if (context.options.dry_run) return Planned(std::move(report), job.size);

  if (!is_stream) source = ReadFile(job.input, context.options.memory_limit);
  if (!source.ok()) return Failed(std::move(report), source.error());
  report.input_bytes = source.value().bytes.size();
  if (IsJkd(source.value().bytes) && !context.options.force) {
    return Failed(std::move(report), {ErrorCode::kInvalidArgument, 0,
                                      "is already a .jkd file (--force packs it again)"});
  }
  return context.options.lossy
             ? CompressWithLoss(context, job, limits, source.value(), std::move(target))
             : CompressExactly(context, job, limits, source.value(), std::move(target));
}

}  // namespace jackdaw::app
