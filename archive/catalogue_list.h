// The pictures of a tree as a list: names, sizes, dates.
#ifndef JACKDAW_ARCHIVE_CATALOGUE_LIST_H_
#define JACKDAW_ARCHIVE_CATALOGUE_LIST_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "archive/catalogue.h"
#include "archive/catalogue_judge.h"
#include "jackdaw/result.h"

namespace jackdaw::archive {

struct ListedPicture {
  std::string name;              // of the original, below the root
  std::string path;              // of the file that it is restored from
  Held held = Held::kNothing;    // kNothing: the file cannot be read, and error says why
  uint64_t size = 0;             // of all files of the picture together
  uint64_t original_size = 0;    // of what it is restored to; 0 for kNothing
  bool original_beside = false;  // beside a .jkd
  int64_t mtime_ns = 0;          // since 1970
  std::optional<ContentHash> content_hash;
  std::string error;
};

struct TreeListOptions {
  std::string root;
  int num_threads = 1;
  Catalogue* catalogue = nullptr;  // saves opening files that it knows; may be null
  // Whether a file of this base name is an original.
  std::function<bool(std::string_view name)> is_original;
  // Receives what cannot be listed.
  std::function<void(const std::string& path, const Error& error)> on_problem;
};

// Calls on_picture for each picture in the order of the walk (tree_walk.h), until it says false.
// Errors: those of Catalogue.
Status ListTree(const TreeListOptions& options,
                const std::function<bool(const ListedPicture& picture)>& on_picture);

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_CATALOGUE_LIST_H_
