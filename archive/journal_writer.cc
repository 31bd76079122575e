#include "archive/journal_writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace jackdaw::archive {
namespace {

Error IoError(const char* what) {
  return {ErrorCode::kIo, 0, std::string(what) + ": " + std::generic_category().message(errno)};
}

}  // namespace

JournalWriter::JournalWriter(JournalWriter&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), is_cut_(other.is_cut_) {}

JournalWriter::~JournalWriter() {
  if (fd_ >= 0) close(fd_);
}

Result<JournalWriter> JournalWriter::Open(const std::string& path, bool append) {
  const int flags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | (append ? 0 : O_EXCL);
  const int fd = open(path.c_str(), flags, 0666);
  if (fd < 0 && errno == EEXIST) {
    return Error{ErrorCode::kInvalidArgument, 0, "exists"};
  }
  if (fd < 0) return IoError("cannot open");
  JournalWriter writer(fd);
  struct stat st;
  if (fstat(fd, &st) != 0) return IoError("cannot read");
  if (!S_ISREG(st.st_mode)) {
    return Error{ErrorCode::kInvalidArgument, 0, "is not a regular file"};
  }
  // Where locks are not supported, nothing keeps two runs apart; their lines do not mix even so.
  if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return Error{ErrorCode::kInvalidArgument, 0, "is in use by another run"};
  }
  Status ended = writer.EndLastLine();
  if (!ended.ok()) return ended.error();
  return writer;
}

Status JournalWriter::EndLastLine() {
  struct stat st;
  if (fstat(fd_, &st) != 0) return IoError("cannot read");
  if (st.st_size == 0) return OkStatus();
  char last = 0;
  if (pread(fd_, &last, 1, st.st_size - 1) != 1) return IoError("cannot read");
  is_cut_ = last != '\n';
  return OkStatus();
}

Status JournalWriter::Begin(const JournalRun& run) {
  return WriteLine(BeginLine(run, TimeStamp()));
}

Status JournalWriter::Add(const JournalEntry& entry) {
  return WriteLine(EntryLine(entry, TimeStamp()));
}

Status JournalWriter::End(const JournalTotals& totals) {
  return WriteLine(EndLine(totals, TimeStamp()));
}

Status JournalWriter::WriteLine(const std::string& line) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::string text = is_cut_ ? '\n' + line : line;
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = write(fd_, text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      if (done > 0) is_cut_ = true;
      return IoError("cannot write");
    }
    done += static_cast<size_t>(n);
  }
  is_cut_ = false;
  return OkStatus();
}

}  // namespace jackdaw::archive
