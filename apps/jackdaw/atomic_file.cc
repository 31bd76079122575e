#include "apps/jackdaw/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/jackdaw/system/paths.h"

namespace jackdaw::app {
namespace {

constexpr std::string_view kSystemPrefix = "system.";  // access control lists

// Owner (as far as allowed), then attributes, permissions, access control lists and times: each
// step would undo a later one, or forbid it.
Status CopyMetadata(int fd, const FileData& source, bool keep_attributes) {
  const struct stat& like = *source.stat;
  mode_t mode = like.st_mode & 0777;
  struct stat now;
  if (fstat(fd, &now) != 0) return IoError("cannot read attributes", errno);
  if (now.st_uid != like.st_uid) (void)!fchown(fd, like.st_uid, static_cast<gid_t>(-1));
  bool is_group_kept = true;
  if (now.st_gid != like.st_gid && fchown(fd, static_cast<uid_t>(-1), like.st_gid) != 0) {
    // The file stays in a group that the original was not in: give that group no more than all
    // others have.
    mode = (mode & ~mode_t{070}) | (mode & ((mode & 07) << 3));
    is_group_kept = false;
  }
  std::vector<ExtendedAttribute> ordinary, of_system;
  for (const ExtendedAttribute& attribute : source.attributes) {
    (attribute.name.starts_with(kSystemPrefix) ? of_system : ordinary).push_back(attribute);
  }
  if (!WriteAttributes(fd, ordinary) && keep_attributes) {
    return PlainError(ErrorCode::kIo, "its extended attributes cannot be kept there");
  }
  if (fchmod(fd, mode) != 0) return IoError("cannot set permissions", errno);
  if (is_group_kept) (void)WriteAttributes(fd, of_system);
  const struct timespec times[2] = {like.st_atim, like.st_mtim};
  if (futimens(fd, times) != 0) return IoError("cannot set times", errno);
  return OkStatus();
}

}  // namespace

AtomicFile::AtomicFile(OutputRegistry& registry, std::string final_path, OutputRegistry::Temp temp)
    : registry_(&registry), final_path_(std::move(final_path)), temp_(std::move(temp)) {}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : registry_(std::exchange(other.registry_, nullptr)),
      final_path_(std::move(other.final_path_)),
      temp_(std::move(other.temp_)) {}

AtomicFile::~AtomicFile() {
  if (registry_ != nullptr) registry_->Discard(temp_.path);
}

Result<AtomicFile> AtomicFile::Create(OutputRegistry& registry, const std::string& final_path,
                                      bool is_private) {
  const std::string dir = DirName(final_path);
  Status made = CreateDirectories(dir);
  if (!made.ok()) return made.error();
  Result<OutputRegistry::Temp> temp = registry.CreateTemp(dir, is_private ? 0600 : 0666);
  if (!temp.ok()) return temp.error();
  return AtomicFile(registry, final_path, std::move(temp).value());
}

Status AtomicFile::Write(std::span<const uint8_t> bytes, const FileData& like,
                         bool keep_attributes) {
  Status written = WriteAll(temp_.fd.get(), bytes);
  if (!written.ok()) return written;
  if (like.stat.has_value()) {
    Status copied = CopyMetadata(temp_.fd.get(), like, keep_attributes);
    if (!copied.ok()) return copied;
  }
  if (fsync(temp_.fd.get()) != 0) return IoError("cannot write to disk", errno);
  return OkStatus();
}

Result<FileData> AtomicFile::ReadBack(uint64_t max_bytes) const {
  // Drop the cached pages, so that the disk is asked. A hint only.
  (void)posix_fadvise(temp_.fd.get(), 0, 0, POSIX_FADV_DONTNEED);
  return ReadFile(temp_.path, max_bytes);
}

Result<CommitOutcome> AtomicFile::Commit(const std::optional<struct stat>& replaces) {
  // The file stays open, and so locked, until it has its final name. Closing it cannot bring late
  // errors: Write() has synced it.
  Result<CommitOutcome> outcome = registry_->Commit(temp_.path, final_path_, replaces);
  if (!outcome.ok() || outcome.value() != CommitOutcome::kCommitted) return outcome;
  registry_ = nullptr;
  const Status synced = SyncDirectory(DirName(final_path_));
  if (!synced.ok()) return synced.error();
  return outcome;
}

}  // namespace jackdaw::app
