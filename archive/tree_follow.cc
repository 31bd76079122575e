// Tree::Follow: symbolic links as the originals have them.
#include <algorithm>
#include <deque>

#include "archive/tree.h"
#include "archive/tree_path.h"

namespace jackdaw::archive {
namespace {

// As Linux has it.
constexpr int kMaxLinks = 40;

// The names between slashes, ".." among them.
std::vector<std::string> PartsOfTarget(std::string_view target) {
  std::vector<std::string> parts;
  while (!target.empty()) {
    const size_t size = std::min(target.find('/'), target.size());
    if (size > 0 && target.substr(0, size) != ".") parts.emplace_back(target.substr(0, size));
    target.remove_prefix(std::min(size + 1, target.size()));
  }
  return parts;
}

}  // namespace

Result<std::optional<Entry>> Tree::Follow(std::string_view path) const {
  const std::optional<std::vector<std::string>> parts = SplitPath(path);
  if (!parts.has_value()) return std::optional<Entry>();
  std::deque<std::string> left(parts->begin(), parts->end());
  Result<std::optional<Entry>> entry = Stat("");
  int num_links = 0;
  while (!left.empty() && entry.ok() && entry.value().has_value()) {
    const Entry here = *entry.value();
    const std::string part = std::move(left.front());
    left.pop_front();
    if (here.kind != EntryKind::kDirectory) return std::optional<Entry>();
    if (part == ".." && here.path.empty()) return std::optional<Entry>();
    entry = Stat(part == ".." ? ParentOf(here.path) : JoinParts(here.path, part));
    if (!entry.ok() || !entry.value().has_value()) return entry;
    if (entry.value()->kind != EntryKind::kSymlink) continue;
    const Result<std::string> target = ReadLink(*entry.value());
    if (!target.ok()) return target.error();
    if (++num_links > kMaxLinks || target.value().empty() || target.value().front() == '/') {
      return std::optional<Entry>();
    }
    const std::vector<std::string> inner = PartsOfTarget(target.value());
    left.insert(left.begin(), inner.begin(), inner.end());
    entry = std::optional<Entry>(here);
  }
  return entry;
}

}  // namespace jackdaw::archive
