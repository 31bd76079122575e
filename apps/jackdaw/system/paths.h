// Paths as text: nothing here looks at a file.
#ifndef JACKDAW_APPS_JACKDAW_SYSTEM_PATHS_H_
#define JACKDAW_APPS_JACKDAW_SYSTEM_PATHS_H_

#include <string>
#include <string_view>

namespace jackdaw::app {

// "dir" + "name", with exactly one '/' between; the name alone when dir is empty.
std::string JoinPath(std::string_view dir, std::string_view name);
std::string BaseName(std::string_view path);
// The directory part, "." when there is none: what one opens to reach the file's directory.
std::string DirName(std::string_view path);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_SYSTEM_PATHS_H_
