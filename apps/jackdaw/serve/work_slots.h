// A limit on how many threads do the same heavy thing at once, and on how many wait to.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_WORK_SLOTS_H_
#define JACKDAW_APPS_JACKDAW_SERVE_WORK_SLOTS_H_

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>

namespace jackdaw::serve {

// Thread-safe.
class WorkSlots {
 public:
  WorkSlots(size_t num_slots, size_t max_waiting)
      : num_free_(num_slots), max_waiting_(max_waiting) {}

  // Holds a slot while it lives.
  class Slot {
   public:
    explicit Slot(WorkSlots* slots) : slots_(slots) {}
    Slot(Slot&& other) noexcept : slots_(other.slots_) { other.slots_ = nullptr; }
    Slot& operator=(Slot&&) = delete;
    ~Slot() {
      if (slots_ != nullptr) slots_->Free();
    }

   private:
    WorkSlots* slots_;
  };

  // Waits for a slot. None at once when too many wait already.
  std::optional<Slot> Take() {
    std::unique_lock<std::mutex> lock(mutex_);
    if (num_free_ == 0) {
      if (num_waiting_ >= max_waiting_) return std::nullopt;
      ++num_waiting_;
      freed_.wait(lock, [&] { return num_free_ > 0; });
      --num_waiting_;
    }
    --num_free_;
    return Slot(this);
  }

 private:
  void Free() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      ++num_free_;
    }
    freed_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable freed_;
  size_t num_free_;
  const size_t max_waiting_;
  size_t num_waiting_ = 0;
};

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_WORK_SLOTS_H_
