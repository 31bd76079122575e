// The lines of --log and --verbose: what became of each file, with time stamps.
#ifndef JACKDAW_APPS_JACKDAW_RUN_LOG_H_
#define JACKDAW_APPS_JACKDAW_RUN_LOG_H_

#include <mutex>
#include <string>

#include "apps/jackdaw/file_report.h"
#include "apps/jackdaw/flags/options.h"
#include "apps/jackdaw/system/file_io.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

// Thread-safe. What cannot be written is lost, and does not stop the run.
class RunLog {
 public:
  // Appends to the file; an empty path: no log.
  static Result<RunLog> Open(const std::string& path);

  RunLog(RunLog&& other) noexcept : fd_(std::move(other.fd_)) {}
  RunLog& operator=(RunLog&&) = delete;

  static std::string Line(Command command, const FileReport& file);

  void Begin(const Options& options);
  void Add(Command command, const FileReport& file);
  void End(const std::string& summary);

 private:
  explicit RunLog(UniqueFd fd) : fd_(std::move(fd)) {}

  void Write(const std::string& line);

  std::mutex mutex_;
  UniqueFd fd_;
  bool is_incomplete_ = false;  // it was said
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_RUN_LOG_H_
