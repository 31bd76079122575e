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
// It also knows which threads have changed something for good (an output has its name, an original
// is removed) and have not reported it yet, so that an interrupted run can wait for what they
// report.
//
// Thread-safe.
#ifndef JACKDAW_APPS_JACKDAW_OUTPUT_REGISTRY_H_
#define JACKDAW_APPS_JACKDAW_OUTPUT_REGISTRY_H_

#include <sys/stat.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>

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

  // Removes an original, whose bytes are proven to be elsewhere.
  Status RemoveOriginal(const std::string& path);

  // What the calling thread has committed and removed is reported.
  void Reported();

  // Removes all temporary files and lets no other thread change anything any more, but for the
  // original of what it has committed already. For use just before the process ends on a signal;
  // blocks every other call for good.
  void RemoveAllAndFreeze();

  // Afterwards: waits until all changes are reported; in vain where a disk or a reader of the
  // output keeps a thread for longer than `patience`.
  void WaitForReports(std::chrono::seconds patience);

 private:
  // The lock; never comes back once the registry is frozen.
  std::unique_lock<std::mutex> Enter();
  Result<CommitOutcome> CommitLocked(const std::string& temp_path, const std::string& final_path,
                                     const std::optional<struct stat>& replaces);
  // Whether this run has written `path`.
  bool HasWritten(const std::string& path) const;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_frozen_ = false;
  std::set<std::thread::id> unreported_;  // threads that have changed something
  std::set<std::string> temps_;
  const bool may_replace_;
  HashSet written_;  // hashes of device and inode number
  std::set<std::string> cleaned_dirs_;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_OUTPUT_REGISTRY_H_
