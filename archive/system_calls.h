// Calls of the operating system with their errors as Results.
#ifndef JACKDAW_ARCHIVE_SYSTEM_CALLS_H_
#define JACKDAW_ARCHIVE_SYSTEM_CALLS_H_

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "archive/descriptor.h"
#include "jackdaw/result.h"

namespace jackdaw::archive {

// kIo: "WHAT: " and the system's text.
Error SystemError(const std::string& what, int error_number);

// Whether an errno says that nothing has the name: it is missing, too long, or passes through what
// is no directory or a symbolic link.
bool MeansAbsent(int error_number);

// openat(2) that never follows a link in `name`, which has no '/'. None: absent.
Result<std::optional<Descriptor>> OpenAt(int dir_fd, const char* name, int flags);

// lstat(2) of a name in a directory. None: absent.
Result<std::optional<struct stat>> StatAt(int dir_fd, const char* name);

// Fills `out` from `offset` on. kTruncated when the file ends before.
Status ReadFully(int fd, uint64_t offset, std::span<uint8_t> out);

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_SYSTEM_CALLS_H_
