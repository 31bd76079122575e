#include "apps/jackdaw/system/glob.h"

#include <fnmatch.h>

#include <algorithm>
#include <span>

namespace jackdaw::app {
namespace {

std::vector<std::string> SplitPath(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    const size_t end = std::min(path.find('/'), path.size());
    if (end > 0) parts.emplace_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

// Each ** is tried with as many directories as there are: patterns are short, and written by the
// user who waits for them.
bool MatchesParts(std::span<const std::string> pattern, std::span<const std::string> path) {
  if (pattern.empty()) return path.empty();
  if (pattern.front() == "**") {
    for (size_t skipped = 0; skipped <= path.size(); ++skipped) {
      if (MatchesParts(pattern.subspan(1), path.subspan(skipped))) return true;
    }
    return false;
  }
  return !path.empty() && fnmatch(pattern.front().c_str(), path.front().c_str(), 0) == 0 &&
         MatchesParts(pattern.subspan(1), path.subspan(1));
}

}  // namespace

Glob::Glob(std::string_view pattern) {
  only_directories_ = pattern.ends_with('/');
  while (pattern.ends_with('/')) pattern.remove_suffix(1);
  is_path_ = pattern.find('/') != std::string_view::npos;
  parts_ = SplitPath(pattern);
}

bool Glob::Matches(std::string_view relative, bool is_directory) const {
  if (parts_.empty() || (only_directories_ && !is_directory)) return false;
  const std::vector<std::string> path = SplitPath(relative);
  if (path.empty()) return false;
  if (is_path_) return MatchesParts(parts_, path);
  return MatchesParts(parts_, std::span(path).last(1));
}

bool MatchesAny(const std::vector<Glob>& globs, std::string_view relative, bool is_directory) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const Glob& glob) { return glob.Matches(relative, is_directory); });
}

}  // namespace jackdaw::app
