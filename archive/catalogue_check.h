// Compares a tree with its catalogue, picture by picture, and renews the catalogue.
//
// What is well enters the catalogue at once: new pictures, and what has only passed from one form
// to another. What is not stays in it as it was, so that every later check finds it again, until
// the tree is right or the caller accepts it as it is. A file that is found damaged is marked; the
// mark stays until the file stands a look as close as the one that found the damage.
//
// The catalogue is written a batch of pictures at a time, each in one transaction. Memory does not
// grow with the tree, but for a bit for each entry.
#ifndef JACKDAW_ARCHIVE_CATALOGUE_CHECK_H_
#define JACKDAW_ARCHIVE_CATALOGUE_CHECK_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "archive/catalogue.h"
#include "archive/catalogue_judge.h"
#include "archive/catalogue_probe.h"
#include "jackdaw/result.h"

namespace jackdaw::archive {

struct TreeCheckOptions {
  std::string root;
  CheckLevel level = CheckLevel::kQuick;
  bool write = true;    // renew the catalogue
  bool accept = false;  // what is missing or changed is right as it is
  int num_threads = 1;
  uint64_t memory_limit = uint64_t{1} << 30;  // for decoding, of all threads together
  std::string kernels = {};
  // Whether a file of this base name is an original.
  std::function<bool(std::string_view name)> is_original;
};

struct TreeCheckEvents {
  // For each picture, in the order of the walk; those that are gone come last. For a directory that
  // cannot be listed, the name is its path, and nothing is held.
  std::function<void(const std::string& name, const Verdict& verdict)> on_picture;
  // How much is done. May be called by several threads at a time.
  std::function<void(uint64_t num_bytes)> on_file_done;
};

// Errors: those of Catalogue. What is wrong with the tree is no error.
Status CheckTree(Catalogue* catalogue, const TreeCheckOptions& options,
                 const TreeCheckEvents& events);

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_CATALOGUE_CHECK_H_
