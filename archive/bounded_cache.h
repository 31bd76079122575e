// A map of bounded cost that forgets what was not used for longest. Not thread-safe.
#ifndef JACKDAW_ARCHIVE_BOUNDED_CACHE_H_
#define JACKDAW_ARCHIVE_BOUNDED_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <unordered_map>
#include <utility>

namespace jackdaw::archive {

template <class Key, class Value, class Hash>
class BoundedCache {
 public:
  explicit BoundedCache(uint64_t max_cost) : max_cost_(max_cost) {}

  // The value, which counts as used now; null when there is none. Valid until the next change.
  Value* Find(const Key& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    items_.splice(items_.begin(), items_, found->second);
    return &found->second->value;
  }

  // Replaces a value of the same key. What costs more than the whole cache is not kept. Returns how
  // many other values had to go.
  size_t Insert(const Key& key, Value value, uint64_t cost = 1) {
    Erase(key);
    if (cost > max_cost_) return 0;
    size_t num_evicted = 0;
    while (cost_ > max_cost_ - cost) {
      Erase(Key(items_.back().key));
      ++num_evicted;
    }
    items_.push_front({key, std::move(value), cost});
    places_.emplace(key, items_.begin());
    cost_ += cost;
    return num_evicted;
  }

  void Erase(const Key& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return;
    cost_ -= found->second->cost;
    items_.erase(found->second);
    places_.erase(found);
  }

  uint64_t cost() const { return cost_; }
  size_t size() const { return places_.size(); }

 private:
  struct Item {
    Key key;
    Value value;
    uint64_t cost;
  };

  const uint64_t max_cost_;
  uint64_t cost_ = 0;
  std::list<Item> items_;  // last used first
  std::unordered_map<Key, typename std::list<Item>::iterator, Hash> places_;
};

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_BOUNDED_CACHE_H_
