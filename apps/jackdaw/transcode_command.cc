#include <utility>

#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/transfer.h"

namespace jackdaw::app {

FileReport TranscodeFile(const Context& context, const Job& job, const FileLimits& limits) {
  FileReport report;
  report.input = job.input;
  report.output = job.output;
  report = CheckOutput(context, std::move(report));
  if (report.status != FileStatus::kOk) return report;

  const Result<FileData> source = ReadFile(job.input, context.options.memory_limit);
  if (!source.ok()) return Failed(std::move(report), source.error());
  report.input_bytes = source.value().bytes.size();
  TranscodeOptions options = context.options.transcode;
  options.target = context.options.loss_target;
  options.value = context.options.loss_value;
  options.memory_limit = limits.memory;
  const Result<TranscodeResult> result = Transcode(source.value().bytes, options);
  if (!result.ok()) {
    if (result.error().code == ErrorCode::kLimitExceeded && !limits.is_last_try) {
      report.status = FileStatus::kNeedsMoreMemory;
      return report;
    }
    return Failed(std::move(report), result.error());
  }
  const TranscodeResult& made = result.value();
  report.transcoded = TranscodeFacts{.lossless = made.lossless,
                                     .copied = made.copied,
                                     .progressive = made.progressive,
                                     .lambda = made.lambda,
                                     .psnr_db = made.psnr_db};
  // Only --remove-original reads outputs back, and transcode has no such option.
  const auto check = [](std::span<const uint8_t>) { return OkStatus(); };
  return WriteOutput(context, source.value(), made.bytes, check, std::move(report));
}

}  // namespace jackdaw::app
