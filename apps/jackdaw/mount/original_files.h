// The files of a mounted tree in the words of a file system: attributes, open files, reads. Knows
// nothing of FUSE.
//
// Results that are int are 0 or more when all is well, and otherwise an errno, negated.
#ifndef JACKDAW_APPS_JACKDAW_MOUNT_ORIGINAL_FILES_H_
#define JACKDAW_APPS_JACKDAW_MOUNT_ORIGINAL_FILES_H_

#include <sys/stat.h>
#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "apps/jackdaw/mount/event_log.h"
#include "archive/decoded_cache.h"
#include "archive/tree.h"

namespace jackdaw::app {

class OriginalFiles {
 public:
  // One open file.
  class Handle {
   public:
    // The descriptor of a plain file, to be read as it is; -1 for the original of a .jkd.
    int plain_fd() const;

   private:
    friend class OriginalFiles;
    std::shared_ptr<const archive::OpenFile> file_;
    std::mutex mutex_;
    archive::SharedBytes bytes_;  // what was read last, so that it need not be found again
    std::atomic<bool> is_read_ = false;
  };

  // All three must outlive the object.
  OriginalFiles(const archive::Tree& tree, archive::DecodedCache& cache, uint64_t max_held_bytes,
                EventLog& log);

  int GetAttributes(const char* path, struct stat* st) const;
  // The attributes that a program sees: those of the original.
  struct stat AttributesOf(const archive::Entry& entry) const;
  int ReadLink(const char* path, std::span<char> target) const;

  // Fails with EIO where the original is not known to be there: its .jkd has no good header.
  int Open(const char* path, std::unique_ptr<Handle>* handle) const;
  // Reads the original of a .jkd. Shorter than `out` only at its end; EIO when it is damaged.
  int Read(Handle& handle, uint64_t offset, std::span<uint8_t> out) const;

  // Extended attributes of what is on the disk. An empty `out` asks for the size.
  int GetExtendedAttribute(const char* path, const char* name, std::span<char> out) const;
  int ListExtendedAttributes(const char* path, std::span<char> out) const;

  const archive::Tree& tree() const { return tree_; }

  // The errno of an error, negated; it goes to the log.
  int Report(const char* path, const Error& error) const;

 private:
  archive::SharedBytes BytesOf(Handle& handle, int* error) const;
  // Where attributes of the entry at `path` can be read, by a call that follows links.
  int AttributePath(const char* path, archive::Descriptor* fd, std::string* fd_path) const;

  const archive::Tree& tree_;
  archive::DecodedCache& cache_;
  const uint64_t max_held_bytes_;
  EventLog& log_;
  uint64_t root_device_ = 0;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_MOUNT_ORIGINAL_FILES_H_
