// The target of a request as a path below the tree, and what follows its question mark.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_REQUEST_TARGET_H_
#define JACKDAW_APPS_JACKDAW_SERVE_REQUEST_TARGET_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace jackdaw::serve {

struct RequestTarget {
  // "2026/a b.jpg", decoded, with no slash at either end; empty for the root. No part of it is
  // empty, "." or "..", and none holds a slash or NUL.
  std::string path;
  bool has_final_slash = false;                   // also for the root
  std::map<std::string, std::string> parameters;  // the first of each name
};

// target: in origin form. None when it is malformed or leads out of the tree: percent signs without
// two hexadecimal digits, encoded slashes or NUL, empty parts, "." and "..", also encoded ones.
// Clients resolve dots themselves, so that whoever sends them means no good.
std::optional<RequestTarget> ParseTarget(std::string_view target);

// The inverse for a path: "/2026/a%20b.jpg". A folder gets a final slash.
std::string EncodePath(std::string_view path, bool is_folder);

// Whether a part of the path starts with a dot.
bool HasHiddenPart(std::string_view path);

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_REQUEST_TARGET_H_
