#include "entropy/byte_pipe.h"

namespace jackdaw::entropy {

void BytePipe::Append(ByteSpan bytes) {
  if (bytes.empty()) return;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    chunks_.emplace_back(bytes.begin(), bytes.end());
  }
  changed_.notify_one();
}

void BytePipe::Close() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
  }
  changed_.notify_one();
}

void BytePipe::Wait(std::unique_lock<std::mutex>& lock) const {
  changed_.wait(lock, [this] { return closed_ || num_read_ < chunks_.size(); });
}

ByteSpan BytePipe::Next() {
  std::unique_lock<std::mutex> lock(mutex_);
  Wait(lock);
  if (num_read_ == chunks_.size()) return {};
  return chunks_[num_read_++];
}

bool BytePipe::AtEnd() const {
  std::unique_lock<std::mutex> lock(mutex_);
  Wait(lock);
  return num_read_ == chunks_.size();
}

Bytes BytePipe::All() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  Bytes all;
  for (const Bytes& chunk : chunks_) all.insert(all.end(), chunk.begin(), chunk.end());
  return all;
}

}  // namespace jackdaw::entropy
