#include <cerrno>
#include <utility>

#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/plan.h"
#include "apps/jackdaw/system/file_io.h"

namespace jackdaw::app {
namespace {

FileReport CompareWithOriginal(const std::string& path, const std::vector<uint8_t>& decoded,
                               FileReport report) {
  struct stat st;
  if (path.empty() || (stat(path.c_str(), &st) != 0 && errno == ENOENT)) {
    report.comparison = Comparison::kNoOriginal;
    return report;
  }
  // One byte more than expected is enough to see that it is longer.
  const Result<FileData> original = ReadFile(path, decoded.size());
  if (!original.ok() && original.error().code != ErrorCode::kLimitExceeded) {
    Error error = original.error();
    error.message = "original " + path + ": " + error.message;
    return Failed(std::move(report), std::move(error));
  }
  if (!original.ok() || original.value().bytes != decoded) {
    return Failed(std::move(report),
                  {ErrorCode::kCorrupt, 0, "good, but differs from the original " + path});
  }
  report.comparison = Comparison::kEqual;
  return report;
}

}  // namespace

FileReport VerifyFile(const Context& context, const Job& job, const FileLimits& limits) {
  FileData jkd;
  DecompressResult decoded;
  FileReport report = ReadAndDecode(context, job, limits, &jkd, &decoded);
  if (report.status != FileStatus::kOk) return report;
  report.output_bytes = decoded.bytes.size();
  if (!context.options.against_original) return report;
  return CompareWithOriginal(StripJkdExtension(job.input), decoded.bytes, std::move(report));
}

}  // namespace jackdaw::app
