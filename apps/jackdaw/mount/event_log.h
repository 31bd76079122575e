// Where a program that runs in the background says what went wrong: a line with a time stamp for
// each event.
#ifndef JACKDAW_APPS_JACKDAW_MOUNT_EVENT_LOG_H_
#define JACKDAW_APPS_JACKDAW_MOUNT_EVENT_LOG_H_

#include <mutex>
#include <string>
#include <string_view>

#include "apps/jackdaw/system/file_io.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

// Thread-safe.
class EventLog {
 public:
  // path: lines are added to this file; empty: they go to standard error, or after UseSystemLog to
  // the system's log.
  static Result<EventLog> Open(const std::string& path);

  EventLog(EventLog&& other) noexcept : file_(std::move(other.file_)) {}

  // For a process that has let go of its terminal.
  void UseSystemLog();

  // Control characters, which names of files may hold, are written as \n, \t or \xNN.
  void Write(std::string_view message);

 private:
  explicit EventLog(UniqueFd file) : file_(std::move(file)) {}

  std::mutex mutex_;
  UniqueFd file_;
  bool to_system_log_ = false;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_MOUNT_EVENT_LOG_H_
