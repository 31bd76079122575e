#include "apps/jackdaw/output_registry.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <memory>
#include <random>

#include "apps/jackdaw/system/paths.h"
#include "archive/own_names.h"

namespace jackdaw::app {
namespace {

// Covers the moment between creating a temporary file and locking it.
constexpr time_t kStaleAfterSeconds = 60;
constexpr size_t kMaxCleanedDirs = 10'000;
// Where nothing can be replaced, a file that is not remembered is only called by another name: one
// that exists.
constexpr size_t kMaxRemembered = 1'000'000;

uint64_t FileHash(const struct stat& st) {
  const std::array<uint64_t, 2> id = {st.st_dev, st.st_ino};
  return NameHash({reinterpret_cast<const char*>(id.data()), sizeof(id)});
}

void RemoveIfStale(const std::string& directory, const std::string& name) {
  const std::string path = JoinPath(directory, name);
  struct stat st;
  // Looked at before it is opened, since opening a file of others may do something to it.
  if (lstat(path.c_str(), &st) != 0 || !S_ISREG(st.st_mode)) return;
  if (!archive::IsTempNameOf(name, st.st_ino) || st.st_uid != geteuid()) return;
  // The change time, since the modification time is copied from the input.
  if (time(nullptr) - st.st_ctim.tv_sec < kStaleAfterSeconds) return;
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat opened;
  if (!fd.valid() || fstat(fd.get(), &opened) != 0 || opened.st_ino != st.st_ino) return;
  if (flock(fd.get(), LOCK_EX | LOCK_NB) == 0) unlink(path.c_str());
}

void RemoveStaleTemps(const std::string& dir_path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(opendir(dir_path.c_str()), closedir);
  if (dir == nullptr) return;
  while (const dirent* entry = readdir(dir.get())) {
    if (archive::IsUnfinishedName(entry->d_name)) RemoveIfStale(dir_path, entry->d_name);
  }
}

// rename(2), but for a target that exists.
Result<CommitOutcome> RenameNoReplace(const std::string& from, const std::string& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) {
    return CommitOutcome::kCommitted;
  }
  if (errno == EEXIST) return CommitOutcome::kExists;
  if (errno != EINVAL && errno != ENOSYS) return IoError("cannot create " + to, errno);
  // File systems without the flag (NFS, some FUSE): a hard link has the same meaning.
  if (link(from.c_str(), to.c_str()) != 0) {
    if (errno == EEXIST) return CommitOutcome::kExists;
    return IoError("cannot create " + to + " without risk to an existing file (try --force)",
                   errno);
  }
  if (unlink(from.c_str()) != 0) return IoError("cannot remove " + from, errno);
  return CommitOutcome::kCommitted;
}

uint64_t RandomNumber() {
  std::random_device random;
  return uint64_t{random()} << 32 | random();
}

// A new empty file without the proof in its name, which needs the inode number. A run that is
// killed before the file has its proof leaves it for good: it cannot be told from a file of
// somebody else.
Result<UniqueFd> CreateUnproven(const std::string& path, mode_t mode) {
  UniqueFd fd(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!fd.valid()) return IoError("cannot write to " + DirName(path), errno);
  // Where locks are not supported, the age alone protects from other runs.
  (void)flock(fd.get(), LOCK_EX | LOCK_NB);
  return fd;
}

}  // namespace

Error OutputExists(const std::string& path) {
  return PlainError(ErrorCode::kIo, "output exists: " + path + " (use --force to replace it)");
}

Error NotCommitted(CommitOutcome outcome, const std::string& path) {
  if (outcome == CommitOutcome::kExists) return OutputExists(path);
  return PlainError(ErrorCode::kIo, "another input has the same output: " + path);
}

std::unique_lock<std::mutex> OutputRegistry::Enter() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [&] { return !is_frozen_; });
  return lock;
}

