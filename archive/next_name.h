// Which original comes after another in its directory: what a reader in order of names wants next.
#ifndef JACKDAW_ARCHIVE_NEXT_NAME_H_
#define JACKDAW_ARCHIVE_NEXT_NAME_H_

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "archive/bounded_cache.h"
#include "archive/tree.h"

namespace jackdaw::archive {

// Not thread-safe. Lists a directory once for many questions; what was added to it since is found
// some seconds later.
class NextNames {
 public:
  // `tree` must outlive the object.
  explicit NextNames(const Tree& tree) : tree_(tree) {}

  // The path of the first .jkd's original whose name comes after that of `path`, in bytes; empty
  // when there is none.
  std::string After(std::string_view path);

 private:
  // Some originals of .jkd files in a directory, one after the other in order.
  struct Window {
    std::chrono::steady_clock::time_point time;
    std::vector<std::string> names;  // those after `from`
    std::string from;
    bool reaches_end = false;
  };

  Window MakeWindow(const std::string& dir, const std::string& from) const;

  const Tree& tree_;
  BoundedCache<std::string, Window, std::hash<std::string>> windows_{16};  // by directory
};

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_NEXT_NAME_H_
