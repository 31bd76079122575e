// A line for each reply, in the combined format of web servers with the seconds it took at the end.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_ACCESS_LOG_H_
#define JACKDAW_APPS_JACKDAW_SERVE_ACCESS_LOG_H_

#include <cstdint>
#include <ctime>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "archive/descriptor.h"
#include "jackdaw/result.h"

namespace jackdaw::serve {

struct AccessRecord {
  std::string client;   // address
  std::string request;  // "GET /a.jpg HTTP/1.1"; empty: none was read
  int status = 0;
  uint64_t body_bytes = 0;  // that were sent
  std::string referrer, agent;
  double seconds = 0;
};

// The line, with its end. Quotes, backslashes, control characters and bytes beyond ASCII are
// written as \xNN, so that no request can forge a line.
std::string AccessLine(const AccessRecord& record, std::time_t now);

// Thread-safe.
class AccessLog {
 public:
  // Appends to the file, which is made if need be; "-" is standard output. kIo.
  static Result<std::unique_ptr<AccessLog>> Open(const std::string& path);

  // A line that cannot be written is lost: the server goes on.
  void Write(const AccessRecord& record);

  // Goes on in a new file of the same name, after the old one was renamed. Keeps the old one when
  // that fails.
  Status Reopen();

 private:
  AccessLog(std::string path, archive::Descriptor fd)
      : path_(std::move(path)), fd_(std::move(fd)) {}

  const std::string path_;
  std::mutex mutex_;
  archive::Descriptor fd_;
};

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_ACCESS_LOG_H_
