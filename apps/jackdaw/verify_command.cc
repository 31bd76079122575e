#include <cerrno>
#include <utility>

#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/names.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/paths.h"
#include "apps/jackdaw/transfer.h"

namespace jackdaw::app {
namespace {

// Compares; with --remove-original, removes an original that is equal.
FileReport CompareWithOriginal(const Context& context, const std::string& path,
                               const std::vector<uint8_t>& decoded, FileReport report) {
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
    const char* const loss = report.lossy == true ? "made with a loss: it " : "";
    return Failed(std::move(report),
                  {ErrorCode::kCorrupt, 0,
                   std::string("good, but ") + loss + "differs from the original " + path});
  }
  report.comparison = Comparison::kEqual;
  if (!context.options.remove_original) return report;
  const Status removed = RemoveProven(context, path, original.value());
  if (!removed.ok()) {
    Error error = removed.error();
    error.message = "good, but the original " + path + " was kept: " + error.message;
    return Failed(std::move(report), std::move(error));
  }
  report.removed_original = true;
  return report;
}

// Where the original lies, if it lies beside the .jkd; empty: it has no name.
std::string OriginalBeside(const std::string& jkd, const std::string& stored_name, bool lossy) {
  const std::string jkd_name = BaseName(jkd);
  const bool is_stored =
      IsCutName(jkd_name) && MayBeName(stored_name) && IsPackedName(jkd_name, stored_name);
  return is_stored ? PathBeside(jkd, stored_name) : StripJkdExtension(jkd, lossy);
}

}  // namespace

FileReport VerifyFile(const Context& context, const Job& job, const FileLimits& limits) {
  FileData jkd;
  DecompressResult decoded;
  FileReport report;
  report.input = job.input;
  if (context.options.dry_run) return Planned(std::move(report), job.size);
  if (context.options.remove_original) {
    // What is proven is what will be there after a power failure.
    const Status durable = MakeDurable(job.input);
    if (!durable.ok()) return Failed(std::move(report), durable.error());
  }
  report = ReadAndDecode(context, job, limits, &jkd, &decoded);
  if (report.status != FileStatus::kOk) return report;
  report.output_bytes = decoded.bytes.size();
  if (!context.options.against_original && !context.options.remove_original) return report;
  const std::string original = OriginalBeside(job.input, decoded.file_name, report.lossy == true);
  return CompareWithOriginal(context, original, decoded.bytes, std::move(report));
}

}  // namespace jackdaw::app
