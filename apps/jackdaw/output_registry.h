// The files that this run is writing and has written.
//
// Every output is written under a temporary name in its final directory and then renamed, so that a
// final name never stands for half a file. This class owns the temporary names (to remove them when
// the run is interrupted) and remembers what was written (so that no output of this run ever
// replaces another one, however the paths are spelled).
//
// Temporary files have names of their own (archive/own_names.h) and are locked (flock) while their
// writer lives. The first time a run writes to a directory, it removes the temporary files that a
// killed run left there: the proof in the name holds, same owner, lock free, and unchanged for a
// minute.
//
// Thread-safe.
#ifndef JACKDAW_APPS_JACKDAW_OUTPUT_REGISTRY_H_
#define JACKDAW_APPS_JACKDAW_OUTPUT_REGISTRY_H_

#include <sys/stat.h>

#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/name_set.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

enum class CommitOutcome {
  kCommitted,
  // The final name is taken, and may not be replaced; the temporary file is still there.
  kExists,
  kWritten,  // the same, by a file that this run has written
};

// The error for kExists.
Error OutputExists(const std::string& path);
// The error for either.
Error NotCommitted(CommitOutcome outcome, const std::string& path);

class OutputRegistry {
 public:
  // may_replace: whether Commit is ever allowed to replace a file. If not, no output can replace
  // another one anyway, and of the first million alone it is remembered that they are this run's.
  explicit OutputRegistry(bool may_replace) : may_replace_(may_replace) {}

  struct Temp {
    UniqueFd fd;
    std::string path;
  };

  // A new empty file in `dir`, open for writing. mode as for open(2), so the umask applies.
  Result<Temp> CreateTemp(const std::string& dir, mode_t mode);

  // Removes a temporary file.
  void Discard(const std::string& temp_path);

  // Renames temp to final_path. An existing file is never touched, not even in a race, but for the
  // very version of a regular file that `replaces` is of, and never a file that this run has
  // written.
  Result<CommitOutcome> Commit(const std::string& temp_path, const std::string& final_path,
                               const std::optional<struct stat>& replaces);

  // Removes all temporary files and lets no other thread create or rename one any more. For use
  // just before the process ends on a signal; blocks every later call.
  void RemoveAllAndFreeze();

 private:
  Result<CommitOutcome> CommitLocked(const std::string& temp_path, const std::string& final_path,
                                     const std::optional<struct stat>& replaces);
  // Whether this run has written `path`.
  bool HasWritten(const std::string& path) const;

  std::mutex mutex_;
  std::set<std::string> temps_;
  const bool may_replace_;
  HashSet written_;  // hashes of device and inode number
  std::set<std::string> cleaned_dirs_;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_OUTPUT_REGISTRY_H_
