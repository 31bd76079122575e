// Paths of originals below the root of a tree, as text.
#ifndef JACKDAW_ARCHIVE_TREE_PATH_H_
#define JACKDAW_ARCHIVE_TREE_PATH_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jackdaw::archive {

// The names between slashes, without empty ones and ".". None: a name is "..", or has a NUL.
std::optional<std::vector<std::string>> SplitPath(std::string_view path);

// The same, joined by '/': empty for the root.
std::optional<std::string> NormalPath(std::string_view path);

// Of a normal path: all but the last name, and the last name; both empty for the root.
std::string ParentOf(std::string_view normal_path);
std::string LastPart(std::string_view normal_path);

// DIR/NAME; NAME alone when dir is empty.
std::string JoinParts(std::string_view dir, std::string_view name);

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_TREE_PATH_H_
