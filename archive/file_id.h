// Which file, in which state: equal as long as nobody has written to it.
#ifndef JACKDAW_ARCHIVE_FILE_ID_H_
#define JACKDAW_ARCHIVE_FILE_ID_H_

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>

namespace jackdaw::archive {

struct FileId {
  uint64_t device = 0, inode = 0, size = 0;
  int64_t mtime_ns = 0, ctime_ns = 0;

  bool operator==(const FileId&) const = default;
};

FileId FileIdOf(const struct stat& st);

// Whether the last change of a file or directory is so long ago that a further one would change its
// id: the clock of file systems moves in steps of some milliseconds.
bool IsSettled(const FileId& id);

struct FileIdHash {
  size_t operator()(const FileId& id) const;
};

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_FILE_ID_H_
