#include "archive/catalogue_probe.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "jackdaw/jackdaw.h"
#include "jackdaw/summary.h"

namespace jackdaw::archive {
namespace {

Error IoFailure(const std::string& what, int error_number) {
  return {ErrorCode::kIo, 0, what + ": " + std::generic_category().message(error_number)};
}

// An open file that counts what is read of it.
class InputFile {
 public:
  explicit InputFile(const std::string& path)
      : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY)),
        error_(fd_ < 0 ? errno : 0) {}
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile() {
    if (fd_ >= 0) close(fd_);
  }

  // The errno of open or of the last read that failed; 0: none.
  int error() const { return error_; }
  uint64_t num_bytes() const { return num_bytes_; }

  bool Read(uint64_t offset, std::span<uint8_t> out) {
    while (!out.empty()) {
      const ssize_t n = pread(fd_, out.data(), out.size(), static_cast<off_t>(offset));
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) {
        error_ = n < 0 ? errno : 0;  // 0: the file has become shorter
        return false;
      }
      num_bytes_ += static_cast<uint64_t>(n);
      offset += static_cast<uint64_t>(n);
      out = out.subspan(static_cast<size_t>(n));
    }
    return true;
  }

  ReadAt Reader() {
    return [this](uint64_t offset, std::span<uint8_t> out) { return Read(offset, out); };
  }

 private:
  int fd_;
  int error_;
  uint64_t num_bytes_ = 0;
};

PictureContent ContentOf(const Summary& summary) {
  return {summary.original_size, summary.content_hash, summary.lossy};
}

// A .jkd that this build cannot read, or not within the limits, need not be damaged.
bool IsDamage(const Error& error) {
  return error.code == ErrorCode::kCorrupt || error.code == ErrorCode::kTruncated;
}

void SetProblem(const Error& error, CheckLevel level, PictureForm* form) {
  if (!IsDamage(error)) {
    form->unreadable = error;
    return;
  }
  form->damage = error;
  form->found.damaged_at = level;
}

void ProbeOriginal(InputFile* file, CheckLevel level, PictureForm* form) {
  const Result<ContentHash> hash = HashOfFile(file->Reader(), form->now->size);
  if (!hash.ok()) {
    form->unreadable = hash.error();
    return;
  }
  form->found.content->hash = hash.value();
  // Files do not change by themselves: whoever changes one gives it a new time.
  if (!form->old.has_value() || !form->old->entry.content.has_value()) return;
  const CatalogueEntry& old = form->old->entry;
  const bool looks_the_same = FileState{old.size, old.mtime_ns} == *form->now;
  if (looks_the_same && old.content->hash.has_value() && *old.content->hash != hash.value()) {
    SetProblem(
        {ErrorCode::kCorrupt, 0, "its bytes have changed, but neither its size nor its time"},
        level, form);
  }
}

Status Decode(InputFile* file, uint64_t size, const ProbeLimits& limits) {
  if (size > limits.memory) {
    return Error{ErrorCode::kLimitExceeded, 0, "is larger than the memory limit"};
  }
  std::vector<uint8_t> jkd(static_cast<size_t>(size));
  if (!file->Read(0, jkd)) return Error{ErrorCode::kIo, 0, "cannot read the file"};
  DecompressOptions options;
  options.num_threads = limits.num_threads;
  options.memory_limit = limits.memory;
  options.kernels = limits.kernels;
  const Result<DecompressResult> decoded = Decompress(jkd, options);
  if (!decoded.ok()) return decoded.error();
  return OkStatus();
}

void ProbeJkd(InputFile* file, CheckLevel level, const ProbeLimits& limits, PictureForm* form) {
  const uint64_t size = form->now->size;
  const Result<Summary> summary = ReadSummary(file->Reader(), size);
  if (!summary.ok()) {
    // What looks like a newer format may be a changed bit.
    const Status sound =
        IsDamage(summary.error()) ? summary.error() : CompareCheck(file->Reader(), size);
    return SetProblem(sound.ok() ? summary.error() : sound.error(), level, form);
  }
  form->found.content = ContentOf(summary.value());
  if (level == CheckLevel::kSizes) return;
  const Status status =
      level == CheckLevel::kDeep ? Decode(file, size, limits) : CompareCheck(file->Reader(), size);
  if (!status.ok()) SetProblem(status.error(), level, form);
}

// How closely to look; kNone: not at all.
CheckLevel LevelFor(CheckLevel level, const PictureForm& form) {
  if (!form.old.has_value()) return level;
  const CatalogueEntry& old = form.old->entry;
  if (old.damaged_at != CheckLevel::kNone) return std::max(level, old.damaged_at);
  if (level != CheckLevel::kSizes) return level;
  return FileState{old.size, old.mtime_ns} == *form.now ? CheckLevel::kNone : CheckLevel::kQuick;
}

// A read that the disk refuses is damage; one that somebody's permissions refuse is not.
void JudgeReadError(const InputFile& file, CheckLevel level, PictureForm* form) {
  if (file.error() == 0) return;
  form->unreadable.reset();
  if (file.error() == EIO) {
    form->damage = IoFailure("cannot read", file.error());
    form->found.damaged_at = level;
  } else {
    form->unreadable = IoFailure("cannot read", file.error());
  }
}

// As the catalogue has it, or as the file system says.
void StartEntry(CheckLevel level, PictureForm* form) {
  if (level == CheckLevel::kNone) {
    form->found = form->old->entry;
    return;
  }
  form->found = {.path = form->path,
                 .size = form->now->size,
                 .mtime_ns = form->now->mtime_ns,
                 .content = {},
                 .damaged_at = CheckLevel::kNone};
  if (!IsJkdName(form->path)) form->found.content = PictureContent{form->now->size, {}, false};
}

}  // namespace

uint64_t ProbeForm(const std::string& root, CheckLevel level, const ProbeLimits& limits,
                   PictureForm* form) {
  form->damage.reset();
  form->unreadable.reset();
  level = LevelFor(level, *form);
  StartEntry(level, form);
  const bool is_jkd = IsJkdName(form->path);
  if (level == CheckLevel::kNone || (!is_jkd && level == CheckLevel::kSizes)) return 0;
  InputFile file(JoinNames(root, form->path));
  if (file.error() == 0) {
    if (is_jkd) {
      ProbeJkd(&file, level, limits, form);
    } else {
      ProbeOriginal(&file, level, form);
    }
  }
  JudgeReadError(file, level, form);
  const Result<std::optional<FileState>> after = StateOf(root, form->path);
  if (after.ok() && after.value() != form->now) {
    form->damage.reset();
    form->unreadable = Error{ErrorCode::kIo, 0, "changed while it was looked at"};
  }
  return file.num_bytes();
}

}  // namespace jackdaw::archive
