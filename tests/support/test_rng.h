// SplitMix64: the only source of randomness of the tests, so that every machine makes the same
// files.
#ifndef JACKDAW_TESTS_SUPPORT_TEST_RNG_H_
#define JACKDAW_TESTS_SUPPORT_TEST_RNG_H_

#include <cstdint>

#include "base/bytes.h"

namespace jackdaw::test {

inline uint64_t Mix64(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

class TestRng {
 public:
  explicit TestRng(uint64_t seed) : state_(seed) {}

  uint64_t Next() { return Mix64(state_ += 0x9E3779B97F4A7C15u); }
  // Uniform enough in 0..n-1. REQUIRES: n > 0.
  uint32_t Below(uint32_t n) { return static_cast<uint32_t>((Next() >> 32) * n >> 32); }
  bool OneIn(uint32_t n) { return Below(n) == 0; }
  uint8_t Byte() { return static_cast<uint8_t>(Next() >> 56); }

  Bytes RandomBytes(size_t n) {
    Bytes out(n);
    for (uint8_t& b : out) b = Byte();
    return out;
  }

 private:
  uint64_t state_;
};

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SUPPORT_TEST_RNG_H_
