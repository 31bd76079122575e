#include "apps/jackdaw/system/name_set.h"

#include <xxhash.h>

#include <utility>

namespace jackdaw::app {
namespace {

constexpr int kPartShift = 56;  // the upper 8 bits choose the part
constexpr size_t kFirstSlots = 16;

}  // namespace

uint64_t NameHash(std::string_view name) {
  const uint64_t hash = XXH3_64bits(name.data(), name.size());
  return hash == 0 ? 1 : hash;
}

// The place of the hash, or the free one where it would be. REQUIRES: a free slot.
size_t HashSet::FindSlot(const std::vector<uint64_t>& slots, uint64_t hash) {
  size_t slot = hash % slots.size();
  while (slots[slot] != 0 && slots[slot] != hash) slot = slot + 1 == slots.size() ? 0 : slot + 1;
  return slot;
}

void HashSet::Grow(Part* part) {
  // By a half: at least 53 % of the slots are in use then.
  const size_t num_slots = part->slots.empty() ? kFirstSlots : part->slots.size() * 3 / 2;
  std::vector<uint64_t> slots(num_slots);
  for (const uint64_t hash : part->slots) {
    if (hash != 0) slots[FindSlot(slots, hash)] = hash;
  }
  part->slots = std::move(slots);
}

bool HashSet::Insert(uint64_t hash) {
  if (hash == 0) hash = 1;
  Part& part = parts_[hash >> kPartShift];
  // Full at 80 %: probes stay short.
  if (part.slots.empty() || (part.size + 1) * 5 > part.slots.size() * 4) Grow(&part);
  const size_t slot = FindSlot(part.slots, hash);
  if (part.slots[slot] == hash) return false;
  part.slots[slot] = hash;
  ++part.size;
  ++size_;
  return true;
}

bool HashSet::Contains(uint64_t hash) const {
  if (hash == 0) hash = 1;
  const Part& part = parts_[hash >> kPartShift];
  return !part.slots.empty() && part.slots[FindSlot(part.slots, hash)] == hash;
}

}  // namespace jackdaw::app
