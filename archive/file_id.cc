#include "archive/file_id.h"

#include <ctime>

namespace jackdaw::archive {
namespace {

int64_t Nanoseconds(const struct timespec& time) {
  // In 2262 this wraps, which is defined for unsigned numbers and leaves different times different.
  return static_cast<int64_t>(static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 +
                              static_cast<uint64_t>(time.tv_nsec));
}

// The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
uint64_t Mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

}  // namespace

FileId FileIdOf(const struct stat& st) {
  return {.device = st.st_dev,
          .inode = st.st_ino,
          .size = static_cast<uint64_t>(st.st_size),
          .mtime_ns = Nanoseconds(st.st_mtim),
          .ctime_ns = Nanoseconds(st.st_ctim)};
}

bool IsSettled(const FileId& id) {
  constexpr int64_t kClockStep = 50'000'000;  // several times what kernels use
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return false;
  return Nanoseconds(now) - id.ctime_ns > kClockStep;
}

size_t FileIdHash::operator()(const FileId& id) const {
  const uint64_t file = Mix(id.device) ^ id.inode;
  return static_cast<size_t>(Mix(Mix(file) ^ static_cast<uint64_t>(id.ctime_ns)));
}

}  // namespace jackdaw::archive
