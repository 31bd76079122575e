// Overflow-checked arithmetic for sizes that come from untrusted input.
#ifndef JACKDAW_BASE_CHECKED_H_
#define JACKDAW_BASE_CHECKED_H_

#include <cstdint>
#include <limits>

namespace jackdaw {

// False when a * b does not fit; *out is then untouched.
[[nodiscard]] inline bool CheckedMul(uint64_t a, uint64_t b, uint64_t* out) {
  if (a != 0 && b > std::numeric_limits<uint64_t>::max() / a) return false;
  *out = a * b;
  return true;
}

[[nodiscard]] inline bool CheckedAdd(uint64_t a, uint64_t b, uint64_t* out) {
  if (b > std::numeric_limits<uint64_t>::max() - a) return false;
  *out = a + b;
  return true;
}

inline uint32_t CeilDiv(uint32_t a, uint32_t b) {
  return static_cast<uint32_t>((static_cast<uint64_t>(a) + b - 1) / b);
}

}  // namespace jackdaw

#endif  // JACKDAW_BASE_CHECKED_H_
