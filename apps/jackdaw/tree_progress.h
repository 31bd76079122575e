// One line on the terminal that shows how far the search of a tree is. Thread-safe.
#ifndef JACKDAW_APPS_JACKDAW_TREE_PROGRESS_H_
#define JACKDAW_APPS_JACKDAW_TREE_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <mutex>

namespace jackdaw::app {

class TreeProgress {
 public:
  // The time begins now. Draws nothing unless `enabled`.
  explicit TreeProgress(bool enabled) : enabled_(enabled) {}

  // num_expected: files, as far as is known; 0: not known.
  void SetExpected(uint64_t num_expected);
  void FileDone(uint64_t num_bytes);
  // Takes the line away, for text that is printed instead.
  void Erase();

  struct Done {
    uint64_t num_files = 0, num_bytes = 0;
    double seconds = 0;
  };
  Done done();

 private:
  using Clock = std::chrono::steady_clock;

  double seconds() const;

  const bool enabled_;
  const Clock::time_point start_ = Clock::now();
  std::mutex mutex_;
  uint64_t num_expected_ = 0;
  uint64_t num_files_ = 0, num_bytes_ = 0;
  Clock::time_point last_draw_ = start_;
  bool is_drawn_ = false;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_TREE_PROGRESS_H_
