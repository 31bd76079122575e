#include "archive/journal_finished.h"

#include <sys/stat.h>
#include <xxhash.h>

#include <algorithm>

namespace jackdaw::archive {
namespace {

// The least that an entry takes in the file: for a first guess at how many there are.
constexpr uint64_t kMinLineSize = 150;

uint64_t Key(std::string_view input, int64_t size, int64_t mtime_ns) {
  // A seed for each version of the input.
  const int64_t version[2] = {size, mtime_ns};
  return XXH3_64bits_withSeed(input.data(), input.size(), XXH3_64bits(version, sizeof(version)));
}

uint64_t RemovedKey(std::string_view input) {
  return XXH3_64bits_withSeed(input.data(), input.size(), 0);
}

}  // namespace

Result<FinishedInputs> FinishedInputs::Load(const std::string& path, const std::string& command) {
  FinishedInputs finished;
  struct stat st;
  // Reserved at once: a vector that grows holds its content twice for a while. Pages that are not
  // written take no memory.
  if (stat(path.c_str(), &st) == 0 && S_ISREG(st.st_mode)) {
    finished.keys_.reserve(static_cast<uint64_t>(st.st_size) / kMinLineSize + 1);
  }
  std::string other_command;
  const auto on_run = [&](const JournalRun& run) {
    ++finished.num_runs_;
    if (run.command != command) other_command = run.command;
  };
  const auto on_entry = [&](const JournalEntry& entry) {
    if (entry.status == JournalStatus::kFailed || !entry.is_finished) return;
    finished.keys_.push_back(entry.removed_input
                                 ? RemovedKey(entry.input)
                                 : Key(entry.input, entry.input_size, entry.input_mtime_ns));
  };
  Status read = ReadJournal(path, on_run, on_entry, &finished.num_bad_lines_);
  if (!read.ok()) return read.error();
  if (!other_command.empty()) {
    return Error{ErrorCode::kInvalidArgument, 0, "is the journal of " + other_command};
  }
  std::sort(finished.keys_.begin(), finished.keys_.end());
  return finished;
}

bool FinishedInputs::Find(uint64_t key) const {
  return std::binary_search(keys_.begin(), keys_.end(), key);
}

bool FinishedInputs::Contains(std::string_view input, int64_t size, int64_t mtime_ns) const {
  return Find(Key(input, size, mtime_ns));
}

bool FinishedInputs::ContainsRemoved(std::string_view input) const {
  return Find(RemovedKey(input));
}

}  // namespace jackdaw::archive
