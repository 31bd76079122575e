// Work that a call may do, so that time is bounded by what was read (docs/format.md §8).
//
// A unit is about ten nanoseconds on a core of 2024. Work is counted by what the input asks for,
// never by a clock, so every machine refuses the same files. Thread-safe.
#ifndef JACKDAW_BASE_WORK_METER_H_
#define JACKDAW_BASE_WORK_METER_H_

#include <atomic>
#include <cstdint>

namespace jackdaw {

class WorkMeter {
 public:
  explicit WorkMeter(uint64_t limit) : limit_(limit) {}

  // Counts `units`, of which one call has fewer than 2^60. False once the sum is above the limit.
  [[nodiscard]] bool Add(uint64_t units) {
    // A sum that is above the limit stays there: no wrap-around.
    if (used() > limit_) return false;
    return used_.fetch_add(units, std::memory_order_relaxed) + units <= limit_;
  }
  uint64_t left() const { return over() ? 0 : limit_ - used(); }
  uint64_t used() const { return used_.load(std::memory_order_relaxed); }
  bool over() const { return used() > limit_; }

 private:
  const uint64_t limit_;
  std::atomic<uint64_t> used_{0};
};

}  // namespace jackdaw

#endif  // JACKDAW_BASE_WORK_METER_H_
