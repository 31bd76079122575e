// Which files a run works on: the arguments and the names of a list, with directories searched
// recursively, one file after the other and in bounded memory.
//
// In a directory only names of the wanted kind count; symbolic links and special files are passed
// over (so a loop of links cannot trap the search) and counted. A file named on the command line or
// in the list is always taken, unless it is excluded, and links are followed there; special files
// are problems there. The names of a directory come in order, those of a very large one in parts
// that are in order each.
#ifndef JACKDAW_APPS_JACKDAW_INPUTS_H_
#define JACKDAW_APPS_JACKDAW_INPUTS_H_

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "apps/jackdaw/system/glob.h"
#include "apps/jackdaw/system/list_reader.h"

namespace jackdaw::app {

struct InputFile {
  std::string path;
  // Below the directory argument; the base name when named as an argument, the path itself when
  // named in a list.
  std::string relative;
  uint64_t size = 0;
  int64_t mtime_ns = 0;
  uint64_t num_links = 1;
  bool is_regular = false;
};

struct InputProblem {
  std::string path;
  std::string message;
  bool is_missing = false;  // nothing has this name
};

using InputItem = std::variant<InputFile, InputProblem>;

struct SkipCounts {
  uint64_t other = 0;       // names of another kind
  uint64_t links = 0;       // symbolic links in directories
  uint64_t special = 0;     // sockets, devices, pipes in directories
  uint64_t existing = 0;    // --skip-existing: there is nothing to do
  uint64_t changed = 0;     // --skip-existing: the output is not that of the input
  uint64_t excluded = 0;    // files and whole directories, by --exclude
  uint64_t hard_links = 0;  // --hard-links=skip
  uint64_t finished = 0;    // --resume
};

struct Search {
  std::function<bool(std::string_view name)> wanted;
  std::vector<Glob> include;           // in directories; empty: all that are wanted
  std::vector<Glob> exclude;           // anywhere
  std::string left_out;                // a directory whose like is not searched inside another one
  std::vector<std::string> own_files;  // of the run: its journal and log, which are no inputs
  uint64_t shard = 1;  // of num_shards: which files, by a hash of their relative path
  uint64_t num_shards = 1;
  bool skip_hard_links = false;  // files with several names
  std::string required;          // not empty: what a directory must have, for the message if not
};

class InputStream {
 public:
  // list: names beside `paths`; may be null.
  InputStream(std::vector<std::string> paths, std::unique_ptr<ListReader> list, Search search);
  InputStream(const InputStream&) = delete;
  InputStream& operator=(const InputStream&) = delete;
  ~InputStream();

  // The next file or problem; none at the end.
  std::optional<InputItem> Next();

  const SkipCounts& skipped() const { return skipped_; }

 private:
  struct Directory;

  std::optional<InputItem> NextArgument();
  std::optional<InputItem> AddNamed(const std::string& path, bool is_listed);
  std::optional<InputItem> NextInDirectory();
  std::optional<InputItem> Look(const std::string& path, const std::string& relative,
                                const std::string& name);
  std::optional<InputItem> LeaveDirectory();
  std::optional<InputItem> Enter(const std::string& path, const std::string& relative);
  bool IsLeftOut(const struct stat& st);
  bool IsOwnFile(const struct stat& st) const;
  bool IsOfShard(const std::string& relative) const;

  std::vector<std::string> paths_;
  size_t next_path_ = 0;
  std::unique_ptr<ListReader> list_;
  Search search_;
  std::vector<std::unique_ptr<Directory>> stack_;  // the directories that the search is in
  uint64_t num_found_ = 0;                         // below the argument
  SkipCounts skipped_;
  std::optional<std::pair<dev_t, ino_t>> left_out_id_;
  std::vector<std::pair<dev_t, ino_t>> own_ids_;
};

struct InputList {
  std::vector<InputFile> files;
  std::vector<InputProblem> problems;  // paths that do not exist or cannot be listed or read
};

// All at once, for few files.
InputList CollectInputs(const std::vector<std::string>& paths,
                        const std::function<bool(std::string_view name)>& wanted);

// The hash that decides on the shard of a file: the same on every machine.
uint64_t ShardHash(std::string_view relative);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_INPUTS_H_
