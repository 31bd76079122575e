// What is remembered of the summaries of .jkd files, so that a file is not opened again for its
// size.
#ifndef JACKDAW_ARCHIVE_FILE_FACTS_H_
#define JACKDAW_ARCHIVE_FILE_FACTS_H_

#include <sys/stat.h>

#include <cstdint>
#include <mutex>
#include <optional>

#include "archive/bounded_cache.h"
#include "archive/content_hash.h"
#include "archive/file_id.h"
#include "archive/original_name.h"
#include "jackdaw/result.h"

namespace jackdaw::archive {

struct FileFacts {
  uint64_t original_size = 0;
  ContentHash content_hash{};
  NameFacts name;
};

// Reads the facts with ReadSummary: nothing is decoded, nor checked beyond what is read. kIo when
// the operating system refuses; else the errors of ReadSummary.
Result<FileFacts> ReadFileFacts(int fd, uint64_t size);

// Thread-safe. About 200 bytes for each file.
class FileFactsCache {
 public:
  explicit FileFactsCache(size_t max_files) : facts_(max_files) {}

  std::optional<FileFacts> Find(const FileId& id);
  void Insert(const FileId& id, const FileFacts& facts);
  // How many summaries were read, that is, not found here.
  uint64_t num_insertions() const;

 private:
  mutable std::mutex mutex_;
  BoundedCache<FileId, FileFacts, FileIdHash> facts_;
  uint64_t num_insertions_ = 0;
};

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_FILE_FACTS_H_
