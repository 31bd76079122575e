#include "apps/jackdaw/system/file_io.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "apps/jackdaw/system/paths.h"
#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

// Large enough that system calls cost nothing, small enough to read pipes without waste.
constexpr size_t kReadChunk = size_t{1} << 20;

Error TooLarge(uint64_t max_bytes) {
  return {
      ErrorCode::kLimitExceeded, 0,
      "larger than the memory limit of " + WithCommas(max_bytes) + " bytes (see --memory-limit)"};
}

// After an error of read(2) or write(2): whether to call it again. Waits for a descriptor that some
// other program, which shares it, has put into non-blocking mode.
bool MayTryAgain(int fd, short events) {
  if (errno == EINTR) return true;
  if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
  struct pollfd wanted = {fd, events, 0};
  return poll(&wanted, 1, -1) >= 0 || errno == EINTR;
}

// Pipes made by pipe(2), which have no name of their own but can be opened as /dev/fd/N.
bool IsOpenPipe(const std::string& path) {
  struct statfs file_system;
  return statfs(path.c_str(), &file_system) == 0 && file_system.f_type == PIPEFS_MAGIC;
}

// Opens a file for reading, without waiting if it has become a named pipe since CheckKind.
Result<UniqueFd> OpenToRead(const std::string& path) {
  struct stat st;
  if (stat(path.c_str(), &st) != 0) return IoError("cannot open", errno);
  Status kind = CheckKind(path, st);
  if (!kind.ok()) return kind.error();
  constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NOCTTY;
  UniqueFd fd(open(path.c_str(), kFlags | O_NONBLOCK));
  // A file server that has lent the file to another machine asks for patience.
  if (!fd.valid() && errno == EWOULDBLOCK) fd = UniqueFd(open(path.c_str(), kFlags));
  if (!fd.valid()) return IoError("cannot open", errno);
  if (fstat(fd.get(), &st) != 0 || fcntl(fd.get(), F_SETFL, O_RDONLY) != 0) {
    return IoError("cannot read", errno);
  }
  kind = CheckKind(path, st);
  if (!kind.ok()) return kind.error();
  return fd;
}

// read() until `wanted` bytes are there or the file ends.
Result<size_t> ReadSome(int fd, uint8_t* out, size_t wanted) {
  size_t done = 0;
  while (done < wanted) {
    const ssize_t n = read(fd, out + done, wanted - done);
    if (n < 0 && MayTryAgain(fd, POLLIN)) continue;
    if (n < 0) return IoError("cannot read", errno);
    if (n == 0) break;
    done += static_cast<size_t>(n);
  }
  return done;
}

// Reads to the end; `expected` is a guess that saves reallocation.
Result<std::vector<uint8_t>> ReadToEnd(int fd, uint64_t expected, uint64_t max_bytes) {
  std::vector<uint8_t> bytes;
  // One more than expected, so that the end is seen without a second, wasted chunk.
  size_t chunk = expected > 0 ? static_cast<size_t>(expected) + 1 : kReadChunk;
  while (true) {
    const size_t old_size = bytes.size();
    bytes.resize(old_size + chunk);
    Result<size_t> n = ReadSome(fd, bytes.data() + old_size, chunk);
    if (!n.ok()) return n.error();
    bytes.resize(old_size + n.value());
    if (bytes.size() > max_bytes) return TooLarge(max_bytes);
    if (n.value() < chunk) return bytes;
    chunk = std::max(kReadChunk, bytes.size() / 2);
  }
}

}  // namespace

