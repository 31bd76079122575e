// Takes the results of a run as they come and passes them on: to standard output, the progress
// line, the log and the journal. Holds no more of them than it must: sums, and what has to wait for
// its turn.
#ifndef JACKDAW_APPS_JACKDAW_REPORTER_H_
#define JACKDAW_APPS_JACKDAW_REPORTER_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "apps/jackdaw/file_report.h"
#include "apps/jackdaw/flags/options.h"
#include "apps/jackdaw/progress.h"
#include "apps/jackdaw/run_log.h"
#include "apps/jackdaw/totals.h"
#include "archive/journal_writer.h"

namespace jackdaw::app {

// Thread-safe. JSON, and the texts of `info`, come in the order of the sequence numbers 0, 1, ...
// that the caller gives the files.
class Reporter {
 public:
  // journal may be null. All must outlive the object.
  Reporter(const Options& options, Progress& progress, RunLog& log,
           archive::JournalWriter* journal);

  // data_on_stdout: outputs go to standard output, which leaves no room for a summary.
  void Begin(bool data_on_stdout);

  void SetSkipped(const SkipCounts& skipped);

  // Waits until so few results wait for an earlier one that this file may begin.
  void WaitForTurn(uint64_t sequence);

  // A finished file. `sequence`: none for one that was put off before.
  void Done(std::optional<uint64_t> sequence, const FileReport& file);
  // The file is put off: those after it need not wait for it.
  void PutOff(uint64_t sequence);

  // Prints the end. False when something could not be written, or some file failed.
  bool Finish();

  // Prints what there is, as well as it can, from a thread that may be the last one to run: nothing
  // is printed after it. Nothing to do after Finish().
  void Interrupt();

 private:
  void BeginLocked();
  void WriteInTurn(std::optional<uint64_t> sequence, std::string text);
  void WritePending();
  void WriteFile(const std::string& text);
  void Write(const std::string& text);
  void WriteEnd();
  void AddToJournal(const FileReport& file);

  const Options& options_;
  Progress& progress_;
  RunLog& log_;
  archive::JournalWriter* const journal_;
  const std::chrono::steady_clock::time_point start_;

  std::timed_mutex mutex_;
  std::condition_variable_any turn_;
  bool data_on_stdout_ = true;  // as far as is known
  bool is_begun_ = false, is_finished_ = false;
  Totals totals_;
  std::optional<FileReport> only_file_;  // while there is one alone
  std::map<uint64_t, std::string> pending_;
  uint64_t next_sequence_ = 0;
  uint64_t num_written_ = 0;
  bool is_lost_ = false;          // something could not be written
  bool is_journal_lost_ = false;  // the same of the journal
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_REPORTER_H_
