#include "apps/jackdaw/output_registry.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <ctime>
#include <memory>
#include <random>

#include "apps/jackdaw/inputs.h"

namespace jackdaw::app {
namespace {

constexpr std::string_view kTempPrefix = ".jackdaw-";
constexpr std::string_view kTempSuffix = ".tmp";
// Covers the moment between creating a temporary file and locking it.
constexpr time_t kStaleAfterSeconds = 60;

void RemoveIfStale(const std::string& path) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat st;
  if (!fd.valid() || fstat(fd.get(), &st) != 0) return;
  // The change time, since the modification time is copied from the input.
  if (!S_ISREG(st.st_mode) || st.st_uid != geteuid()) return;
  if (time(nullptr) - st.st_ctim.tv_sec < kStaleAfterSeconds) return;
  if (flock(fd.get(), LOCK_EX | LOCK_NB) == 0) unlink(path.c_str());
}

void RemoveStaleTemps(const std::string& dir_path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(opendir(dir_path.c_str()), closedir);
  if (dir == nullptr) return;
  while (const dirent* entry = readdir(dir.get())) {
    if (IsTempName(entry->d_name)) RemoveIfStale(JoinPath(dir_path, entry->d_name));
  }
}

Error Exists(const std::string& path) {
  return PlainError(ErrorCode::kIo, "output exists: " + path + " (use --force to replace it)");
}

// rename(2) that fails where the target exists.
Status RenameNoReplace(const std::string& from, const std::string& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) {
    return OkStatus();
  }
  if (errno == EEXIST) return Exists(to);
  if (errno != EINVAL && errno != ENOSYS) return IoError("cannot create " + to, errno);
  // File systems without the flag (NFS, some FUSE): a hard link has the same meaning.
  if (link(from.c_str(), to.c_str()) != 0) {
    if (errno == EEXIST) return Exists(to);
    return IoError("cannot create " + to + " without risk to an existing file (try --force)",
                   errno);
  }
  if (unlink(from.c_str()) != 0) return IoError("cannot remove " + from, errno);
  return OkStatus();
}

}  // namespace

bool IsTempName(std::string_view name) {
  return name.starts_with(kTempPrefix) && name.ends_with(kTempSuffix);
}

Result<OutputRegistry::Temp> OutputRegistry::CreateTemp(const std::string& dir, mode_t mode) {
  std::random_device random;
  const std::lock_guard<std::mutex> lock(mutex_);
  if (cleaned_dirs_.insert(dir).second) RemoveStaleTemps(dir);
  while (true) {
    std::string path = JoinPath(dir, fmt::format("{}{}-{:08x}{:08x}{}", kTempPrefix, getpid(),
                                                 random(), random(), kTempSuffix));
    UniqueFd fd(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
    if (!fd.valid() && errno == EEXIST) continue;
    if (!fd.valid()) return IoError("cannot write into " + dir, errno);
    // Where locks are not supported, the age alone protects from other runs.
    (void)flock(fd.get(), LOCK_EX | LOCK_NB);
    temps_.insert(path);
    return Temp{std::move(fd), std::move(path)};
  }
}

void OutputRegistry::Discard(const std::string& temp_path) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (temps_.erase(temp_path) > 0) unlink(temp_path.c_str());
}

Status OutputRegistry::Commit(const std::string& temp_path, const std::string& final_path,
                              bool replace) {
  const std::lock_guard<std::mutex> lock(mutex_);
  struct stat st;
  if (lstat(temp_path.c_str(), &st) != 0) return IoError("cannot find " + temp_path, errno);
  Status status = CommitLocked(temp_path, final_path, replace);
  if (!status.ok()) return status;
  temps_.erase(temp_path);
  written_.insert({st.st_dev, st.st_ino});
  return status;
}

Status OutputRegistry::CommitLocked(const std::string& temp_path, const std::string& final_path,
                                    bool replace) {
  if (!replace) return RenameNoReplace(temp_path, final_path);
  struct stat old;
  if (lstat(final_path.c_str(), &old) == 0) {
    if (!S_ISREG(old.st_mode)) {
      return PlainError(ErrorCode::kIo, "output is not a regular file: " + final_path);
    }
    if (written_.contains({old.st_dev, old.st_ino})) {
      return PlainError(ErrorCode::kIo, "another input has the same output: " + final_path);
    }
  }
  if (rename(temp_path.c_str(), final_path.c_str()) != 0) {
    return IoError("cannot create " + final_path, errno);
  }
  return OkStatus();
}

void OutputRegistry::RemoveAllAndFreeze() {
  mutex_.lock();  // for good
  for (const std::string& path : temps_) unlink(path.c_str());
}

}  // namespace jackdaw::app