UniqueFd& UniqueFd::operator=(UniqueFd&& other) noexcept {
  if (this != &other) {
    Reset();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void UniqueFd::Reset() {
  if (fd_ >= 0) close(std::exchange(fd_, -1));
}

std::string ErrnoText(int error_number) { return std::generic_category().message(error_number); }

Error IoError(const std::string& what, int error_number) {
  return {ErrorCode::kIo, 0, what + ": " + ErrnoText(error_number)};
}

Error PlainError(ErrorCode code, std::string message) { return {code, 0, std::move(message)}; }

Status CheckKind(const std::string& path, const struct stat& st) {
  if (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode)) return OkStatus();
  if (S_ISFIFO(st.st_mode) && IsOpenPipe(path)) return OkStatus();
  const char* kind = S_ISFIFO(st.st_mode)   ? "a named pipe"
                     : S_ISSOCK(st.st_mode) ? "a socket"
                                            : "a device";
  return PlainError(ErrorCode::kIo,
                    std::string("is ") + kind + ", not a file (use - to read from standard input)");
}

bool PathExists(const std::string& path) {
  struct stat st;
  return stat(path.c_str(), &st) == 0;
}

bool IsStream(const std::string& path) {
  struct stat st;
  return path == "-" ||
         (stat(path.c_str(), &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode));
}

std::string ProgramPath() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).string();
}

Result<FileData> ReadFile(const std::string& path, uint64_t max_bytes) {
  UniqueFd file;
  int fd = STDIN_FILENO;
  if (path != "-") {
    Result<UniqueFd> opened = OpenToRead(path);
    if (!opened.ok()) return opened.error();
    file = std::move(opened).value();
    fd = file.get();
  }
  struct stat before;
  if (fstat(fd, &before) != 0) return IoError("cannot read", errno);
  if (S_ISDIR(before.st_mode)) return IoError("cannot read", EISDIR);
  const bool regular = path != "-" && S_ISREG(before.st_mode);
  const uint64_t expected = regular ? static_cast<uint64_t>(before.st_size) : 0;
  if (expected > max_bytes) return TooLarge(max_bytes);

  Result<std::vector<uint8_t>> bytes = ReadToEnd(fd, expected, max_bytes);
  if (!bytes.ok()) return bytes.error();
  FileData data{std::move(bytes).value(), std::nullopt};
  if (!regular) return data;
  data.attributes = ReadAttributes(fd);
  struct stat after;
  if (fstat(fd, &after) != 0) return IoError("cannot read", errno);
  if (!SameVersion(before, after) || data.bytes.size() != static_cast<uint64_t>(after.st_size)) {
    return PlainError(ErrorCode::kIo, "changed while it was read");
  }
  data.stat = after;
  return data;
}

Status WriteAll(int fd, std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(fd, bytes.data(), bytes.size());
    if (n < 0 && MayTryAgain(fd, POLLOUT)) continue;
    if (n < 0) return IoError("cannot write", errno);
    bytes = bytes.subspan(static_cast<size_t>(n));
  }
  return OkStatus();
}

Status SyncDirectory(const std::string& path) {
  const UniqueFd dir(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!dir.valid()) {
    // A directory that may be written but not listed cannot be opened, hence not synced.
    return errno == EACCES ? OkStatus() : IoError("cannot open directory " + path, errno);
  }
  if (fsync(dir.get()) != 0 && errno != EINVAL && errno != EROFS && errno != ENOTSUP) {
    return IoError("cannot sync directory " + path, errno);
  }
  return OkStatus();
}

Status CreateDirectories(const std::string& path) {
  struct stat st;
  if (stat(path.c_str(), &st) == 0) {
    return S_ISDIR(st.st_mode) ? OkStatus() : IoError("cannot create " + path, ENOTDIR);
  }
  std::string trimmed = path;
  while (trimmed.size() > 1 && trimmed.back() == '/') trimmed.pop_back();
  const std::string parent = DirName(trimmed);
  if (parent != trimmed) {
    Status made = CreateDirectories(parent);
    if (!made.ok()) return made;
  }
  // Another thread may create the same directory at the same time.
  if (mkdir(trimmed.c_str(), 0777) != 0 && errno != EEXIST) {
    return IoError("cannot create directory " + trimmed, errno);
  }
  return SyncDirectory(parent);
}

}  // namespace jackdaw::app
