#include "archive/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

namespace jackdaw::archive {

std::string DirectoryOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == path.npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

DirectoryLock::DirectoryLock(const std::string& path_of_file)
    : directory_(open(DirectoryOf(path_of_file).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds kPause(5);
  const Clock::time_point end = Clock::now() + std::chrono::seconds(2);
  if (!directory_.valid()) return;
  while (flock(directory_.get(), LOCK_EX | LOCK_NB) != 0) {
    if ((errno != EWOULDBLOCK && errno != EINTR) || Clock::now() > end) return;
    std::this_thread::sleep_for(kPause);
  }
}

void DirectoryLock::Sync() const {
  if (directory_.valid()) (void)fsync(directory_.get());
}

}  // namespace jackdaw::archive
