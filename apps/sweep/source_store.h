// The sources of a sweep, read when first wanted and let go when their last job is done, so that
// only as many pictures as there are workers are in memory and on disk.
#ifndef JACKDAW_APPS_SWEEP_SOURCE_STORE_H_
#define JACKDAW_APPS_SWEEP_SOURCE_STORE_H_

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "apps/sweep/source.h"
#include "apps/sweep/system/temp_dir.h"

namespace jackdaw::sweep {

// Thread-safe.
class SourceStore {
 public:
  // num_jobs: how often JobDone will be called for each source.
  SourceStore(std::vector<SourceSpec> specs, size_t num_jobs, std::string temp_root);

  size_t size() const { return entries_.size(); }
  const SourceSpec& spec(size_t index) const { return entries_[index].spec; }

  // Both stay valid until the caller's JobDone; a source that failed once fails again.
  Result<const SourceBytes*> Bytes(size_t index);
  Result<const LoadedSource*> Load(size_t index);

  // Call once per job, after the last use of what it got.
  void JobDone(size_t index);

 private:
  struct Entry {
    SourceSpec spec;
    size_t jobs_left = 0;
    std::mutex mutex;
    std::optional<Result<SourceBytes>> bytes;
    std::optional<TempDir> directory;
    std::optional<Result<LoadedSource>> loaded;
  };

  Result<const SourceBytes*> BytesLocked(Entry* entry);

  std::vector<Entry> entries_;
  std::string temp_root_;
};

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_SOURCE_STORE_H_
