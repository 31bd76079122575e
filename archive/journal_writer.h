// Appends to a journal.
#ifndef JACKDAW_ARCHIVE_JOURNAL_WRITER_H_
#define JACKDAW_ARCHIVE_JOURNAL_WRITER_H_

#include <mutex>
#include <string>

#include "archive/journal.h"
#include "jackdaw/result.h"

namespace jackdaw::archive {

// Each line is handed to the system in one write(2) before a function returns, so that it survives
// the end of the process, however it comes. It is not synced: after a power failure lines of the
// last seconds can be missing, and their inputs are looked at again.
//
// Thread-safe.
class JournalWriter {
 public:
  // Opens the journal and locks it until the object goes away. `append`: goes on with a journal
  // that exists; otherwise that is an error. Errors: kIo; kInvalidArgument when it exists, or
  // another run has it open.
  static Result<JournalWriter> Open(const std::string& path, bool append);

  JournalWriter(JournalWriter&& other) noexcept;
  JournalWriter& operator=(JournalWriter&&) = delete;
  ~JournalWriter();

  Status Begin(const JournalRun& run);
  Status Add(const JournalEntry& entry);
  Status End(const JournalTotals& totals);

 private:
  explicit JournalWriter(int fd) : fd_(fd) {}

  Status WriteLine(const std::string& line);
  // Ends a last line that a killed run has left without its end.
  Status EndLastLine();

  std::mutex mutex_;
  int fd_ = -1;
  bool is_cut_ = false;  // the last write failed half-way
};

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_JOURNAL_WRITER_H_
