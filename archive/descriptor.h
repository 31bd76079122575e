// Owns a file descriptor of the operating system.
#ifndef JACKDAW_ARCHIVE_DESCRIPTOR_H_
#define JACKDAW_ARCHIVE_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace jackdaw::archive {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  // Leaves closing to the caller.
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_DESCRIPTOR_H_
