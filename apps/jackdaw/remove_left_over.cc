#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/summary_file.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/transfer.h"

namespace jackdaw::app {
namespace {

bool ClaimsToHold(const std::string& jkd, std::span<const uint8_t> original) {
  const std::optional<Result<Summary>> summary = SummaryOfFile(jkd);
  return summary.has_value() && summary->ok() && !summary->value().lossy &&
         summary->value().content_hash == ContentHash(original);
}

}  // namespace

bool WantsMoreMemory(const Error& error, const FileLimits& limits) {
  return error.code == ErrorCode::kLimitExceeded && !limits.is_last_try;
}

LeftOver RemoveLeftOver(const Context& context, FileReport report, const std::string& original,
                        const std::string& jkd, bool removes_jkd, const FileLimits& limits) {
  const auto fail = [&](Error error) {
    return LeftOver{Failed(std::move(report), std::move(error))};
  };
  // Another program may have made the file that stays, a moment ago.
  const Status durable = MakeDurable(removes_jkd ? original : jkd);
  if (!durable.ok()) return fail(durable.error());
  const Result<FileData> file = ReadFile(original, context.options.memory_limit);
  if (!file.ok()) return fail(file.error());
  const auto fail_at_jkd = [&](const Error& error) {
    Error about = error;
    about.message = jkd + ": " + error.message;
    const bool is_damaged = error.code == ErrorCode::kTruncated ||
                            error.code == ErrorCode::kCorrupt || error.code == ErrorCode::kIo;
    const bool is_worthless = is_damaged && ClaimsToHold(jkd, file.value().bytes);
    if (is_damaged && !is_worthless && !removes_jkd) {
      about.message += " (kept, since it may hold another version; --force replaces it)";
    }
    return LeftOver{Failed(std::move(report), std::move(about)), is_worthless};
  };
  const Result<FileData> packed = ReadFile(jkd, context.options.memory_limit);
  if (!packed.ok()) return fail_at_jkd(packed.error());
  DecompressOptions options;
  options.num_threads = limits.num_threads;
  options.memory_limit = limits.memory;
  options.kernels = context.options.kernels;
  options.monitor.progress = limits.progress;
  const Result<DecompressResult> decoded = Decompress(packed.value().bytes, options);
  if (!decoded.ok()) {
    if (WantsMoreMemory(decoded.error(), limits)) {
      report.status = FileStatus::kNeedsMoreMemory;
      return {std::move(report)};
    }
    return fail_at_jkd(decoded.error());
  }
  if (decoded.value().bytes != file.value().bytes) {
    return fail({ErrorCode::kCorrupt, 0, jkd + " does not decode to " + original + ": both stay"});
  }
  const Status removed = removes_jkd ? RemoveProven(context, jkd, packed.value())
                                     : RemoveProven(context, original, file.value());
  if (!removed.ok()) return fail(removed.error());
  report.removed_original = true;
  return {std::move(report)};
}

}  // namespace jackdaw::app
