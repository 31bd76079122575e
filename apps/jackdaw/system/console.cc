#include "apps/jackdaw/system/console.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <span>
#include <string>

#include "apps/jackdaw/system/file_io.h"

namespace jackdaw::app {
namespace {

Status WriteText(int fd, std::string_view text) {
  return WriteAll(fd, std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

bool IsOpen(int fd) { return fcntl(fd, F_GETFD) != -1; }

}  // namespace

void ReserveStandardDescriptors() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (IsOpen(fd)) continue;
    // open(2) returns the lowest number that is free, which is this one. Opened for the wrong
    // direction, it fails with EBADF, just as a closed descriptor does.
    const int direction = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    if (open("/dev/null", direction) == -1) (void)!open("/", O_PATH);
  }
}

bool PrintOut(std::string_view text) {
  const Status written = WriteText(STDOUT_FILENO, text);
  if (!written.ok()) PrintError("standard output: " + written.error().message);
  return written.ok();
}

void PrintError(std::string_view message) {
  PrintStatus(std::string("jackdaw: ").append(message).append("\n"));
}

void PrintStatus(std::string_view text) {
  // If even standard error is lost, nobody is left to be told.
  (void)WriteText(STDERR_FILENO, text);
}

}  // namespace jackdaw::app
