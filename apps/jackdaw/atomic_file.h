// One output file, written beside its final place and moved there whole.
#ifndef JACKDAW_APPS_JACKDAW_ATOMIC_FILE_H_
#define JACKDAW_APPS_JACKDAW_ATOMIC_FILE_H_

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "apps/jackdaw/output_registry.h"
#include "apps/jackdaw/system/file_io.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

// Nothing is visible under the final name before Commit(); the temporary file is removed when the
// object goes away uncommitted.
class AtomicFile {
 public:
  // Creates missing directories of final_path. `registry` must outlive the object.
  static Result<AtomicFile> Create(OutputRegistry& registry, const std::string& final_path,
                                   bool is_private);

  AtomicFile(AtomicFile&&) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  ~AtomicFile();

  // Writes everything, copies owner, permissions, extended attributes and times of `like` if it was
  // a regular file, and waits until it is on disk. Call once. keep_attributes: it is an error when
  // an extended attribute of the user cannot be kept.
  Status Write(std::span<const uint8_t> bytes, const FileData& like, bool keep_attributes);

  // What is on disk now, read again.
  Result<FileData> ReadBack(uint64_t max_bytes) const;

  // As OutputRegistry::Commit; then makes the new name durable.
  Result<CommitOutcome> Commit(const std::optional<struct stat>& replaces);

 private:
  AtomicFile(OutputRegistry& registry, std::string final_path, OutputRegistry::Temp temp);

  OutputRegistry* registry_;  // null once committed or moved from
  std::string final_path_;
  OutputRegistry::Temp temp_;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_ATOMIC_FILE_H_
