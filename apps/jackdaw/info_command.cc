#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "apps/jackdaw/commands.h"
#include "apps/jackdaw/system/file_io.h"
#include "jackdaw/summary.h"

namespace jackdaw::app {
namespace {

// Fills `out` from `offset` on, or says no.
bool ReadFrom(int fd, uint64_t offset, std::span<uint8_t> out) {
  while (!out.empty()) {
    const ssize_t n = pread(fd, out.data(), out.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    offset += static_cast<uint64_t>(n);
    out = out.subspan(static_cast<size_t>(n));
  }
  return true;
}

// The summary of a .jkd that is a regular file, of which little is read. None for all else, also
// for what cannot be opened: reading it as a whole says why.
std::optional<Result<Summary>> SummaryOfFile(const std::string& path) {
  if (path == "-") return std::nullopt;
  struct stat st;
  if (stat(path.c_str(), &st) != 0 || !S_ISREG(st.st_mode)) return std::nullopt;
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  std::array<uint8_t, 3> start{};
  if (!fd.valid() || fstat(fd.get(), &st) != 0 || !S_ISREG(st.st_mode) ||
      !ReadFrom(fd.get(), 0, start) || !IsJkd(start)) {
    return std::nullopt;
  }
  return ReadSummary(
      [&fd](uint64_t offset, std::span<uint8_t> out) { return ReadFrom(fd.get(), offset, out); },
      static_cast<uint64_t>(st.st_size));
}

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
  Result<FileInfo> info = Inspect(bytes, options);
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
