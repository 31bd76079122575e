#include "apps/sweep/system/files.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

namespace jackdaw::sweep {
namespace {

struct Closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Closer>;

Error FileError(const std::string& what, const std::string& path, int error_number) {
  return {ErrorCode::kIo, 0, what + path + ": " + std::generic_category().message(error_number)};
}

}  // namespace

Result<std::vector<uint8_t>> ReadWholeFile(const std::string& path) {
  std::error_code error;
  const uint64_t size = std::filesystem::file_size(path, error);
  if (error) return FileError("cannot read ", path, error.value());
  if (size > kMaxFileBytes) {
    return Error{ErrorCode::kLimitExceeded, 0, path + " is larger than 1 GiB"};
  }
  const File file(std::fopen(path.c_str(), "rbe"));
  if (file == nullptr) return FileError("cannot read ", path, errno);
  std::vector<uint8_t> bytes(size);
  if (std::fread(bytes.data(), 1, bytes.size(), file.get()) != bytes.size()) {
    return FileError("cannot read ", path, EIO);
  }
  return bytes;
}

Status WriteWholeFile(const std::string& path, std::span<const uint8_t> bytes) {
  File file(std::fopen(path.c_str(), "wbe"));
  if (file == nullptr) return FileError("cannot write ", path, errno);
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
  const bool closed = std::fclose(file.release()) == 0;
  if (!written || !closed) return FileError("cannot write ", path, errno);
  return OkStatus();
}

}  // namespace jackdaw::sweep
