#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/names.h"
#include "apps/jackdaw/output_name.h"
#include "apps/jackdaw/same_picture.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/paths.h"
#include "apps/jackdaw/transfer.h"
#include "jackdaw/summary.h"

namespace jackdaw::app {
namespace {

bool StartsLikeJpeg(std::span<const uint8_t> bytes) {
  return bytes.size() >= 2 && bytes[0] == 0xff && bytes[1] == 0xd8;
}

// For a .jkd whose own name does not say what kind of file it holds: the stored name, if a file may
// have it; else its own, with ".jpg" where that is missing.
std::string NameFromContent(const Job& job, const DecompressResult& original) {
  std::string name = job.bare_name;
  if (MayBeName(original.file_name)) {
    name = original.file_name;
  } else if (HasJkdName(name) || BaseName(job.input) == name || StartsLikeJpeg(original.bytes)) {
    name += ".jpg";
  }
  return JoinPath(job.output_dir, name);
}

// decoded: what the input yields, where it came from standard input and cannot be read again.
OutputJudge JudgeFor(const Context& context, const Job& job, const FileLimits& limits,
                     const DecompressResult* decoded) {
  const uint64_t max_bytes = context.options.memory_limit;
  DecompressOptions options;
  options.num_threads = limits.num_threads;
  options.memory_limit = limits.memory;
  options.kernels = context.options.kernels;
  OutputJudge judge;
  judge.compare = [=, input = job.input](const std::string& output) {
    return decoded == nullptr ? CompareDecoded(output, input, max_bytes)
                              : CompareBytes(output, decoded->bytes, max_bytes);
  };
  judge.is_same_picture = [=, input = job.input](const std::string& output) {
    if (decoded == nullptr) {
      return FilesShowSamePicture(output, input, Likeness::kEqualPixels, options);
    }
    const Result<FileData> existing = ReadFile(output, max_bytes);
    return existing.ok() &&
           ShowSamePicture(existing.value().bytes, decoded->bytes, Likeness::kEqualPixels, options);
  };
  return judge;
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
  const Result<Summary> summary = ReadSummary(jkd->bytes);
  if (summary.ok()) report.lossy = summary.value().lossy;
  DecompressOptions options;
  options.num_threads = limits.num_threads;
  options.memory_limit = limits.memory;
  options.monitor.progress = limits.progress;
  options.kernels = context.options.kernels;
  Result<DecompressResult> result = Decompress(jkd->bytes, options);
  if (!result.ok()) {
    if (WantsMoreMemory(result.error(), limits)) {
      report.status = FileStatus::kNeedsMoreMemory;
      return report;
    }
    return Failed(std::move(report), result.error());
  }
  *out = std::move(result).value();
  return report;
}

FileReport DecompressFile(const Context& context, const Job& job, const FileLimits& limits) {
  const Options& flags = context.options;
  const bool is_stream = IsStream(job.input);
  FileData jkd;
  DecompressResult original;
  const OutputJudge judge = JudgeFor(context, job, limits, is_stream ? &original : nullptr);
  Target target;
  target.report.input = job.input;
  target.report.output = job.output;
  const auto look = [&] {
    target = CheckOutput(context, std::move(target.report), judge);
    FileReport& report = target.report;
    if (report.status == FileStatus::kSkipped && target.is_same && flags.remove_original &&
        !flags.dry_run) {
      const std::string kept = report.output;
      report = RemoveLeftOver(context, std::move(report), kept, job.input, true, limits).report;
    }
    return report.status == FileStatus::kOk;
  };
  // The output's name, or what it is compared with, may be known only once the file is decoded.
  const bool looks_later = job.output.empty() || is_stream;
  if (!looks_later && !look()) return target.report;
  if (flags.dry_run) return Planned(std::move(target.report), job.size);
  FileReport decoded = ReadAndDecode(context, job, limits, &jkd, &original);
  if (decoded.status != FileStatus::kOk) return decoded;
  decoded.output = job.output.empty() ? NameFromContent(job, original) : target.report.output;
  target.report = std::move(decoded);
  if (looks_later && !look()) return target.report;
  const auto check = [&](std::span<const uint8_t> on_disk) -> Status {
    if (std::equal(on_disk.begin(), on_disk.end(), original.bytes.begin(), original.bytes.end())) {
      return OkStatus();
    }
    return PlainError(ErrorCode::kIo, "what is on the disk is not what was written");
  };
  if (job.is_output_named) {
    const std::array<std::string, 2> names = {original.file_name,
                                              StripJkdExtension(job.input, /*lossy=*/true)};
    std::string warning = OriginalNameWarning(target.report.output, names, original.bytes);
    if (!warning.empty()) target.report.warnings.push_back(std::move(warning));
  }
  return WriteOutput(context, jkd, original.bytes, check, std::move(target));
}

}  // namespace jackdaw::app
