#include "archive/tree_walk.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace jackdaw::archive {
namespace {

Error ListingFailed(int error_number) {
  return {ErrorCode::kIo, 0, "cannot list: " + std::generic_category().message(error_number)};
}

// What d_type says, or lstat where the file system does not fill it in.
unsigned char TypeOf(int dir_fd, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) return entry.d_type;
  struct stat st;
  if (fstatat(dir_fd, entry.d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) return DT_UNKNOWN;
  if (S_ISDIR(st.st_mode)) return DT_DIR;
  return S_ISREG(st.st_mode) ? DT_REG : DT_UNKNOWN;
}

}  // namespace

std::string JoinNames(std::string_view dir, std::string_view name) {
  std::string path(dir);
  if (!path.empty() && path.back() != '/') path += '/';
  return path.append(name);
}

TreeWalk::TreeWalk(Spec spec) : spec_(std::move(spec)) {}

std::optional<std::string> TreeWalk::Next() {
  while (names_.empty()) {
    if (dir_ == nullptr && !OpenNextDirectory()) return std::nullopt;
    ReadNames();
  }
  std::string path = JoinNames(path_, names_.back());
  names_.pop_back();
  return path;
}

bool TreeWalk::OpenNextDirectory() {
  while (!waiting_.empty()) {
    path_ = std::move(waiting_.back());
    waiting_.pop_back();
    const std::string full = path_.empty() ? spec_.root : JoinNames(spec_.root, path_);
    // The root may be a link; a directory in the tree that has become one since is passed over.
    const int no_follow = path_.empty() ? 0 : O_NOFOLLOW;
    const int fd = open(full.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | no_follow);
    if (fd >= 0) dir_.reset(fdopendir(fd));
    if (dir_ != nullptr) return true;
    const int error_number = errno;
    if (fd >= 0) close(fd);
    if (error_number != ENOENT || path_.empty()) {
      spec_.on_problem(path_, ListingFailed(error_number));
    }
  }
  return false;
}

void TreeWalk::ReadNames() {
  while (names_.size() < spec_.max_names_held) {
    errno = 0;
    const dirent* entry = readdir(dir_.get());
    if (entry != nullptr) {
      Sort(*entry);
      continue;
    }
    if (errno != 0) spec_.on_problem(path_, ListingFailed(errno));
    dir_.reset();
    // In reverse, since the next one is taken from the end.
    std::sort(found_directories_.begin(), found_directories_.end(), std::greater<>());
    for (const std::string& name : found_directories_) waiting_.push_back(JoinNames(path_, name));
    found_directories_.clear();
    break;
  }
  std::sort(names_.begin(), names_.end(), std::greater<>());
}

void TreeWalk::Sort(const dirent& entry) {
  const std::string_view name = entry.d_name;
  if (name == "." || name == "..") return;
  if (entry.d_type != DT_DIR && entry.d_type != DT_UNKNOWN && !spec_.wanted(name)) return;
  const unsigned char type = TypeOf(dirfd(dir_.get()), entry);
  if (type == DT_DIR) found_directories_.emplace_back(name);
  if (type == DT_REG && spec_.wanted(name)) names_.emplace_back(name);
}

}  // namespace jackdaw::archive
