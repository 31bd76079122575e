// Patterns of names, for --include and --exclude.
//
// A pattern without a slash is compared with the name of a file or directory alone. One with a
// slash is compared with the whole path below the directory that is searched; a slash at its start
// changes nothing else. * ? and [...] are those of the shell and never match a slash; a part **
// stands for any number of directories. A slash at the end: only directories.
#ifndef JACKDAW_APPS_JACKDAW_SYSTEM_GLOB_H_
#define JACKDAW_APPS_JACKDAW_SYSTEM_GLOB_H_

#include <string>
#include <string_view>
#include <vector>

namespace jackdaw::app {

class Glob {
 public:
  explicit Glob(std::string_view pattern);

  // relative: below the directory that is searched, without "./" in front.
  bool Matches(std::string_view relative, bool is_directory) const;

 private:
  std::vector<std::string> parts_;  // between the slashes
  bool is_path_ = false;
  bool only_directories_ = false;
};

bool MatchesAny(const std::vector<Glob>& globs, std::string_view relative, bool is_directory);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_SYSTEM_GLOB_H_
