#include "archive/system_calls.h"

#include <fcntl.h>

#include <cerrno>
#include <system_error>

namespace jackdaw::archive {

Error SystemError(const std::string& what, int error_number) {
  return {ErrorCode::kIo, 0, what + ": " + std::generic_category().message(error_number)};
}

bool MeansAbsent(int error_number) {
  return error_number == ENOENT || error_number == ENOTDIR || error_number == ELOOP ||
         error_number == ENAMETOOLONG;
}

Result<std::optional<Descriptor>> OpenAt(int dir_fd, const char* name, int flags) {
  Descriptor fd(openat(dir_fd, name, flags | O_NOFOLLOW | O_CLOEXEC));
  if (fd.valid()) return std::optional<Descriptor>(std::move(fd));
  if (MeansAbsent(errno)) return std::optional<Descriptor>();
  return SystemError("cannot open", errno);
}

Result<std::optional<struct stat>> StatAt(int dir_fd, const char* name) {
  struct stat st;
  if (fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0) return std::optional<struct stat>(st);
  if (MeansAbsent(errno)) return std::optional<struct stat>();
  return SystemError("cannot look at the file", errno);
}

Status ReadFully(int fd, uint64_t offset, std::span<uint8_t> out) {
  while (!out.empty()) {
    const ssize_t n = pread(fd, out.data(), out.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return SystemError("cannot read", errno);
    if (n == 0) return Error{ErrorCode::kTruncated, offset, "the file ends too early"};
    out = out.subspan(static_cast<size_t>(n));
    offset += static_cast<uint64_t>(n);
  }
  return OkStatus();
}

}  // namespace jackdaw::archive
