#include "apps/jackdaw/mount/event_log.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <syslog.h>

#include <cerrno>
#include <ctime>
#include <span>
#include <utility>

#include "apps/jackdaw/system/console.h"
#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {

Result<EventLog> EventLog::Open(const std::string& path) {
  if (path.empty()) return EventLog(UniqueFd());
  UniqueFd file(open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0666));
  if (!file.valid()) return IoError("cannot open the log " + path, errno);
  return EventLog(std::move(file));
}

void EventLog::UseSystemLog() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (file_.valid()) return;
  openlog("jackdaw", LOG_PID, LOG_DAEMON);
  to_system_log_ = true;
}

void EventLog::Write(std::string_view message) {
  const std::string text = Printable(message);
  const std::lock_guard<std::mutex> lock(mutex_);
  if (to_system_log_) {
    syslog(LOG_WARNING, "%s", text.c_str());
    return;
  }
  const std::string line =
      fmt::format("{:%Y-%m-%dT%H:%M:%SZ} {}\n", fmt::gmtime(std::time(nullptr)), text);
  if (!file_.valid()) {
    PrintStatus(line);
    return;
  }
  // A full disk must not stop what still works.
  (void)WriteAll(file_.get(),
                 std::span(reinterpret_cast<const uint8_t*>(line.data()), line.size()));
}

}  // namespace jackdaw::app
