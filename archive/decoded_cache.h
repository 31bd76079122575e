// Originals in memory: each is decoded once, however many ask for it at the same time, and kept as
// long as there is room.
//
// Decoding runs on threads of the cache. What somebody waits for comes first; what is fetched ahead
// is decoded while nobody waits, and given up when somebody asks for another file.
#ifndef JACKDAW_ARCHIVE_DECODED_CACHE_H_
#define JACKDAW_ARCHIVE_DECODED_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "archive/tree.h"
#include "jackdaw/result.h"

namespace jackdaw::archive {

using SharedBytes = std::shared_ptr<const std::vector<uint8_t>>;

struct DecodedCacheOptions {
  // Bytes of originals that are kept. A larger original is decoded, but not kept.
  uint64_t max_bytes = uint64_t{256} << 20;
  // Working memory of all decodes together. Each gets an even share; one for which that is too
  // little is repeated alone with the whole.
  uint64_t memory_limit = uint64_t{1} << 30;
  // Threads for all decodes together, one or more. A decode alone uses all of them.
  int num_threads = 1;
  // Decodes that may wait for a thread; beyond that Get fails. Fetching ahead does not count.
  size_t max_waiting = 1024;
  std::string kernels = {};  // as in DecompressOptions
  // Called once for each decode that fails, on a thread of the cache; must not throw.
  std::function<void(const Entry& entry, const Error& error)> on_failure = {};
};

struct DecodedCacheCounters {
  uint64_t hits = 0;        // Get found the bytes in memory
  uint64_t misses = 0;      // Get had to wait for a decode, its own or that of another caller
  uint64_t refused = 0;     // Get found too many waiting
  uint64_t decodes = 0;     // finished, good or bad
  uint64_t failures = 0;    // of these, the bad ones
  uint64_t prefetches = 0;  // decodes begun that nobody waited for
  uint64_t evictions = 0;
  uint64_t decoded_bytes = 0;  // of all good decodes
  uint64_t decode_ns = 0;      // time that decodes took, by the clock, added up
  uint64_t kept_bytes = 0;     // now, in the cache
  uint64_t live_bytes = 0;     // now, in the cache or in the hands of callers
  uint64_t waiting = 0;        // now, decodes that somebody waits for and no thread has begun
};

// Thread-safe.
class DecodedCache {
 public:
  // `tree` must outlive the cache.
  DecodedCache(const Tree& tree, DecodedCacheOptions options);
  DecodedCache(const DecodedCache&) = delete;
  DecodedCache& operator=(const DecodedCache&) = delete;
  // As Stop.
  ~DecodedCache();

  // The bytes of an original; waits for the decode. The bytes stay valid as long as the pointer is
  // held. Errors: those of ReadOriginal; kLimitExceeded with "too many" when max_waiting decodes
  // wait already; kCancelled after Stop. An error of the file itself is remembered for a minute, so
  // that readers of a damaged file do not keep the threads busy.
  Result<SharedBytes> Get(std::shared_ptr<const OpenFile> file);

  // The bytes if they are in memory, else null. Waits for nothing and counts as no hit or miss.
  SharedBytes Peek(const FileId& id);

  // Begins to decode the original of this path if it is a .jkd and not in memory. Waits for
  // nothing: of several files to fetch, the latest few are remembered.
  void Prefetch(const std::string& path);

  // As Prefetch for the .jkd whose original comes next in the directory, in order of names.
  void PrefetchNext(const std::string& path);

  // Makes running and later calls of Get fail, and waits until the decodes have stopped: within
  // about 100 ms.
  void Stop();

  DecodedCacheCounters counters() const;

 private:
  class Work;
  const std::unique_ptr<Work> work_;
};

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_DECODED_CACHE_H_
