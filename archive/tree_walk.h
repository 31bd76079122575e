// The files of a directory tree, one after the other, in bounded memory.
//
// One directory is open at a time. Of its names, a part of bounded size is held and sorted, and
// only the names of directories that wait their turn are kept. Symbolic links and special files are
// passed over, so a loop of links cannot trap the walk.
#ifndef JACKDAW_ARCHIVE_TREE_WALK_H_
#define JACKDAW_ARCHIVE_TREE_WALK_H_

#include <dirent.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jackdaw/result.h"

namespace jackdaw::archive {

// "dir" + "/" + "name"; the name alone when dir is empty.
std::string JoinNames(std::string_view dir, std::string_view name);

class TreeWalk {
 public:
  struct Spec {
    std::string root;
    // Whether a regular file of this base name counts.
    std::function<bool(std::string_view name)> wanted;
    // Receives what cannot be listed, as a path below the root ("" is the root itself).
    std::function<void(const std::string& path, const Error& error)> on_problem;
    size_t max_names_held = size_t{1} << 16;
  };

  explicit TreeWalk(Spec spec);

  // The path below the root of the next file, or none at the end. The files of a directory come
  // before those of the directories in it, in bytewise order unless there are more than
  // max_names_held.
  std::optional<std::string> Next();

 private:
  struct CloseDir {
    void operator()(DIR* dir) const { closedir(dir); }
  };

  bool OpenNextDirectory();  // false: none is left
  void ReadNames();          // the next part of the open directory; closes it at its end
  void Sort(const dirent& entry);

  const Spec spec_;
  std::vector<std::string> waiting_{std::string()};  // directories to come, the next one last
  std::string path_;                                 // of the open directory
  std::unique_ptr<DIR, CloseDir> dir_;
  std::vector<std::string> names_;  // of files, the next one last
  std::vector<std::string> found_directories_;
};

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_TREE_WALK_H_
