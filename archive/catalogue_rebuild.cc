#include "archive/catalogue_rebuild.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "archive/descriptor.h"
#include "archive/directory_lock.h"
#include "archive/own_names.h"
#include "archive/system_calls.h"

namespace jackdaw::archive {
namespace {

constexpr const char* kJournalEnding = "-journal";  // of SQLite

bool Exists(const std::string& path) {
  struct stat st;
  return lstat(path.c_str(), &st) == 0;
}

// SQLite's journal of a file that is removed or replaced would be applied to the next one.
void RemoveWithJournal(const std::string& path) {
  (void)unlink((path + kJournalEnding).c_str());
  (void)unlink(path.c_str());
}

// Whether another process has one of SQLite's locks on the file: they lie at this place of its file
// format. REQUIRES: this process has not opened it, or it would lose its own locks.
bool IsLocked(const std::string& path) {
  constexpr off_t kPendingByte = 0x40000000, kNumBytes = 512;
  const Descriptor fd(open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd.valid()) return false;
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = kPendingByte;
  lock.l_len = kNumBytes;
  return fcntl(fd.get(), F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

Error InTheWay(const std::string& path) {
  return {ErrorCode::kInvalidArgument, 0,
          "cannot be made anew: " + path +
              " is in the way, and is not what a rebuild has left; remove it first if it may go"};
}

bool IsUnfinished(const std::string& path) {
  const Result<Catalogue> there = Catalogue::Open(path, OpenMode::kWrite);
  return there.ok() && there.value().facts().is_unfinished;
}

// Removes what a killed run has left.
Status RemoveLeftOver(const std::string& path, bool is_own) {
  struct stat st;
  if (lstat(path.c_str(), &st) != 0) {
    const std::string journal = path + kJournalEnding;
    return !is_own && Exists(journal) ? InTheWay(journal) : OkStatus();
  }
  if (!S_ISREG(st.st_mode)) return InTheWay(path);
  if (IsLocked(path)) {
    return Error{ErrorCode::kIo, 0, "is just being made anew by another run, as " + path};
  }
  if (!is_own && !(LooksLikeCatalogue(path) && IsUnfinished(path))) return InTheWay(path);
  RemoveWithJournal(path);
  return OkStatus();
}

}  // namespace

std::string RebuiltPath(const std::string& path) { return path + std::string(kRebuiltEnding); }

Result<Catalogue> BeginRebuilt(const std::string& path, bool is_own, CatalogueFacts facts,
                               const std::function<void(const std::string& made)>& on_made) {
  const std::string rebuilt = RebuiltPath(path);
  const DirectoryLock lock(path);
  Status is_free = RemoveLeftOver(rebuilt, is_own);
  if (!is_free.ok()) return is_free.error();
  if (!Descriptor(open(rebuilt.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)).valid()) {
    return SystemError("cannot create " + rebuilt, errno);
  }
  if (on_made) on_made(rebuilt);
  facts.is_unfinished = true;
  Result<Catalogue> made = Catalogue::Create(rebuilt, facts);
  if (!made.ok()) return made.error();
  Status locked = made.value().Lock();
  if (!locked.ok()) return locked.error();
  return made;
}

Status FinishRebuilt(const std::string& path, Catalogue rebuilt) {
  // From closing to renaming nothing but this lock tells others that the new file is not left over.
  const DirectoryLock lock(path);
  {
    Catalogue closing = std::move(rebuilt);
    Status finished = closing.SetFinished();
    if (!finished.ok()) return finished;
  }
  if (Exists(path)) (void)unlink((path + kJournalEnding).c_str());
  if (rename(RebuiltPath(path).c_str(), path.c_str()) != 0) {
    return SystemError("cannot replace it", errno);
  }
  lock.Sync();  // the catalogue could be made again: no error
  return OkStatus();
}

}  // namespace jackdaw::archive
