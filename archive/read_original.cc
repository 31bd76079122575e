// ReadOriginal of tree.h: the bytes of an original.
#include <cerrno>

#include "archive/system_calls.h"
#include "archive/tree.h"

namespace jackdaw::archive {
namespace {

// What is on the disk.
Result<std::vector<uint8_t>> ReadDisk(const OpenFile& file, uint64_t max_bytes) {
  const uint64_t size = static_cast<uint64_t>(file.entry.disk.st_size);
  if (size > max_bytes) return Error{ErrorCode::kLimitExceeded, 0, "larger than the memory limit"};
  std::vector<uint8_t> bytes(size);
  const Status read = ReadFully(file.fd.get(), 0, bytes);
  if (!read.ok()) return read.error();
  return bytes;
}

Result<std::vector<uint8_t>> ReadPlain(const OpenFile& file, uint64_t max_bytes) {
  Result<std::vector<uint8_t>> bytes = ReadDisk(file, max_bytes);
  if (!bytes.ok()) return bytes.error();
  struct stat now;
  if (fstat(file.fd.get(), &now) != 0) return SystemError("cannot read", errno);
  // Another time of change of the inode alone may be that of a new or removed name.
  FileId before = file.entry.id(), after = FileIdOf(now);
  before.ctime_ns = after.ctime_ns = 0;
  if (before != after) return Error{ErrorCode::kIo, 0, "changed while it was read"};
  return bytes;
}

}  // namespace

Result<std::vector<uint8_t>> ReadOriginal(const OpenFile& file, const DecompressOptions& options) {
  if (file.entry.storage == Storage::kPlain) return ReadPlain(file, options.memory_limit);
  if (file.entry.problem.has_value()) return *file.entry.problem;
  const Result<std::vector<uint8_t>> jkd = ReadDisk(file, options.memory_limit);
  if (!jkd.ok()) return jkd.error();
  Result<DecompressResult> original = Decompress(jkd.value(), options);
  if (!original.ok()) return original.error();
  if (original.value().bytes.size() != file.entry.size) {
    return Error{ErrorCode::kCorrupt, 0, "changed while it was read"};
  }
  return std::move(original.value().bytes);
}

}  // namespace jackdaw::archive
