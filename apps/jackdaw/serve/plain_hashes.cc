#include "apps/jackdaw/serve/plain_hashes.h"

#include <span>

#include "archive/system_calls.h"

namespace jackdaw::serve {
std::optional<archive::ContentHash> PlainHashes::Find(const archive::OpenFile& file) {
  if (file.entry.size > kMaxFileBytes) return std::nullopt;
  const archive::FileId id = file.entry.id();
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (const auto* hash = hashes_.Find(id)) return *hash;
  }
  const ReadAt read = [&file](uint64_t offset, std::span<uint8_t> out) {
    return archive::ReadFully(file.fd.get(), offset, out).ok();
  };
  const Result<archive::ContentHash> hash = archive::HashOfFile(read, file.entry.size);
  struct stat now;
  if (!hash.ok() || fstat(file.fd.get(), &now) != 0 || archive::FileIdOf(now) != id) {
    return std::nullopt;
  }
  // A file that was written just now may change again within the same tick of its clock.
  if (archive::IsSettled(id)) {
    const std::lock_guard<std::mutex> lock(mutex_);
    hashes_.Insert(id, hash.value());
  }
  return hash.value();
}

}  // namespace jackdaw::serve
