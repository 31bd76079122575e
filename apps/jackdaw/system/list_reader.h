// The names of a list, one after the other, in bounded memory: for --files-from.
#ifndef JACKDAW_APPS_JACKDAW_SYSTEM_LIST_READER_H_
#define JACKDAW_APPS_JACKDAW_SYSTEM_LIST_READER_H_

#include <optional>
#include <string>

#include "apps/jackdaw/system/file_io.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

class ListReader {
 public:
  // path: a file, or "-" for standard input. Each name ends with `separator`, the last one perhaps
  // without; empty names are passed over.
  static Result<ListReader> Open(const std::string& path, char separator);

  // Waits where the list is a pipe that has nothing to say yet. None at the end. kIo: cannot be
  // read, or a name is longer than any file's; call it no more.
  Result<std::optional<std::string>> Next();

 private:
  ListReader(UniqueFd fd, bool is_stdin, char separator)
      : fd_(std::move(fd)), is_stdin_(is_stdin), separator_(separator) {}

  UniqueFd fd_;
  bool is_stdin_ = false;
  char separator_ = '\n';
  std::string buffer_;
  size_t begin_ = 0;  // of what is not returned yet
  bool is_at_end_ = false;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_SYSTEM_LIST_READER_H_
