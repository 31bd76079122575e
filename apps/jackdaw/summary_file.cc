#include "apps/jackdaw/summary_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <span>

#include "apps/jackdaw/system/file_io.h"

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

}  // namespace

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

bool IsLossyFile(const std::string& path) {
  const std::optional<Result<Summary>> summary = SummaryOfFile(path);
  return summary.has_value() && summary->ok() && summary->value().lossy;
}

}  // namespace jackdaw::app
