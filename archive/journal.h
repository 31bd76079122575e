// The journal of a run: a file of JSON lines that says what became of each input, so that a run
// that was interrupted or killed can go on where it stopped. docs/json.md describes the lines.
//
// A journal is only ever appended to, a whole line at a time. A run that is killed can leave a last
// line without its end; readers pass over such a line, and the next writer ends it.
#ifndef JACKDAW_ARCHIVE_JOURNAL_H_
#define JACKDAW_ARCHIVE_JOURNAL_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "jackdaw/result.h"

namespace jackdaw::archive {

// The number of the format of the lines.
inline constexpr int kJournalSchema = 1;

enum class JournalStatus { kOk, kSkipped, kFailed };

// What a journal says of one input. Names are bytes, whatever their encoding.
struct JournalEntry {
  std::string input;
  std::string output;  // empty when none was made
  JournalStatus status = JournalStatus::kOk;
  // Of the input when it was found; negative for what is no regular file.
  int64_t input_size = -1;
  int64_t input_mtime_ns = 0;  // since 1970
  uint64_t output_size = 0;
  std::optional<bool> lossy;  // of the .jkd that was written or read
  // The original is removed: input of compress, or the file beside the input of verify.
  bool removed_original = false;
  bool removed_input = false;  // the input itself is gone
  // kSkipped: whether there is nothing left to do. False where the run found a difference.
  bool is_finished = true;
  std::string error_code, message;  // kFailed; message: also why kSkipped is not finished
  double seconds = 0;
};

struct JournalRun {
  std::string command, version;
};

struct JournalTotals {
  uint64_t ok = 0, skipped = 0, failed = 0;
  bool interrupted = false;  // by a signal
};

// Lines of a journal, each with its line break. `time` is as TimeStamp() returns it.
std::string BeginLine(const JournalRun& run, std::string_view time);
std::string EntryLine(const JournalEntry& entry, std::string_view time);
std::string EndLine(const JournalTotals& totals, std::string_view time);

// Now, in UTC: "2026-11-26T12:34:56.789Z".
std::string TimeStamp();

// Calls on_run for each run and on_entry for each input, in the order of the file, either of which
// may be empty. Lines that are cut off or are no journal lines are passed over; *num_bad, if given,
// counts them. Errors: kIo when the file cannot be read, kInvalidArgument when it is no regular
// file, or does not begin like a journal.
Status ReadJournal(const std::string& path, const std::function<void(const JournalRun&)>& on_run,
                   const std::function<void(const JournalEntry&)>& on_entry,
                   uint64_t* num_bad = nullptr);

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_JOURNAL_H_
