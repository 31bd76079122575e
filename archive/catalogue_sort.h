// Sorts the pictures of a list, of any number, in bounded memory: on disk, in a temporary database
// that vanishes with the process.
#ifndef JACKDAW_ARCHIVE_CATALOGUE_SORT_H_
#define JACKDAW_ARCHIVE_CATALOGUE_SORT_H_

#include <functional>

#include "archive/catalogue_list.h"
#include "archive/catalogue_sqlite.h"
#include "jackdaw/result.h"

namespace jackdaw::archive {

// Numbers are sorted from the smallest on, names bytewise. kSaved: by the bytes that are saved.
enum class SortKey { kName, kSize, kOriginalSize, kSaved, kDate, kHeld };

class PictureSorter {
 public:
  // Errors of all functions: kIo, kLimitExceeded.
  static Result<PictureSorter> Create();

  Status Add(const ListedPicture& picture);
  // Calls on_picture for each in order, until it says false. Pictures of one key come by name.
  Status Visit(SortKey key, bool reverse,
               const std::function<bool(const ListedPicture& picture)>& on_picture);

 private:
  explicit PictureSorter(Database database) : database_(std::move(database)) {}

  Database database_;
  Statement add_;
};

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_CATALOGUE_SORT_H_
