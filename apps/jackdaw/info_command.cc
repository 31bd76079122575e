#include <utility>

#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/system/file_io.h"

namespace jackdaw::app {

FileReport InfoFile(const Context& context, const Job& job, const FileLimits& limits) {
  FileReport report;
  report.input = job.input;
  const Result<FileData> source = ReadFile(job.input, context.options.memory_limit);
  if (!source.ok()) return Failed(std::move(report), source.error());
  report.input_bytes = source.value().bytes.size();
  DecompressOptions options;
  options.num_threads = limits.num_threads;
  options.memory_limit = limits.memory;
  Result<FileInfo> info = Inspect(source.value().bytes, options);
  if (!info.ok()) {
    if (info.error().code == ErrorCode::kLimitExceeded && !limits.is_last_try) {
      report.status = FileStatus::kNeedsMoreMemory;
      return report;
    }
    return Failed(std::move(report), info.error());
  }
  report.info = std::move(info).value();
  return report;
}

}  // namespace jackdaw::app
