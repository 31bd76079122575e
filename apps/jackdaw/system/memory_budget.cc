#include "apps/jackdaw/system/memory_budget.h"

#include <algorithm>

namespace jackdaw::app {
namespace {

// The codec's bar is 64 MiB and 6 bytes per coefficient (DESIGN.md section 7). JPEGs of cameras
// have 3 to 6 coefficients per byte; stronger compression than that is left to the second try.
constexpr uint64_t kFixedShare = uint64_t{64} << 20;
constexpr uint64_t kSharePerByte = 32;

}  // namespace

MemoryBudget::Share MemoryBudget::Take(uint64_t amount) {
  amount = std::min(amount, limit_);
  std::unique_lock<std::mutex> lock(mutex_);
  const uint64_t ticket = next_ticket_++;
  changed_.wait(lock, [&] { return ticket == served_ticket_ && free_ >= amount; });
  ++served_ticket_;
  free_ -= amount;
  changed_.notify_all();
  return Share(*this, amount);
}

uint64_t MemoryBudget::ShareFor(uint64_t file_size, int num_workers) const {
  const uint64_t even_share = limit_ / static_cast<uint64_t>(std::max(1, num_workers));
  const uint64_t capped_size = std::min(file_size, limit_ / kSharePerByte);
  return std::min(limit_, std::max(even_share, kFixedShare + kSharePerByte * capped_size));
}

void MemoryBudget::GiveBack(uint64_t amount) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    free_ += amount;
  }
  changed_.notify_all();
}

}  // namespace jackdaw::app
