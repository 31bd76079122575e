#include <optional>
#include <utility>
#include <vector>

#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/summary_file.h"
#include "apps/jackdaw/system/file_io.h"

namespace jackdaw::app {
namespace {

FileReport Report(FileReport report, const Result<Summary>& summary) {
  if (!summary.ok()) return Failed(std::move(report), summary.error());
  report.input_bytes = summary.value().size;
  report.info = ToFileInfo(summary.value());
  return report;
}

}  // namespace

FileReport InfoFile(const Context& context, const Job& job, const FileLimits& limits) {
  FileReport report;
  report.input = job.input;
  if (!context.options.deep) {
    const std::optional<Result<Summary>> summary = SummaryOfFile(job.input);
    if (summary.has_value()) return Report(std::move(report), *summary);
  }
  const Result<FileData> source = ReadFile(job.input, context.options.memory_limit);
  if (!source.ok()) return Failed(std::move(report), source.error());
  const std::vector<uint8_t>& bytes = source.value().bytes;
  if (!context.options.deep && IsJkd(bytes)) return Report(std::move(report), ReadSummary(bytes));
  report.input_bytes = bytes.size();
  DecompressOptions options;
  options.num_threads = limits.num_threads;
  options.memory_limit = limits.memory;
  options.monitor.progress = limits.progress;
  options.kernels = context.options.kernels;
  Result<FileInfo> info = Inspect(bytes, options);
  if (!info.ok()) {
    if (WantsMoreMemory(info.error(), limits)) {
      report.status = FileStatus::kNeedsMoreMemory;
      return report;
    }
    return Failed(std::move(report), info.error());
  }
  report.info = std::move(info).value();
  return report;
}

}  // namespace jackdaw::app
