// One line on the terminal that shows how far the search of a tree is. Thread-safe.
#ifndef JACKDAW_APPS_JACKDAW_TREE_PROGRESS_H_
#define JACKDAW_APPS_JACKDAW_TREE_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <mutex>

namespace jackdaw::app {

class TreeProgress {
 public:
  // num_expected: files, as far as is known; 0: not known. Draws nothing unless `enabled`.
  TreeProgress(bool enabled, uint64_t num_expected)
      : enabled_(enabled), num_expected_(num_expected) {}

  void FileDone(uint64_t num_bytes);
  // Takes the line away, for text that is printed instead.
  void Erase();

  uint64_t num_files() const { return num_files_; }
  uint64_t num_bytes() const { return num_bytes_; }
  double seconds() const;

 private:
  using Clock = std::chrono::steady_clock;

  const bool enabled_;
  const uint64_t num_expected_;
  const Clock::time_point start_ = Clock::now();
  std::mutex mutex_;
  uint64_t num_files_ = 0, num_bytes_ = 0;
  Clock::time_point last_draw_ = start_;
  bool is_drawn_ = false;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_TREE_PROGRESS_H_
