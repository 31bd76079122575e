#include "apps/sweep/source_store.h"

#include <utility>

namespace jackdaw::sweep {

SourceStore::SourceStore(std::vector<SourceSpec> specs, size_t num_jobs, std::string temp_root)
    : entries_(specs.size()), temp_root_(std::move(temp_root)) {
  for (size_t i = 0; i < specs.size(); ++i) {
    entries_[i].spec = std::move(specs[i]);
    entries_[i].jobs_left = num_jobs;
  }
}

Result<const SourceBytes*> SourceStore::BytesLocked(Entry* entry) {
  if (!entry->bytes) entry->bytes = LoadSourceBytes(entry->spec);
  if (!entry->bytes->ok()) return entry->bytes->error();
  return &entry->bytes->value();
}

Result<const SourceBytes*> SourceStore::Bytes(size_t index) {
  Entry& entry = entries_[index];
  const std::lock_guard<std::mutex> lock(entry.mutex);
  return BytesLocked(&entry);
}

Result<const LoadedSource*> SourceStore::Load(size_t index) {
  Entry& entry = entries_[index];
  const std::lock_guard<std::mutex> lock(entry.mutex);
  const Result<const SourceBytes*> bytes = BytesLocked(&entry);
  if (!bytes.ok()) return bytes.error();
  if (!entry.loaded) {
    Result<TempDir> directory = TempDir::Create(temp_root_);
    if (!directory.ok()) return directory.error();
    entry.directory.emplace(std::move(directory).value());
    entry.loaded = LoadSource(*bytes.value(), entry.directory->path());
  }
  if (!entry.loaded->ok()) return entry.loaded->error();
  return &entry.loaded->value();
}

void SourceStore::JobDone(size_t index) {
  Entry& entry = entries_[index];
  const std::lock_guard<std::mutex> lock(entry.mutex);
  if (--entry.jobs_left > 0) return;
  entry.loaded.reset();
  entry.directory.reset();
  entry.bytes.reset();
}

}  // namespace jackdaw::sweep
