// The memory limit of the process, shared by the files at work.
//
// How much memory a file takes is known only after it is parsed, so each file gets a share by a
// rule of thumb and waits until that much is free. A file for which its share is too small is tried
// again at the end, alone and with the whole limit (batch.h).
#ifndef JACKDAW_APPS_JACKDAW_SYSTEM_MEMORY_BUDGET_H_
#define JACKDAW_APPS_JACKDAW_SYSTEM_MEMORY_BUDGET_H_

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace jackdaw::app {

class MemoryBudget {
 public:
  explicit MemoryBudget(uint64_t limit) : limit_(limit), free_(limit) {}

  // A part of the budget, given back when it goes away.
  class Share {
   public:
    Share(MemoryBudget& budget, uint64_t amount) : budget_(budget), amount_(amount) {}
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;
    ~Share() { budget_.GiveBack(amount_); }

    uint64_t amount() const { return amount_; }

   private:
    MemoryBudget& budget_;
    uint64_t amount_;
  };

  // Waits until `amount`, or the whole limit if that is less, is free. Who asks first is served
  // first, so that a large share is not passed over for ever. A thread must hold at most one share.
  Share Take(uint64_t amount);

  // What a file of this size should ask for when num_workers files are at work.
  uint64_t ShareFor(uint64_t file_size, int num_workers) const;

 private:
  void GiveBack(uint64_t amount);

  const uint64_t limit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  uint64_t free_;
  uint64_t next_ticket_ = 0, served_ticket_ = 0;  // of those who wait
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_SYSTEM_MEMORY_BUDGET_H_
