// What the library calls while it works for a jackdaw::Monitor.
//
// Cancellation needs no error paths: loops stop where Advance returns false, whatever they have
// made by then is thrown away, and the public function that owns the WorkMonitor returns
// kCancelled.
#ifndef JACKDAW_BASE_WORK_MONITOR_H_
#define JACKDAW_BASE_WORK_MONITOR_H_

#include <atomic>
#include <cstdint>
#include <mutex>

#include "jackdaw/monitor.h"
#include "jackdaw/result.h"

namespace jackdaw {

class WorkMonitor {
 public:
  // The monitor must outlive this.
  explicit WorkMonitor(const Monitor& monitor) : monitor_(monitor) {}

  // Starts a stage of `num_units` units of work, which makes this part of all that is left.
  // REQUIRES: no other thread is in this object.
  void BeginStage(uint32_t per_mille_of_rest, uint64_t num_units);

  // Counts work of the current stage. False: the call is cancelled. Thread-safe.
  bool Advance(uint64_t num_units);

  // Whether Advance has returned false.
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }

  // Reports that all is done.
  void Finish() { Report(kDone); }

 private:
  static constexpr uint32_t kDone = 1000;

  void Report(uint32_t per_mille);

  const Monitor& monitor_;
  std::atomic<bool> cancelled_{false};
  std::atomic<uint64_t> num_done_{0};  // units of the stage
  uint64_t num_units_ = 1;
  uint32_t stage_begin_ = 0, stage_end_ = 0;  // per mille
  std::atomic<uint32_t> reported_{0};
  std::mutex reporting_;
};

// The same for a monitor that may be missing.
inline bool Advance(WorkMonitor* monitor, uint64_t num_units) {
  return monitor == nullptr || monitor->Advance(num_units);
}
inline void BeginStage(WorkMonitor* monitor, uint32_t per_mille_of_rest, uint64_t num_units) {
  if (monitor != nullptr) monitor->BeginStage(per_mille_of_rest, num_units);
}
inline bool IsCancelled(const WorkMonitor* monitor) {
  return monitor != nullptr && monitor->cancelled();
}
inline Error CancelledError() { return Error{ErrorCode::kCancelled, 0, "cancelled"}; }

}  // namespace jackdaw

#endif  // JACKDAW_BASE_WORK_MONITOR_H_
