#include "base/work_monitor.h"

#include <algorithm>

namespace jackdaw {

void WorkMonitor::BeginStage(uint32_t per_mille_of_rest, uint64_t num_units) {
  stage_begin_ = stage_end_;
  stage_end_ += (kDone - stage_end_) * std::min(per_mille_of_rest, kDone) / kDone;
  num_units_ = std::max<uint64_t>(num_units, 1);
  num_done_ = 0;
}

bool WorkMonitor::Advance(uint64_t num_units) {
  if (cancelled()) return false;
  if (monitor_.cancelled && monitor_.cancelled()) {
    cancelled_ = true;
    return false;
  }
  if (monitor_.progress && num_units != 0) {
    const uint64_t done = num_done_.fetch_add(num_units) + num_units;
    // A stage may turn out longer than it was announced.
    const uint64_t part = std::min(done, num_units_) * (stage_end_ - stage_begin_) / num_units_;
    Report(stage_begin_ + static_cast<uint32_t>(part));
  }
  return true;
}

void WorkMonitor::Report(uint32_t per_mille) {
  if (!monitor_.progress || per_mille <= reported_.load(std::memory_order_relaxed)) return;
  const std::lock_guard lock(reporting_);
  if (per_mille <= reported_.load(std::memory_order_relaxed)) return;  // another thread was faster
  reported_ = per_mille;
  monitor_.progress(per_mille);
}

}  // namespace jackdaw
