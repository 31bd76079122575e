#include "apps/jackdaw/serve/thumbnail_cache.h"

#include <utility>

namespace jackdaw::serve {
namespace {

// Of an entry beside the bytes of its thumbnail.
constexpr uint64_t kEntryBytes = 256;

}  // namespace

Result<archive::SharedBytes> ThumbnailCache::Get(const ThumbnailKey& key, const Make& make) {
  std::shared_ptr<Flight> flight;
  {
    std::unique_lock<std::mutex> lock(mutex_);
    if (const auto* kept = kept_.Find(key)) {
      ++counters_.hits;
      return **kept;
    }
    ++counters_.misses;
    const auto [place, is_new] = flights_.try_emplace(key);
    if (!is_new) {
      flight = place->second;
      landed_.wait(lock, [&] { return flight->outcome != nullptr; });
      return *flight->outcome;
    }
    flight = place->second = std::make_shared<Flight>();
  }
  const auto outcome = std::make_shared<const Outcome>(make());
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    flight->outcome = outcome;
    flights_.erase(key);
    Keep(key, outcome);
  }
  landed_.notify_all();
  return *outcome;
}

void ThumbnailCache::Keep(const ThumbnailKey& key, const std::shared_ptr<const Outcome>& outcome) {
  uint64_t cost = kEntryBytes;
  if (outcome->ok()) {
    cost += outcome->value()->size();
  } else if (outcome->error().code != ErrorCode::kUnsupported &&
             outcome->error().code != ErrorCode::kCorrupt) {
    return;  // another try may go better
  }
  counters_.evictions += kept_.Insert(key, outcome, cost);
}

ThumbnailCounters ThumbnailCache::counters() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  ThumbnailCounters counters = counters_;
  counters.kept_bytes = kept_.cost();
  return counters;
}

}  // namespace jackdaw::serve
