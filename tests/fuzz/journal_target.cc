#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/journal.h"
#include "archive/journal_finished.h"
#include "tests/fuzz/archive_target.h"

namespace jackdaw::test {
namespace {

using archive::FinishedInputs;
using archive::JournalEntry;
using archive::JournalRun;
using archive::JournalStatus;

// A file in memory with a path.
class MemoryFile {
 public:
  explicit MemoryFile(ByteSpan bytes) : fd_(memfd_create("jackdaw-journal", MFD_CLOEXEC)) {
    is_good_ =
        fd_ >= 0 && write(fd_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() {
    if (fd_ >= 0) close(fd_);
  }
  bool is_good() const { return is_good_; }
  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  int fd_;
  bool is_good_;
};

struct Content {
  std::vector<JournalRun> runs;
  std::vector<JournalEntry> entries;
  uint64_t num_bad = 0;
};

std::optional<Content> Read(ByteSpan bytes) {
  const MemoryFile file(bytes);
  Content content;
  const Status read = archive::ReadJournal(
      file.path(), [&](const JournalRun& run) { content.runs.push_back(run); },
      [&](const JournalEntry& entry) { content.entries.push_back(entry); }, &content.num_bad);
  if (!file.is_good() || !read.ok()) return std::nullopt;
  return content;
}

bool AreEqual(const JournalEntry& a, const JournalEntry& b) {
  const bool has_size = a.input_size >= 0;
  return a.input == b.input && a.output == b.output && a.status == b.status &&
         a.is_finished == b.is_finished && a.removed_original == b.removed_original &&
         a.removed_input == b.removed_input && a.lossy == b.lossy &&
         (a.status != JournalStatus::kOk || a.output_size == b.output_size) &&
         (!has_size || (a.input_size == b.input_size && a.input_mtime_ns == b.input_mtime_ns)) &&
         (has_size || b.input_size < 0);
}

// The same lines, as a writer would have written them.
std::string CheckAgain(const Content& content) {
  std::string text = archive::BeginLine({}, "2026-11-26T12:34:56.789Z");
  for (const JournalEntry& entry : content.entries) {
    text += archive::EntryLine(entry, "2026-11-26T12:34:56.789Z");
  }
  const auto* const bytes = reinterpret_cast<const uint8_t*>(text.data());
  const std::optional<Content> again = Read({bytes, text.size()});
  if (!again) return "cannot be read again";
  if (again->num_bad > 0) return "a line that was written is none of a journal";
  if (again->entries.size() != content.entries.size()) return "entries are lost";
  for (size_t i = 0; i < content.entries.size(); ++i) {
    if (!AreEqual(content.entries[i], again->entries[i])) {
      return "entry " + std::to_string(i) + " differs";
    }
  }
  return "";
}

std::string CheckFinished(ByteSpan data, const Content& content) {
  const MemoryFile file(data);
  const std::string command = content.runs.empty() ? "compress" : content.runs.front().command;
  const Result<FinishedInputs> finished = FinishedInputs::Load(file.path(), command);
  if (!finished.ok()) {
    return finished.error().code == ErrorCode::kInvalidArgument ? "" : finished.error().message;
  }
  if (finished.value().num_runs() != content.runs.size()) return "runs are counted wrong";
  for (const JournalEntry& entry : content.entries) {
    if (entry.status == JournalStatus::kFailed || !entry.is_finished) continue;
    const bool is_known =
        entry.removed_input
            ? finished.value().ContainsRemoved(entry.input)
            : finished.value().Contains(entry.input, entry.input_size, entry.input_mtime_ns);
    if (!is_known) return "a finished input is not known";
  }
  return "";
}

}  // namespace

std::string FuzzJournal(ByteSpan data) {
  const std::optional<Content> content = Read(data);
  if (!content) return "";  // no journal at all
  for (const JournalEntry& entry : content->entries) {
    if (entry.input.empty()) return "an entry without an input";
  }
  const std::string failure = CheckAgain(*content);
  return failure.empty() ? CheckFinished(data, *content) : failure;
}

}  // namespace jackdaw::test