Result<OutputRegistry::Temp> OutputRegistry::CreateTemp(const std::string& dir, mode_t mode) {
  const std::unique_lock<std::mutex> lock = Enter();
  // To look at a directory once more costs little; to remember millions of them does not.
  if (cleaned_dirs_.size() >= kMaxCleanedDirs) cleaned_dirs_.clear();
  if (cleaned_dirs_.insert(dir).second) RemoveStaleTemps(dir);
  const auto pid = static_cast<uint64_t>(getpid());
  const uint64_t random = RandomNumber();
  const std::string unproven = JoinPath(dir, archive::UnprovenTempName(pid, random));
  Result<UniqueFd> fd = CreateUnproven(unproven, mode);
  if (!fd.ok()) return fd.error();
  struct stat st;
  if (fstat(fd.value().get(), &st) != 0) return IoError("cannot read attributes", errno);
  std::string path = JoinPath(dir, archive::TempName(pid, random, st.st_ino));
  const Result<CommitOutcome> renamed = RenameNoReplace(unproven, path);
  if (!renamed.ok() || renamed.value() == CommitOutcome::kExists) {
    unlink(unproven.c_str());
    return renamed.ok() ? OutputExists(path) : renamed.error();
  }
  temps_.insert(path);
  return Temp{std::move(fd).value(), std::move(path)};
}

void OutputRegistry::Discard(const std::string& temp_path) {
  const std::unique_lock<std::mutex> lock = Enter();
  if (temps_.erase(temp_path) > 0) unlink(temp_path.c_str());
}

Result<CommitOutcome> OutputRegistry::Commit(const std::string& temp_path,
                                             const std::string& final_path,
                                             const std::optional<struct stat>& replaces) {
  const std::unique_lock<std::mutex> lock = Enter();
  struct stat st;
  if (lstat(temp_path.c_str(), &st) != 0) return IoError("cannot find " + temp_path, errno);
  Result<CommitOutcome> outcome = CommitLocked(temp_path, final_path, replaces);
  if (!outcome.ok() || outcome.value() != CommitOutcome::kCommitted) return outcome;
  temps_.erase(temp_path);
  unreported_.insert(std::this_thread::get_id());
  if (may_replace_ || written_.size() < kMaxRemembered) written_.Insert(FileHash(st));
  return outcome;
}

bool OutputRegistry::HasWritten(const std::string& path) const {
  struct stat st;
  return lstat(path.c_str(), &st) == 0 && written_.Contains(FileHash(st));
}

Result<CommitOutcome> OutputRegistry::CommitLocked(const std::string& temp_path,
                                                   const std::string& final_path,
                                                   const std::optional<struct stat>& replaces) {
  if (HasWritten(final_path)) return CommitOutcome::kWritten;
  struct stat now;
  if (!replaces.has_value() || lstat(final_path.c_str(), &now) != 0) {
    return RenameNoReplace(temp_path, final_path);
  }
  if (!S_ISREG(now.st_mode)) {
    return PlainError(ErrorCode::kIo, "output is not a regular file: " + final_path);
  }
  if (!SameVersion(now, *replaces)) return CommitOutcome::kExists;
  if (rename(temp_path.c_str(), final_path.c_str()) != 0) {
    return IoError("cannot create " + final_path, errno);
  }
  return CommitOutcome::kCommitted;
}

Status OutputRegistry::RemoveOriginal(const std::string& path) {
  std::unique_lock<std::mutex> lock(mutex_);
  const std::thread::id self = std::this_thread::get_id();
  changed_.wait(lock, [&] { return !is_frozen_ || unreported_.contains(self); });
  if (unlink(path.c_str()) != 0) return IoError("cannot remove", errno);
  unreported_.insert(self);
  return OkStatus();
}

void OutputRegistry::Reported() {
  const std::lock_guard<std::mutex> lock(mutex_);
  unreported_.erase(std::this_thread::get_id());
  changed_.notify_all();
}

void OutputRegistry::RemoveAllAndFreeze() {
  const std::lock_guard<std::mutex> lock(mutex_);
  is_frozen_ = true;
  for (const std::string& path : temps_) unlink(path.c_str());
}

void OutputRegistry::WaitForReports(std::chrono::seconds patience) {
  std::unique_lock<std::mutex> lock(mutex_);
  (void)changed_.wait_for(lock, patience, [&] { return unreported_.empty(); });
}

}  // namespace jackdaw::app
