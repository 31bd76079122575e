// One line on the terminal that shows how far the run is, and the error lines, which must not mix
// with it. Thread-safe.
#ifndef JACKDAW_APPS_JACKDAW_PROGRESS_H_
#define JACKDAW_APPS_JACKDAW_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "apps/jackdaw/file_report.h"
#include "apps/jackdaw/flags/options.h"

namespace jackdaw::app {

class Progress {
 public:
  // enabled: draw the line. Errors are printed either way.
  Progress(Command command, bool enabled) : command_(command), enabled_(enabled) {}

  bool enabled() const { return enabled_; }

  void Start();
  // What there is to do, as far as it is known; is_all: nothing comes on top.
  void SetPlanned(uint64_t num_files, uint64_t num_bytes, bool is_all);

  // A file of `size` bytes is in work; `id` is the caller's.
  void FileBegins(uint64_t id, const std::string& name, uint64_t size);
  void FileMoves(uint64_t id, uint32_t per_mille);
  // Counts a finished file of `size` planned bytes, and prints its error if it has one.
  void FileDone(uint64_t id, const FileReport& report, uint64_t size);
  // It is put off, and will begin again.
  void FilePutOff(uint64_t id);

  // Prints how far the run is as a line of its own, for what is no terminal.
  void PrintState();
  // Prints a line on standard error.
  void PrintLine(const std::string& line);
  // Takes the line of the progress away; it comes back by itself.
  void Erase();
  // Takes it away for good.
  void Finish();

 private:
  using Clock = std::chrono::steady_clock;

  struct FileInWork {
    std::string name;
    uint64_t size = 0;
    uint32_t per_mille = 0;
  };

  std::string Line(size_t width) const;  // at most `width` characters
  std::string Counts(uint64_t bytes_done) const;
  std::string Rates(uint64_t bytes_done, double part) const;
  std::string NameInWork(size_t width) const;
  void DrawIfDue();
  void EraseLocked();

  const Command command_;
  const bool enabled_;
  std::mutex mutex_;
  bool is_drawn_ = false, is_over_ = false;
  Clock::time_point start_;
  Clock::time_point last_draw_;
  uint64_t num_files_ = 0, num_bytes_ = 0;  // planned
  bool is_all_planned_ = false;
  uint64_t files_done_ = 0, bytes_done_ = 0;     // of the plan
  uint64_t input_bytes_ = 0, output_bytes_ = 0;  // of the files that went well
  std::map<uint64_t, FileInWork> in_work_;
};

// True when stderr is a terminal that understands how to erase a line.
bool StderrIsTerminal();

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_PROGRESS_H_
