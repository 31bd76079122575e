// Reading and writing whole files with the errors of the operating system as Results.
#ifndef JACKDAW_APPS_JACKDAW_SYSTEM_FILE_IO_H_
#define JACKDAW_APPS_JACKDAW_SYSTEM_FILE_IO_H_

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "jackdaw/result.h"

namespace jackdaw::app {

// Owns a file descriptor.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept;
  ~UniqueFd() { Reset(); }

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  void Reset();

 private:
  int fd_ = -1;
};

// An extended attribute; access control lists are among them.
struct ExtendedAttribute {
  std::string name;
  std::vector<uint8_t> value;
};

struct FileData {
  std::vector<uint8_t> bytes;
  std::optional<struct stat> stat;                 // only for regular files
  std::vector<ExtendedAttribute> attributes = {};  // the same
};

std::string ErrnoText(int error_number);
Error IoError(const std::string& what, int error_number);
// The mistake `message`, with no system call to blame.
Error PlainError(ErrorCode code, std::string message);

// OK for regular files, directories, and pipes that are open already (/dev/fd/N). kIo for named
// pipes, where a read may wait for ever, and for devices and sockets. `st` is what stat(2) says of
// `path`.
Status CheckKind(const std::string& path, const struct stat& st);

// Whether anything has this name, after links are followed.
bool PathExists(const std::string& path);

// Whether it can be read only once: standard input ("-"), or a pipe, socket or device.
bool IsStream(const std::string& path);

// Where the running program is; empty where the system does not say.
std::string ProgramPath();

// Reads a file, or standard input for "-", of any kind. kLimitExceeded when it is larger than
// max_bytes (the message names --memory-limit); kIo when it cannot be read, changes meanwhile, or
// is of a kind that CheckKind refuses.
Result<FileData> ReadFile(const std::string& path, uint64_t max_bytes);

// Waits where the descriptor is in non-blocking mode.
Status WriteAll(int fd, std::span<const uint8_t> bytes);

// Makes the names in a directory durable. Some file systems cannot; that is no error.
Status SyncDirectory(const std::string& path);

// Like mkdir -p, with every new name made durable.
Status CreateDirectories(const std::string& path);

// Same file, same size, same time of change.
bool SameVersion(const struct stat& a, const struct stat& b);

// In nanoseconds since 1970.
int64_t ModificationTime(const struct stat& st);

// Those of an open file that may be read; none where the file system has no such thing.
std::vector<ExtendedAttribute> ReadAttributes(int fd);
// Sets what it can, of `attributes`. False when one that a user sets ("user.") is not kept.
bool WriteAttributes(int fd, const std::vector<ExtendedAttribute>& attributes);

// Waits until a file that somebody else may have written, and its name, are on the disk, and drops
// what the system remembers of it, so that it is read from there. The last is a hint only.
Status MakeDurable(const std::string& path);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_SYSTEM_FILE_IO_H_
