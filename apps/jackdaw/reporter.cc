#include "apps/jackdaw/reporter.h"

#include <utility>

#include "apps/jackdaw/flags/help.h"
#include "apps/jackdaw/info_format.h"
#include "apps/jackdaw/report_json.h"
#include "apps/jackdaw/report_text.h"
#include "apps/jackdaw/result_stream.h"
#include "apps/jackdaw/system/console.h"
#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

// Results that may wait for an earlier one: some 10 MB. Enough that a large file holds up no
// others.
constexpr uint64_t kMaxPending = 20'000;

archive::JournalEntry EntryOf(Command command, const FileReport& file) {
  archive::JournalEntry entry;
  entry.input = file.input;
  entry.output = file.output;
  entry.status = file.status == FileStatus::kOk        ? archive::JournalStatus::kOk
                 : file.status == FileStatus::kSkipped ? archive::JournalStatus::kSkipped
                                                       : archive::JournalStatus::kFailed;
  if (file.is_regular) {
    entry.input_size = static_cast<int64_t>(file.found_size);
    entry.input_mtime_ns = file.found_mtime_ns;
  }
  entry.output_size = file.output_bytes;
  entry.lossy = file.lossy;
  entry.removed_original = file.removed_original;
  entry.removed_input = file.removed_original && command != Command::kVerify;
  // Of a file that was skipped, a note says that something is left to do.
  entry.is_finished = file.status == FileStatus::kOk || (!file.is_changed && file.note.empty());
  entry.message = file.note;
  if (file.status == FileStatus::kFailed) {
    entry.is_finished = false;
    entry.error_code = ErrorCodeName(file.error.code);
    entry.message = file.error.message;
  }
  entry.seconds = file.seconds;
  return entry;
}

}  // namespace

Reporter::Reporter(const Options& options, Progress& progress, RunLog& log,
                   archive::JournalWriter* journal)
    : options_(options),
      progress_(progress),
      log_(log),
      journal_(journal),
      start_(std::chrono::steady_clock::now()) {
  totals_.num_threads = options.num_threads;
}

void Reporter::Begin(bool data_on_stdout) {
  const std::lock_guard<std::timed_mutex> lock(mutex_);
  data_on_stdout_ = data_on_stdout;
  BeginLocked();
}

void Reporter::BeginLocked() {
  is_begun_ = true;
  if (options_.json) Write(JsonHead(options_));
  if (journal_ == nullptr) return;
  const Status begun = journal_->Begin({CommandName(options_.command), VersionNumber()});
  if (!begun.ok()) {
    is_journal_lost_ = true;
    progress_.PrintLine("jackdaw: " + Printable(options_.journal) + ": " + begun.error().message);
  }
}

void Reporter::SetSkipped(const SkipCounts& skipped) {
  const std::lock_guard<std::timed_mutex> lock(mutex_);
  const uint64_t existing = totals_.skipped.existing, changed = totals_.skipped.changed;
  totals_.skipped = skipped;
  totals_.skipped.existing = existing;
  totals_.skipped.changed = changed;
}

void Reporter::WaitForTurn(uint64_t sequence) {
  std::unique_lock<std::timed_mutex> lock(mutex_);
  turn_.wait(lock, [&] { return sequence < next_sequence_ + kMaxPending; });
}

void Reporter::Done(std::optional<uint64_t> sequence, const FileReport& file) {
  // Rendered outside of the lock.
  std::string text;
  if (options_.json) {
    text = JsonFile(options_, file);
  } else if (file.info.has_value()) {
    text = InfoText(file.input, *file.info);
  }
  log_.Add(options_.command, file);
  const std::lock_guard<std::timed_mutex> lock(mutex_);
  AddToJournal(file);
  totals_.Add(file);
  if (totals_.files == 1 && !file.info.has_value()) {
    only_file_ = file;
  } else {
    only_file_.reset();
  }
  if (!file.note.empty() && !options_.quiet) {
    progress_.PrintLine("jackdaw: " + Printable(file.input) + ": " + Printable(file.note));
  }
  if (!options_.quiet) {
    for (const std::string& warning : file.warnings) {
      progress_.PrintLine("jackdaw: " + Printable(file.input) + ": " + Printable(warning));
    }
  }
  if (options_.verbose) progress_.PrintLine(RunLog::Line(options_.command, file));
  WriteInTurn(sequence, std::move(text));
}

void Reporter::PutOff(uint64_t sequence) {
  const std::lock_guard<std::timed_mutex> lock(mutex_);
  WriteInTurn(sequence, "");
}

void Reporter::WriteInTurn(std::optional<uint64_t> sequence, std::string text) {
  if (!sequence.has_value()) {
    WriteFile(text);
    return;
  }
  pending_.emplace(*sequence, std::move(text));
  WritePending();
}

void Reporter::WritePending() {
  while (!pending_.empty() && pending_.begin()->first == next_sequence_) {
    const std::string text = std::move(pending_.begin()->second);
    pending_.erase(pending_.begin());
    ++next_sequence_;
    WriteFile(text);
  }
  turn_.notify_all();
}

void Reporter::WriteFile(const std::string& text) {
  if (text.empty()) return;
  std::string separator;
  if (options_.json) {
    separator = JsonSeparator(options_, num_written_);
  } else if (num_written_ > 0) {
    separator = "\n";
  }
  ++num_written_;
  Write(separator + text);
}

void Reporter::Write(const std::string& text) {
  if (text.empty() || is_lost_) return;  // one message is enough
  progress_.Erase();
  if (!PrintOut(text)) is_lost_ = true;
}

void Reporter::AddToJournal(const FileReport& file) {
  if (journal_ == nullptr || is_journal_lost_) return;
  const Status added = journal_->Add(EntryOf(options_.command, file));
  if (added.ok()) return;
  progress_.PrintLine("jackdaw: " + Printable(options_.journal) + ": " + added.error().message);
  is_journal_lost_ = true;
}

void Reporter::WriteEnd() {
  using Seconds = std::chrono::duration<double>;
  totals_.seconds = Seconds(std::chrono::steady_clock::now() - start_).count();
  const std::string table = SummaryTable(options_, totals_);
  log_.End(table);
  if (journal_ != nullptr) {
    const uint64_t skipped = totals_.skipped.existing + totals_.skipped.changed;
    (void)journal_->End({totals_.ok, skipped, totals_.failed, totals_.is_interrupted});
  }
  if (options_.json) {
    Write(JsonTail(options_, totals_, num_written_));
  } else if (options_.command != Command::kInfo && !options_.quiet && !data_on_stdout_) {
    if (!only_file_.has_value() || HasSkipped(totals_.skipped) || totals_.is_interrupted) {
      Write(table);
    } else if (only_file_->status == FileStatus::kOk ||
               only_file_->status == FileStatus::kPlanned) {
      Write(OneFileSummary(options_, *only_file_));
    }
  }
}

bool Reporter::Finish() {
  const std::lock_guard<std::timed_mutex> lock(mutex_);
  progress_.Finish();
  WriteEnd();
  is_finished_ = true;
  return !is_lost_ && !is_journal_lost_ && totals_.failed == 0;
}

void Reporter::Interrupt() {
  if (!mutex_.try_lock_for(kPatienceAtEnd)) return;
  // The lock is kept: the process ends, and no other thread prints.
  if (is_finished_) return;
  if (!is_begun_) BeginLocked();
  totals_.is_interrupted = true;
  for (const auto& [sequence, text] : pending_) {
    WriteFile(text);
  }
  progress_.Finish();
  WriteEnd();
}

}  // namespace jackdaw::app
