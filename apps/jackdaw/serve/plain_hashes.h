// Content hashes of files that are not compressed, so that an original has the same entity tag
// before and after `jackdaw compress`.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_PLAIN_HASHES_H_
#define JACKDAW_APPS_JACKDAW_SERVE_PLAIN_HASHES_H_

#include <cstddef>
#include <mutex>
#include <optional>

#include "archive/bounded_cache.h"
#include "archive/tree.h"

namespace jackdaw::serve {

// Thread-safe.
class PlainHashes {
 public:
  // XXH3-128 of the file's bytes, read once and remembered as long as the file stays as it is. None
  // for files that are too large to be read for it, that change, or that cannot be read.
  std::optional<archive::ContentHash> Find(const archive::OpenFile& file);

 private:
  static constexpr uint64_t kMaxFileBytes = 64 << 20;
  static constexpr uint64_t kMaxFiles = 1 << 16;

  std::mutex mutex_;
  archive::BoundedCache<archive::FileId, archive::ContentHash, archive::FileIdHash> hashes_{
      kMaxFiles};
};

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_PLAIN_HASHES_H_
