#include "apps/jackdaw/system/list_reader.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace jackdaw::app {
namespace {

constexpr size_t kReadChunk = size_t{1} << 16;
// Linux takes paths of up to 4096 bytes.
constexpr size_t kMaxName = size_t{1} << 16;

}  // namespace

Result<ListReader> ListReader::Open(const std::string& path, char separator) {
  if (path == "-") return ListReader(UniqueFd(), true, separator);
  UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!fd.valid()) return IoError("cannot open", errno);
  return ListReader(std::move(fd), false, separator);
}

Result<std::optional<std::string>> ListReader::Next() {
  size_t searched = begin_;
  while (true) {
    size_t end = buffer_.find(separator_, searched);
    if (end == std::string::npos && is_at_end_) end = buffer_.size();
    if (end != std::string::npos) {
      std::string name = buffer_.substr(begin_, end - begin_);
      begin_ = searched = std::min(end + 1, buffer_.size());
      if (name.find('\0') != std::string::npos) {
        return PlainError(ErrorCode::kInvalidArgument,
                          "has names that end with NUL (--null reads such a list)");
      }
      if (!name.empty()) return std::optional(std::move(name));
      if (is_at_end_ && begin_ == buffer_.size()) return std::optional<std::string>();
      continue;
    }
    buffer_.erase(0, begin_);
    begin_ = 0;
    searched = buffer_.size();
    if (buffer_.size() > kMaxName) return PlainError(ErrorCode::kIo, "has a line that is too long");
    buffer_.resize(searched + kReadChunk);
    const ssize_t n =
        read(is_stdin_ ? STDIN_FILENO : fd_.get(), buffer_.data() + searched, kReadChunk);
    buffer_.resize(searched + static_cast<size_t>(n > 0 ? n : 0));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return IoError("cannot read", errno);
    is_at_end_ = n == 0;
  }
}

}  // namespace jackdaw::app
