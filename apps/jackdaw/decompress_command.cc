#include <algorithm>
#include <utility>

#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/paths.h"
#include "apps/jackdaw/system/temp_name.h"
#include "apps/jackdaw/transfer.h"

namespace jackdaw::app {
namespace {

// For a .jkd whose own name says nothing: the stored name, if a file may have it, else ".jpg"
// added.
std::string NameFromContent(const Job& job, const std::string& stored_name) {
  const bool is_plain = !stored_name.empty() && stored_name != "." && stored_name != ".." &&
                        stored_name.find('/') == std::string::npos &&
                        stored_name.find('\0') == std::string::npos && !IsReservedName(stored_name);
  return JoinPath(job.output_dir, is_plain ? stored_name : BaseName(job.input) + ".jpg");
}

}  // namespace

FileReport ReadAndDecode(const Context& context, const Job& job, const FileLimits& limits,
                         FileData* jkd, DecompressResult* out) {
  FileReport report;
  report.input = job.input;
  report.output = job.output;
  Result<FileData> source = ReadFile(job.input, context.options.memory_limit);
  if (!source.ok()) return Failed(std::move(report), source.error());
  *jkd = std::move(source).value();
  report.input_bytes = jkd->bytes.size();
  if (!IsJkd(jkd->bytes)) {
    return Failed(std::move(report), {ErrorCode::kCorrupt, 0, "is not a .jkd file"});
  }
  DecompressOptions options;
  options.num_threads = limits.num_threads;
  options.memory_limit = limits.memory;
  Result<DecompressResult> result = Decompress(jkd->bytes, options);
  if (!result.ok()) {
    if (result.error().code == ErrorCode::kLimitExceeded && !limits.is_last_try) {
      report.status = FileStatus::kNeedsMoreMemory;
      return report;
    }
    return Failed(std::move(report), result.error());
  }
  *out = std::move(result).value();
  return report;
}

FileReport DecompressFile(const Context& context, const Job& job, const FileLimits& limits) {
  FileReport report;
  report.input = job.input;
  report.output = job.output;
  if (!job.output.empty()) {
    report = CheckOutput(context, std::move(report));
    if (report.status != FileStatus::kOk) return report;
  }
  FileData jkd;
  DecompressResult original;
  report = ReadAndDecode(context, job, limits, &jkd, &original);
  if (report.status != FileStatus::kOk) return report;
  if (job.output.empty()) {
    report.output = NameFromContent(job, original.file_name);
    report = CheckOutput(context, std::move(report));
    if (report.status != FileStatus::kOk) return report;
  }
  const auto check = [&](std::span<const uint8_t> on_disk) -> Status {
    if (std::equal(on_disk.begin(), on_disk.end(), original.bytes.begin(), original.bytes.end())) {
      return OkStatus();
    }
    return PlainError(ErrorCode::kIo, "what is on the disk is not what was written");
  };
  return WriteOutput(context, jkd, original.bytes, check, std::move(report));
}

}  // namespace jackdaw::app
