#include "apps/jackdaw/inputs.h"

#include <dirent.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <utility>

#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/paths.h"

namespace jackdaw::app {
namespace {

// Names of one directory that are read and sorted at a time: some 20 MB.
constexpr size_t kMaxNames = 200'000;

InputFile FileOf(const std::string& path, const std::string& relative, const struct stat& st) {
  InputFile file;
  file.path = path;
  file.relative = relative;
  file.size = static_cast<uint64_t>(st.st_size);
  file.mtime_ns = ModificationTime(st);
  file.num_links = st.st_nlink;
  file.is_regular = S_ISREG(st.st_mode);
  return file;
}

// For patterns and shards, "./a" and "a" are one name.
std::string Normal(const std::string& path) {
  return std::filesystem::path(path).lexically_normal().string();
}

}  // namespace

struct InputStream::Directory {
  // The next part of the names, in order. False when there are none; then *problem may say why.
  bool ReadNames(std::optional<InputProblem>* problem);

  std::string path, relative;
  std::vector<std::string> names;
  size_t next = 0;
  std::unique_ptr<DIR, int (*)(DIR*)> dir{nullptr, closedir};
};

bool InputStream::Directory::ReadNames(std::optional<InputProblem>* problem) {
  names.clear();
  next = 0;
  if (dir == nullptr) return false;
  errno = 0;
  const dirent* entry = nullptr;
  while (names.size() < kMaxNames && (entry = readdir(dir.get())) != nullptr) {
    std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(std::move(name));
    errno = 0;
  }
  if (errno != 0) *problem = InputProblem{path, ErrnoText(errno)};
  if (entry == nullptr) dir.reset();
  std::sort(names.begin(), names.end());
  return !names.empty();
}

InputStream::InputStream(std::vector<std::string> paths, std::unique_ptr<ListReader> list,
                         Search search)
    : paths_(std::move(paths)), list_(std::move(list)), search_(std::move(search)) {
  for (const std::string& path : search_.own_files) {
    struct stat st;
    if (stat(path.c_str(), &st) == 0) own_ids_.emplace_back(st.st_dev, st.st_ino);
  }
}

InputStream::~InputStream() = default;

std::optional<InputItem> InputStream::Next() {
  while (true) {
    if (!stack_.empty()) {
      std::optional<InputItem> item = NextInDirectory();
      if (item.has_value()) return item;
      continue;
    }
    if (next_path_ == paths_.size() && list_ == nullptr) return std::nullopt;
    std::optional<InputItem> item = NextArgument();
    if (item.has_value()) return item;
  }
}

// None: it was passed over, or is a directory, which is on the stack now.
std::optional<InputItem> InputStream::NextArgument() {
  if (next_path_ < paths_.size()) return AddNamed(paths_[next_path_++], false);
  Result<std::optional<std::string>> name = list_->Next();
  if (!name.ok()) {
    list_ = nullptr;
    return InputProblem{"--files-from", name.error().message};
  }
  if (!name.value().has_value()) {
    list_ = nullptr;
    return std::nullopt;
  }
  return AddNamed(*name.value(), true);
}

std::optional<InputItem> InputStream::AddNamed(const std::string& path, bool is_listed) {
  if (path == "-" && !is_listed) {
    InputFile file;
    file.path = file.relative = path;
    return file;
  }
  const std::string normal = Normal(path);
  struct stat st;
  const bool is_there = stat(path.c_str(), &st) == 0;
  const int error = errno;
  const bool is_directory = is_there && S_ISDIR(st.st_mode);
  if (MatchesAny(search_.exclude, normal, is_directory)) {
    ++skipped_.excluded;
    return std::nullopt;
  }
  if (is_directory) return Enter(path, "");
  if (!IsOfShard(normal)) return std::nullopt;
  if (!is_there) return InputProblem{path, ErrnoText(error), error == ENOENT || error == ENOTDIR};
  if (const Status kind = CheckKind(path, st); !kind.ok()) {
    return InputProblem{path, kind.error().message};
  }
  if (search_.skip_hard_links && S_ISREG(st.st_mode) && st.st_nlink > 1) {
    ++skipped_.hard_links;
    return std::nullopt;
  }
  return FileOf(path, is_listed ? normal : BaseName(path), st);
}

std::optional<InputItem> InputStream::Enter(const std::string& path, const std::string& relative) {
  if (stack_.empty()) num_found_ = 0;
  auto directory = std::make_unique<Directory>();
  directory->path = path;
  directory->relative = relative;
  directory->dir.reset(opendir(path.c_str()));
  if (directory->dir == nullptr) {
    ++num_found_;  // one message is enough
    return InputProblem{path, ErrnoText(errno)};
  }
  stack_.push_back(std::move(directory));
  return std::nullopt;
}

std::optional<InputItem> InputStream::NextInDirectory() {
  Directory& directory = *stack_.back();
  if (directory.next == directory.names.size()) {
    std::optional<InputProblem> problem;
    const bool has_names = directory.ReadNames(&problem);
    if (problem.has_value()) return *problem;
    if (!has_names) return LeaveDirectory();
  }
  const std::string& name = directory.names[directory.next++];
  return Look(JoinPath(directory.path, name), JoinPath(directory.relative, name), name);
}

std::optional<InputItem> InputStream::Look(const std::string& path, const std::string& relative,
                                           const std::string& name) {
  struct stat st;
  if (lstat(path.c_str(), &st) != 0) {
    // Removed since the directory was read, by this run or another one.
    if (errno == ENOENT && !search_.wanted(name)) return std::nullopt;
    return InputProblem{path, ErrnoText(errno), errno == ENOENT};
  }
  const bool is_directory = S_ISDIR(st.st_mode);
  if (is_directory && IsLeftOut(st)) return std::nullopt;
  if (MatchesAny(search_.exclude, relative, is_directory)) {
    ++skipped_.excluded;
    return std::nullopt;
  }
  if (is_directory) return Enter(path, relative);
  const bool is_wanted = search_.wanted(name) && !IsOwnFile(st) &&
                         (search_.include.empty() || MatchesAny(search_.include, relative, false));
  if (!is_wanted) {
    ++skipped_.other;
  } else if (S_ISLNK(st.st_mode)) {
    ++skipped_.links;
  } else if (!S_ISREG(st.st_mode)) {
    ++skipped_.special;
  } else {
    ++num_found_;
    if (!IsOfShard(relative)) return std::nullopt;
    if (!search_.skip_hard_links || st.st_nlink == 1) return FileOf(path, relative, st);
    ++skipped_.hard_links;
  }
  return std::nullopt;
}

std::optional<InputItem> InputStream::LeaveDirectory() {
  const std::string path = stack_.back()->path;
  stack_.pop_back();
  if (!stack_.empty() || num_found_ > 0 || search_.required.empty()) return std::nullopt;
  return InputProblem{path, "has no " + search_.required};
}

bool InputStream::IsLeftOut(const struct stat& st) {
  if (search_.left_out.empty()) return false;
  struct stat output;
  // It may come into being only while the search goes on.
  if (!left_out_id_.has_value() && stat(search_.left_out.c_str(), &output) == 0) {
    left_out_id_ = {output.st_dev, output.st_ino};
  }
  return left_out_id_ == std::pair(st.st_dev, st.st_ino);
}

bool InputStream::IsOwnFile(const struct stat& st) const {
  return std::find(own_ids_.begin(), own_ids_.end(), std::pair(st.st_dev, st.st_ino)) !=
         own_ids_.end();
}

bool InputStream::IsOfShard(const std::string& relative) const {
  return search_.num_shards == 1 || ShardHash(relative) % search_.num_shards == search_.shard - 1;
}

InputList CollectInputs(const std::vector<std::string>& paths,
                        const std::function<bool(std::string_view name)>& wanted) {
  Search search;
  search.wanted = wanted;
  InputStream stream(paths, nullptr, std::move(search));
  InputList list;
  while (std::optional<InputItem> item = stream.Next()) {
    if (auto* file = std::get_if<InputFile>(&*item)) {
      list.files.push_back(std::move(*file));
    } else {
      list.problems.push_back(std::move(std::get<InputProblem>(*item)));
    }
  }
  return list;
}

uint64_t ShardHash(std::string_view relative) {
  return XXH3_64bits(relative.data(), relative.size());
}

}  // namespace jackdaw::app
