// Thumbnails in memory: each is made once, however many ask for it, and kept while there is room.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_THUMBNAIL_CACHE_H_
#define JACKDAW_APPS_JACKDAW_SERVE_THUMBNAIL_CACHE_H_

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "archive/bounded_cache.h"
#include "archive/decoded_cache.h"
#include "archive/file_id.h"
#include "jackdaw/result.h"

namespace jackdaw::serve {

struct ThumbnailKey {
  archive::FileId file;
  uint32_t side_px = 0;

  bool operator==(const ThumbnailKey&) const = default;
};

struct ThumbnailKeyHash {
  size_t operator()(const ThumbnailKey& key) const {
    return archive::FileIdHash()(key.file) * 31 + key.side_px;
  }
};

struct ThumbnailCounters {
  uint64_t hits = 0, misses = 0, evictions = 0, kept_bytes = 0;
};

// Thread-safe.
class ThumbnailCache {
 public:
  explicit ThumbnailCache(uint64_t max_bytes) : kept_(max_bytes) {}

  using Make = std::function<Result<archive::SharedBytes>()>;
  // The thumbnail; calls `make`, outside of all locks, where it is neither kept nor being made.
  // That no thumbnail can be made of a file, kUnsupported or kCorrupt, is kept, too.
  Result<archive::SharedBytes> Get(const ThumbnailKey& key, const Make& make);

  ThumbnailCounters counters() const;

 private:
  using Outcome = Result<archive::SharedBytes>;
  struct Flight {
    std::shared_ptr<const Outcome> outcome;  // null while it is being made
  };

  void Keep(const ThumbnailKey& key, const std::shared_ptr<const Outcome>& outcome);

  mutable std::mutex mutex_;
  std::condition_variable landed_;
  archive::BoundedCache<ThumbnailKey, std::shared_ptr<const Outcome>, ThumbnailKeyHash> kept_;
  std::unordered_map<ThumbnailKey, std::shared_ptr<Flight>, ThumbnailKeyHash> flights_;
  ThumbnailCounters counters_;
};

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_THUMBNAIL_CACHE_H_
