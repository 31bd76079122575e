// One line on the terminal that shows how far the run is, and the error lines, which must not mix
// with it. Thread-safe.
#ifndef JACKDAW_APPS_JACKDAW_PROGRESS_H_
#define JACKDAW_APPS_JACKDAW_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

#include "apps/jackdaw/report.h"

namespace jackdaw::app {

class Progress {
 public:
  // enabled: draw the line. Errors are printed either way.
  Progress(Command command, bool enabled) : command_(command), enabled_(enabled) {}

  void Start(uint64_t num_files, uint64_t num_bytes);
  // Counts a finished file of `job_size` planned bytes, and prints its error if it has one.
  void FileDone(const FileReport& report, uint64_t job_size);
  // Takes the line away.
  void Finish();

 private:
  using Clock = std::chrono::steady_clock;

  std::string Line(size_t width) const;  // at most `width` characters
  void Draw();
  void Erase();

  const Command command_;
  const bool enabled_;
  std::mutex mutex_;
  bool is_drawn_ = false;
  Clock::time_point start_;
  Clock::time_point last_draw_;
  uint64_t num_files_ = 0, num_bytes_ = 0;       // planned
  uint64_t files_done_ = 0, bytes_done_ = 0;     // of the plan
  uint64_t input_bytes_ = 0, output_bytes_ = 0;  // of the files that went well
};

// True when stderr is a terminal that understands how to erase a line.
bool StderrIsTerminal();

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_PROGRESS_H_
