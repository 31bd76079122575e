#include "archive/file_facts.h"

#include <span>

#include "archive/system_calls.h"
#include "jackdaw/summary.h"

namespace jackdaw::archive {

Result<FileFacts> ReadFileFacts(int fd, uint64_t size) {
  const ReadAt read_at = [fd](uint64_t offset, std::span<uint8_t> out) {
    return ReadFully(fd, offset, out).ok();
  };
  const Result<Summary> summary = ReadSummary(read_at, size);
  if (!summary.ok()) return summary.error();
  const NameFacts name{.stored_name = summary.value().file_name,
                       .lossy = summary.value().lossy,
                       .is_jpeg = summary.value().outcome != Outcome::kStored};
  return FileFacts{.original_size = summary.value().original_size,
                   .content_hash = summary.value().content_hash,
                   .name = name};
}

std::optional<FileFacts> FileFactsCache::Find(const FileId& id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const FileFacts* facts = facts_.Find(id);
  return facts == nullptr ? std::nullopt : std::optional<FileFacts>(*facts);
}

void FileFactsCache::Insert(const FileId& id, const FileFacts& facts) {
  const std::lock_guard<std::mutex> lock(mutex_);
  facts_.Insert(id, facts);
  ++num_insertions_;
}

uint64_t FileFactsCache::num_insertions() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return num_insertions_;
}

}  // namespace jackdaw::archive
