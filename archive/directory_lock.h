// A lock on the directory of a file, against other processes that take it: for steps of a few
// milliseconds that no lock on the file itself can cover, as they make, rename or remove it.
#ifndef JACKDAW_ARCHIVE_DIRECTORY_LOCK_H_
#define JACKDAW_ARCHIVE_DIRECTORY_LOCK_H_

#include <string>

#include "archive/descriptor.h"

namespace jackdaw::archive {

// Of a file's path: "." for a name alone.
std::string DirectoryOf(const std::string& path);

// Held until it is destroyed, or the process ends.
class DirectoryLock {
 public:
  // Waits for others, two seconds at most: a program of somebody else may lock a directory for as
  // long as it likes. Not held then, nor on a file system without such locks.
  explicit DirectoryLock(const std::string& path_of_file);

  // Makes names in the directory durable, where the file system can.
  void Sync() const;

 private:
  Descriptor directory_;
};

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_DIRECTORY_LOCK_H_
