#include "archive/tree_path.h"

#include <algorithm>

namespace jackdaw::archive {

std::optional<std::vector<std::string>> SplitPath(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    const size_t size = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, size);
    path.remove_prefix(std::min(size + 1, path.size()));
    if (part.empty() || part == ".") continue;
    if (part == ".." || part.find('\0') != std::string_view::npos) return std::nullopt;
    parts.emplace_back(part);
  }
  return parts;
}

std::optional<std::string> NormalPath(std::string_view path) {
  const std::optional<std::vector<std::string>> parts = SplitPath(path);
  if (!parts.has_value()) return std::nullopt;
  std::string normal;
  for (const std::string& part : *parts) normal = JoinParts(normal, part);
  return normal;
}

std::string ParentOf(std::string_view normal_path) {
  const size_t slash = normal_path.rfind('/');
  return std::string(slash == std::string_view::npos ? "" : normal_path.substr(0, slash));
}

std::string LastPart(std::string_view normal_path) {
  const size_t slash = normal_path.rfind('/');
  return std::string(slash == std::string_view::npos ? normal_path : normal_path.substr(slash + 1));
}

std::string JoinParts(std::string_view dir, std::string_view name) {
  std::string path(dir);
  if (!path.empty()) path += '/';
  path += name;
  return path;
}

}  // namespace jackdaw::archive
