// Sets of names and files as hashes of 64 bits, 12 bytes each: for runs over millions of files.
//
// Two different ones are mistaken for each other with a probability of n^2 / 2^65: below 10^-5 for
// ten million.
#ifndef JACKDAW_APPS_JACKDAW_SYSTEM_NAME_SET_H_
#define JACKDAW_APPS_JACKDAW_SYSTEM_NAME_SET_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace jackdaw::app {

// The hash of a name. Never 0.
uint64_t NameHash(std::string_view name);

class HashSet {
 public:
  // False when it was there.
  bool Insert(uint64_t hash);
  bool Contains(uint64_t hash) const;
  size_t size() const { return size_; }

 private:
  // One of many open-addressing tables, so that only a small part is ever held twice while it
  // grows.
  struct Part {
    std::vector<uint64_t> slots;  // 0: free
    size_t size = 0;
  };
  static constexpr size_t kNumParts = 256;

  static size_t FindSlot(const std::vector<uint64_t>& slots, uint64_t hash);
  static void Grow(Part* part);

  std::array<Part, kNumParts> parts_;
  size_t size_ = 0;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_SYSTEM_NAME_SET_H_
