#include "apps/jackdaw/serve/access_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "archive/system_calls.h"

namespace jackdaw::serve {
namespace {

std::string Quoted(std::string_view text) {
  if (text.empty()) return "\"-\"";
  std::string quoted = "\"";
  for (const char c : text) {
    if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\') {
      quoted += fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

// "26/Nov/2026:14:02:07 +0000", whatever the locale.
std::string TimeText(std::time_t now) {
  constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm parts{};
  if (localtime_r(&now, &parts) == nullptr) return "-";
  const long minutes = parts.tm_gmtoff / 60;
  const long distance = minutes < 0 ? -minutes : minutes;
  return fmt::format("{:02}/{}/{}:{:02}:{:02}:{:02} {}{:02}{:02}", parts.tm_mday,
                     kMonths[static_cast<size_t>(parts.tm_mon)], parts.tm_year + 1900,
                     parts.tm_hour, parts.tm_min, parts.tm_sec, minutes < 0 ? '-' : '+',
                     distance / 60, distance % 60);
}

Result<archive::Descriptor> OpenFile(const std::string& path) {
  const int fd = path == "-" ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
                             : open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (fd < 0) return archive::SystemError("cannot write the log", errno);
  return archive::Descriptor(fd);
}

}  // namespace

std::string AccessLine(const AccessRecord& record, std::time_t now) {
  return fmt::format("{} - - [{}] {} {} {} {} {} {:.3f}\n", record.client, TimeText(now),
                     Quoted(record.request), record.status, record.body_bytes,
                     Quoted(record.referrer), Quoted(record.agent), record.seconds);
}

Result<std::unique_ptr<AccessLog>> AccessLog::Open(const std::string& path) {
  Result<archive::Descriptor> fd = OpenFile(path);
  if (!fd.ok()) return fd.error();
  return std::unique_ptr<AccessLog>(new AccessLog(path, std::move(fd).value()));
}

void AccessLog::Write(const AccessRecord& record) {
  const std::string line = AccessLine(record, std::time(nullptr));
  const std::lock_guard<std::mutex> lock(mutex_);
  // One call, so that lines of several writers to one file do not mix.
  [[maybe_unused]] const ssize_t written = write(fd_.get(), line.data(), line.size());
}

Status AccessLog::Reopen() {
  Result<archive::Descriptor> fd = OpenFile(path_);
  if (!fd.ok()) return fd.error();
  const std::lock_guard<std::mutex> lock(mutex_);
  fd_ = std::move(fd).value();
  return OkStatus();
}

}  // namespace jackdaw::serve
