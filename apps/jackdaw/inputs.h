// Which files a run works on: the arguments, with directories searched recursively.
//
// In a directory only names of the wanted kind count; symbolic links and special files are passed
// over (so a loop of links cannot trap the search) and counted. A file named on the command line is
// always taken, and links are followed there; special files are problems there. Files come in order
// of their names.
#ifndef JACKDAW_APPS_JACKDAW_INPUTS_H_
#define JACKDAW_APPS_JACKDAW_INPUTS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace jackdaw::app {

struct InputFile {
  std::string path;
  std::string relative;  // below the directory argument; the base name when named itself
  uint64_t size = 0;
};

struct InputProblem {
  std::string path;
  std::string message;
};

struct SkipCounts {
  uint64_t other = 0;     // names of another kind
  uint64_t links = 0;     // symbolic links in directories
  uint64_t special = 0;   // sockets, devices, pipes in directories
  uint64_t existing = 0;  // --skip-existing
};

struct InputList {
  std::vector<InputFile> files;
  std::vector<InputProblem> problems;  // paths that do not exist or cannot be listed or read
  SkipCounts skipped;
};

InputList CollectInputs(const std::vector<std::string>& paths,
                        const std::function<bool(std::string_view name)>& wanted);

// By the extension, in upper or lower case: .jpg .jpeg .jpe .jif .jfif .jfi, and the containers of
// several JPEGs .mpo .jps .insp.
bool HasJpegName(std::string_view name);
bool HasJkdName(std::string_view name);
// One of these, or a picture of another kind: what a directory is hardly ever called.
bool HasImageName(std::string_view name);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_INPUTS_H_
