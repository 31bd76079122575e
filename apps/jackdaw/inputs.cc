#include "apps/jackdaw/inputs.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <span>

#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/paths.h"
#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

class Collector {
 public:
  explicit Collector(const std::function<bool(std::string_view)>& wanted) : wanted_(wanted) {}

  void AddArgument(const std::string& path) {
    if (path == "-") {
      list_.files.push_back({path, path, 0});
      return;
    }
    struct stat st;
    if (stat(path.c_str(), &st) != 0) {
      list_.problems.push_back({path, ErrnoText(errno)});
    } else if (S_ISDIR(st.st_mode)) {
      AddDirectory(path, "");
    } else if (const Status kind = CheckKind(path, st); !kind.ok()) {
      list_.problems.push_back({path, kind.error().message});
    } else {
      list_.files.push_back({path, BaseName(path), static_cast<uint64_t>(st.st_size)});
    }
  }

  InputList Take() { return std::move(list_); }

 private:
  void AddDirectory(const std::string& path, const std::string& relative) {
    for (const std::string& name : ListNames(path)) {
      const std::string child = JoinPath(path, name);
      const std::string child_relative = JoinPath(relative, name);
      struct stat st;
      if (lstat(child.c_str(), &st) != 0) {
        list_.problems.push_back({child, ErrnoText(errno)});
      } else if (S_ISDIR(st.st_mode)) {
        AddDirectory(child, child_relative);
      } else if (!wanted_(name)) {
        ++list_.skipped.other;
      } else if (S_ISLNK(st.st_mode)) {
        ++list_.skipped.links;
      } else if (!S_ISREG(st.st_mode)) {
        ++list_.skipped.special;
      } else {
        list_.files.push_back({child, child_relative, static_cast<uint64_t>(st.st_size)});
      }
    }
  }

  std::vector<std::string> ListNames(const std::string& path) {
    std::vector<std::string> names;
    const std::unique_ptr<DIR, int (*)(DIR*)> dir(opendir(path.c_str()), closedir);
    if (dir == nullptr) {
      list_.problems.push_back({path, ErrnoText(errno)});
      return names;
    }
    errno = 0;
    while (const dirent* entry = readdir(dir.get())) {
      const std::string name = entry->d_name;
      if (name != "." && name != "..") names.push_back(name);
      errno = 0;
    }
    if (errno != 0) list_.problems.push_back({path, ErrnoText(errno)});
    std::sort(names.begin(), names.end());
    return names;
  }

  const std::function<bool(std::string_view)>& wanted_;
  InputList list_;
};

bool HasExtension(std::string_view name, std::span<const std::string_view> extensions) {
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string extension = Lowercase(name.substr(dot));
  return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

}  // namespace

InputList CollectInputs(const std::vector<std::string>& paths,
                        const std::function<bool(std::string_view name)>& wanted) {
  Collector collector(wanted);
  for (const std::string& path : paths) collector.AddArgument(path);
  return collector.Take();
}

bool HasJpegName(std::string_view name) {
  constexpr std::array<std::string_view, 9> kExtensions = {".jpg", ".jpeg", ".jpe", ".jif", ".jfif",
                                                           ".jfi", ".mpo",  ".jps", ".insp"};
  return HasExtension(name, kExtensions);
}

bool HasImageName(std::string_view name) {
  constexpr std::array<std::string_view, 11> kExtensions = {
      ".png", ".ppm", ".pgm", ".pnm", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".avif", ".jxl"};
  return HasJpegName(name) || HasJkdName(name) || HasExtension(name, kExtensions);
}

bool HasJkdName(std::string_view name) { return Lowercase(name).ends_with(".jkd"); }

}  // namespace jackdaw::app
