#include "archive/next_name.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "archive/tree_path.h"

namespace jackdaw::archive {
namespace {

constexpr size_t kWindowSize = 1024;
constexpr auto kLifetime = std::chrono::seconds(10);

}  // namespace

std::string NextNames::After(std::string_view path) {
  const std::string dir = ParentOf(path), name = LastPart(path);
  const auto now = std::chrono::steady_clock::now();
  Window* window = windows_.Find(dir);
  const auto next_in = [&name](const Window& w) {
    return std::upper_bound(w.names.begin(), w.names.end(), name);
  };
  const bool is_usable = window != nullptr && now - window->time < kLifetime &&
                         window->from <= name &&
                         (window->reaches_end || next_in(*window) != window->names.end());
  if (!is_usable) {
    windows_.Insert(dir, MakeWindow(dir, name));
    window = windows_.Find(dir);
  }
  const auto next = next_in(*window);
  return next == window->names.end() ? std::string() : JoinParts(dir, *next);
}

NextNames::Window NextNames::MakeWindow(const std::string& dir, const std::string& from) const {
  Window window;
  window.time = std::chrono::steady_clock::now();
  window.from = from;
  const Result<std::vector<DirectoryName>> names = tree_.ListNames(dir);
  window.reaches_end = true;
  if (!names.ok()) return window;
  for (const DirectoryName& item : names.value()) {
    if (item.name <= from || item.kind != EntryKind::kFile || item.name == item.disk_name) continue;
    window.reaches_end = window.names.size() < kWindowSize;
    if (!window.reaches_end) break;
    window.names.push_back(item.name);
  }
  return window;
}

}  // namespace jackdaw::archive
