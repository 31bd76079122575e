#include <utility>

#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/transfer.h"

namespace jackdaw::app {

bool WantsMoreMemory(const Error& error, const FileLimits& limits) {
  return error.code == ErrorCode::kLimitExceeded && !limits.is_last_try;
}

FileReport RemoveLeftOver(const Context& context, FileReport report, const std::string& original,
                          const std::string& jkd, bool removes_jkd, const FileLimits& limits) {
  // Another program may have made the file that stays, a moment ago.
  const Status durable = MakeDurable(removes_jkd ? original : jkd);
  if (!durable.ok()) return Failed(std::move(report), durable.error());
  const Result<FileData> packed = ReadFile(jkd, context.options.memory_limit);
  if (!packed.ok()) return Failed(std::move(report), packed.error());
  const Result<FileData> file = ReadFile(original, context.options.memory_limit);
  if (!file.ok()) return Failed(std::move(report), file.error());
  DecompressOptions options;
  options.num_threads = limits.num_threads;
  options.memory_limit = limits.memory;
  options.kernels = context.options.kernels;
  options.monitor.progress = limits.progress;
  const Result<DecompressResult> decoded = Decompress(packed.value().bytes, options);
  if (!decoded.ok()) {
    if (WantsMoreMemory(decoded.error(), limits)) {
      report.status = FileStatus::kNeedsMoreMemory;
      return report;
    }
    return Failed(std::move(report), {decoded.error().code, decoded.error().offset,
                                      jkd + ": " + decoded.error().message});
  }
  if (decoded.value().bytes != file.value().bytes) {
    return Failed(std::move(report), {ErrorCode::kCorrupt, 0,
                                      jkd + " does not decode to " + original + ": both stay"});
  }
  const Status removed =
      removes_jkd ? RemoveProven(jkd, packed.value()) : RemoveProven(original, file.value());
  if (!removed.ok()) return Failed(std::move(report), removed.error());
  report.removed_original = true;
  return report;
}

}  // namespace jackdaw::app
