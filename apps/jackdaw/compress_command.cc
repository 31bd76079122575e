#include <utility>

#include "apps/jackdaw/commands.h"
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
  options.preset = context.options.preset;
  options.num_slices = context.options.num_slices;
  // With --remove-original the file is decoded from the disk, which makes this check a repetition.
  options.verify = context.options.verify && !context.options.remove_original;
  if (context.options.store_name && job.input != "-") options.file_name = BaseName(job.input);
  return options;
}

FileReport FailedOrRetried(const Error& error, const FileLimits& limits, FileReport report) {
  if (error.code == ErrorCode::kLimitExceeded && !limits.is_last_try) {
    report.status = FileStatus::kNeedsMoreMemory;
    return report;
  }
  return Failed(std::move(report), error);
}

Status CheckDecodesTo(std::span<const uint8_t> jkd, const std::vector<uint8_t>& original,
                      const FileLimits& limits) {
  DecompressOptions options;
  options.num_threads = limits.num_threads;
  options.memory_limit = limits.memory;
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
                           const FileData& source, FileReport report) {
  const std::vector<uint8_t>& original = source.bytes;
  const Result<CompressResult> result = Compress(original, MakeOptions(context, job, limits));
  if (!result.ok()) return FailedOrRetried(result.error(), limits, std::move(report));
  report.outcome = result.value().outcome;
  report.reason = result.value().reason;
  // The codec stores what does not fit its memory.
  if (report.outcome == Outcome::kStored && LooksLikeJpeg(original) && !limits.is_last_try) {
    report.status = FileStatus::kNeedsMoreMemory;
    return report;
  }
  const auto check = [&](std::span<const uint8_t> on_disk) {
    return CheckDecodesTo(on_disk, original, limits);
  };
  return WriteOutput(context, source, result.value().bytes, check, std::move(report));
}

FileReport CompressWithLoss(const Context& context, const Job& job, const FileLimits& limits,
                            const FileData& source, FileReport report) {
  LossyOptions options;
  options.target = context.options.loss_target;
  options.value = context.options.loss_value;
  options.compress = MakeOptions(context, job, limits);
  options.compress.verify = context.options.verify_lossy;
  const Result<LossyResult> result = CompressLossy(source.bytes, options);
  if (!result.ok()) return FailedOrRetried(result.error(), limits, std::move(report));
  const LossyResult& made = result.value();
  report.outcome = Outcome::kModelled;
  report.loss =
      LossFacts{.lossless = made.lossless, .lambda = made.lambda, .psnr_db = made.psnr_db};
  // Only --remove-original reads outputs back, and it excludes a loss.
  const auto check = [](std::span<const uint8_t>) { return OkStatus(); };
  return WriteOutput(context, source, made.bytes, check, std::move(report));
}

}  // namespace

FileReport CompressFile(const Context& context, const Job& job, const FileLimits& limits) {
  FileReport report;
  report.input = job.input;
  report.output = job.output;
  report = CheckOutput(context, std::move(report));
  if (report.status != FileStatus::kOk) return report;

  const Result<FileData> source = ReadFile(job.input, context.options.memory_limit);
  if (!source.ok()) return Failed(std::move(report), source.error());
  const std::vector<uint8_t>& original = source.value().bytes;
  report.input_bytes = original.size();
  if (IsJkd(original) && !context.options.force) {
    return Failed(std::move(report), {ErrorCode::kInvalidArgument, 0,
                                      "is already a .jkd file (--force packs it again)"});
  }
  return context.options.lossy
             ? CompressWithLoss(context, job, limits, source.value(), std::move(report))
             : CompressExactly(context, job, limits, source.value(), std::move(report));
}

}  // namespace jackdaw::app
